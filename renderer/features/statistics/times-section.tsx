// What the times of messages tell: round trips of pings and their jitter, and the longest idle gaps, which lead to
// their place in the timeline.

import { useCallback } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { IdleGap, Statistics } from '../../../proxy/contract/statistics.ts';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { DISTRIBUTION_COLUMNS, DistributionCells } from './distribution-cells.tsx';
import css from './statistics.module.css';
import { Section, Table, TimeCell } from './table.tsx';

const PONG_COLUMNS = ['Pongs of', ...DISTRIBUTION_COLUMNS, 'Jitter'];
const JITTER =
  'Jitter is the mean absolute difference of consecutive round trips of a connection: the D of RFC 3550 §6.4.1, not smoothed.';

export function PingsSection({ sides: { client, server } }: Pick<Statistics, 'sides'>) {
  if (!client.pongs && !server.pongs) return null;
  return (
    <Section title="Ping → pong" note={`Between Framescope and the side that answers. ${JITTER}`} wide>
      <Table label="Round trips of pings" columns={PONG_COLUMNS}>
        {(
          [
            ['▲ client', client],
            ['▼ server', server],
          ] as const
        ).map(([name, { pongs }]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <DistributionCells of={pongs?.times ?? null} unit="time" />
            <TimeCell value={pongs?.jitter ?? null} />
          </tr>
        ))}
      </Table>
    </Section>
  );
}

const IDLE_COLUMNS = ['From', 'To', 'Idle for'];

interface IdleProps {
  readonly idle: readonly IdleGap[];
  readonly onGoTo: (seq: Seq) => void;
}

export function IdleSection({ idle, onGoTo }: IdleProps) {
  if (idle.length === 0) return null;
  return (
    <Section title="Longest idle gaps" note="Between the beginnings of two messages that follow each other.">
      <Table label="Longest idle gaps" columns={IDLE_COLUMNS} near>
        {idle.map((gap) => (
          <Gap key={gap.before} gap={gap} onGoTo={onGoTo} />
        ))}
      </Table>
    </Section>
  );
}

function Gap({ gap, onGoTo }: { readonly gap: IdleGap; readonly onGoTo: (seq: Seq) => void }) {
  const { before, from, to } = gap;
  const go = useCallback(() => onGoTo(before), [before, onGoTo]);
  return (
    <tr>
      <th scope="row">
        <button type="button" className={css.link} title={`Go there: ${formatMoment(from)}`} onClick={go}>
          {formatTime(from)}
        </button>
      </th>
      <td title={formatMoment(to)}>{formatTime(to)}</td>
      <TimeCell value={to - from} />
    </tr>
  );
}
