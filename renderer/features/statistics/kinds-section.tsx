// What the decoders make of the messages: the most frequent kinds, and how long those that ask wait for an answer. A
// kind filters the timeline.

import { useCallback } from 'react';
import { textTerm } from '../../../proxy/contract/filter-of-value.ts';
import type { Latency, MeaningStatistics } from '../../../proxy/contract/statistics.ts';
import { formatExact } from '../../ui/quantity.ts';
import { DISTRIBUTION_COLUMNS, DistributionCells, QUANTILE_NOTE } from './distribution-cells.tsx';
import css from './statistics.module.css';
import { BarCell, BytesCell, Section, Table } from './table.tsx';

const KIND_COLUMNS = ['Kind', 'Messages', 'Payload'];

interface KindsProps {
  readonly meaning: MeaningStatistics;
  readonly onFilter: (term: string) => void;
}

export function KindsSection({ meaning, onFilter }: KindsProps) {
  const { kinds, otherKinds, undecoded, scanned, total } = meaning;
  const most = Math.max(0, ...kinds.map(({ messages }) => messages));
  const looked = `${formatExact(scanned)} of ${formatExact(total)} messages looked at.`;
  return (
    <Section title="Kinds" note={`${looked} One that holds several kinds counts for each of them.`}>
      <Table label="Kinds" columns={KIND_COLUMNS}>
        {kinds.map(({ protocol, kind, messages, bytes }) => (
          <tr key={`${protocol} ${kind}`}>
            <Kind protocol={protocol} kind={kind} onFilter={onFilter} />
            <BarCell count={messages} most={most} side="both" />
            <BytesCell value={bytes} />
          </tr>
        ))}
        <Rest name="all other kinds" amount={otherKinds} most={most} />
        <Rest name="not decoded" amount={undecoded} most={most} />
      </Table>
    </Section>
  );
}

interface RestProps {
  readonly name: string;
  readonly amount: MeaningStatistics['undecoded'];
  readonly most: number;
}

function Rest({ name, amount: { messages, bytes }, most }: RestProps) {
  if (messages === 0) return null;
  return (
    <tr className={css.rest}>
      <th scope="row">{name}</th>
      <BarCell count={messages} most={Math.max(most, messages)} side="both" />
      <BytesCell value={bytes} />
    </tr>
  );
}

interface KindProps {
  readonly protocol: string;
  readonly kind: string;
  readonly onFilter: (term: string) => void;
}

/** Of a row: pressed, it filters the timeline. */
function Kind({ protocol, kind, onFilter }: KindProps) {
  const term = textTerm('kind', kind);
  const filter = useCallback(() => term !== null && onFilter(term), [term, onFilter]);
  return (
    <th scope="row" title={`${protocol}: ${kind}`}>
      <button type="button" className={css.link} title={`Show these messages: ${term}`} onClick={filter}>
        {kind}
      </button>{' '}
      <span className={css.protocol}>{protocol}</span>
    </th>
  );
}

interface LatenciesProps {
  readonly latencies: readonly Latency[];
  readonly onFilter: (term: string) => void;
}

const COLUMNS = ['Asked by', ...DISTRIBUTION_COLUMNS];

export function LatenciesSection({ latencies, onFilter }: LatenciesProps) {
  if (latencies.length === 0) return null;
  return (
    <Section
      title="Answers"
      note={`From a message that asks to the one that answers, as both passed Framescope. ${QUANTILE_NOTE}`}
    >
      <Table label="Latency of answers" columns={COLUMNS}>
        {latencies.map(({ protocol, kind, times }) => (
          <tr key={`${protocol} ${kind}`}>
            {kind === null ? (
              <th scope="row">all other kinds</th>
            ) : (
              <Kind protocol={protocol} kind={kind} onFilter={onFilter} />
            )}
            <DistributionCells of={times} unit="time" />
          </tr>
        ))}
      </Table>
    </Section>
  );
}
