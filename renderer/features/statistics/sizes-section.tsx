// How large the payloads of data messages are: a histogram by powers of two, and percentiles.

import type { Statistics } from '../../../proxy/contract/statistics.ts';
import { formatBytes, formatExactBytes } from '../../ui/quantity.ts';
import { DISTRIBUTION_COLUMNS, DistributionCells, QUANTILE_NOTE } from './distribution-cells.tsx';
import { BarCell, Section, Table } from './table.tsx';

const COLUMNS = ['', ...DISTRIBUTION_COLUMNS];
const OCTAVE_COLUMNS = ['Size', '▲ sent', '▼ received'];

export function SizesSection({ sides: { client, server } }: Pick<Statistics, 'sides'>) {
  return (
    <Section title="Sizes" note={`Payloads of data messages, inflated. ${QUANTILE_NOTE}`}>
      <Table label="Sizes in percentiles" columns={COLUMNS}>
        <tr>
          <th scope="row">▲ sent</th>
          <DistributionCells of={client.sizes} unit="bytes" />
        </tr>
        <tr>
          <th scope="row">▼ received</th>
          <DistributionCells of={server.sizes} unit="bytes" />
        </tr>
      </Table>
      <Octaves client={client.octaves} server={server.octaves} />
    </Section>
  );
}

interface OctavesProps {
  readonly client: readonly number[];
  readonly server: readonly number[];
}

function Octaves({ client, server }: OctavesProps) {
  const last = Math.max(client.length, server.length);
  const sent = (octave: number) => client[octave] ?? 0;
  const received = (octave: number) => server[octave] ?? 0;
  const all = Array.from({ length: last }, (_, octave) => octave);
  const first = all.find((octave) => sent(octave) + received(octave) > 0) ?? last;
  const most = Math.max(...client, ...server);
  return (
    <Table label="Sizes by powers of two" columns={OCTAVE_COLUMNS}>
      {all.slice(first).map((octave) => (
        <tr key={octave}>
          <th scope="row" title={exactRange(octave)}>
            {shortRange(octave)}
          </th>
          <BarCell count={sent(octave)} most={most} side="sent" />
          <BarCell count={received(octave)} most={most} side="received" />
        </tr>
      ))}
    </Table>
  );
}

/** `64 B+` */
function shortRange(octave: number): string {
  return octave === 0 ? 'empty' : `${formatBytes(2 ** (octave - 1))}+`;
}

function exactRange(octave: number): string {
  if (octave === 0) return '0 bytes';
  const [from, to] = [2 ** (octave - 1), 2 ** octave - 1];
  return from === to ? formatExactBytes(from) : `${formatExactBytes(from)} to ${formatExactBytes(to)}`;
}
