// Where the time of a request went: one bar for each phase, one after the other.

import { type CSSProperties, useMemo } from 'react';
import type { Timing } from '../../../proxy/contract/model.ts';
import { formatDuration, formatExactDuration } from '../../ui/quantity.ts';
import css from './handshake.module.css';

const PHASES: readonly (readonly [phase: keyof Timing, name: string, meaning: string])[] = [
  ['dns', 'DNS', 'Looking up the address'],
  ['connect', 'TCP', 'Connecting'],
  ['tls', 'TLS', 'Negotiating encryption'],
  ['request', 'Request', 'Handing the head of the request to the system'],
  ['wait', 'Wait', 'From the request sent to the first byte of the answer'],
];

interface PhaseBar {
  readonly name: string;
  readonly meaning: string;
  readonly start: number;
  readonly duration: number;
}

export function TimingWaterfall({ timing }: { readonly timing: Timing }) {
  const bars = useMemo(() => barsOf(timing), [timing]);
  const last = bars.at(-1);
  if (!last) return null;
  const total = last.start + last.duration;
  return (
    <section className={css.section}>
      <h3>
        Timing <span className={css.note}>{formatDuration(total)} to the answer</span>
      </h3>
      <dl className={css.waterfall}>
        {bars.map((bar) => (
          <Bar key={bar.name} bar={bar} total={total} />
        ))}
      </dl>
    </section>
  );
}

function barsOf(timing: Timing): readonly PhaseBar[] {
  let start = 0;
  return PHASES.flatMap(([phase, name, meaning]) => {
    const duration = timing[phase];
    if (duration === null || duration === undefined) return [];
    const bar = { name, meaning, start, duration };
    start += duration;
    return [bar];
  });
}

function Bar({ bar, total }: { readonly bar: PhaseBar; readonly total: number }) {
  const { name, meaning, start, duration } = bar;
  const style = useMemo(
    () =>
      ({
        '--start': `${(100 * start) / total}%`,
        '--length': `${(100 * duration) / total}%`,
      }) as CSSProperties,
    [start, duration, total],
  );
  return (
    <div className={css.phase} title={`${meaning}: ${formatExactDuration(duration)}`}>
      <dt>{name}</dt>
      <dd className={css.bar} style={style} aria-hidden />
      <dd>{formatDuration(duration)}</dd>
    </div>
  );
}
