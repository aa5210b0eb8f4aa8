// What decoding costs the capture: messages a second with all decoders, as a share of those with none chosen, of the same
// round. One round says little where cores are shared, so all rounds of all scenarios are one figure, too.

import { type Row, median } from './results.ts';
import { aligned } from './table.ts';
import { OURS, UNDECODED } from './target.ts';

/** Of what there is without decoders. */
const TARGET = 0.97;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Empty where one of the two was not measured. */
export function formatDecodingCost(rows: readonly Row[]): string {
  const measured = rows
    .filter((row) => row.figure === 'rate')
    .map((row) => ({ name: row.scenario, shares: sharesOf(row) }))
    .filter(({ shares }) => shares.length > 0);
  if (measured.length === 0) return '';
  const all = meanOf(measured.flatMap(({ shares }) => shares));
  return aligned([
    ['messages/s with all decoders', '', 'of none', 'rounds', `≥ ${percent(TARGET)}`],
    ...measured.map(({ name, shares }) => {
      const range = `${percent(Math.min(...shares))} – ${percent(Math.max(...shares))}`;
      return [name, '', percent(median(shares)), range, ''];
    }),
    ['all of these', '', percent(all.mean), `± ${percent(all.error)}`, all.mean < TARGET ? '✗' : ''],
  ]);
}

/** The geometric mean of shares, and its standard error, as a share as well. */
function meanOf(shares: readonly number[]): { readonly mean: number; readonly error: number } {
  const logs = shares.map(Math.log);
  const middle = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const squares = logs.reduce((sum, log) => sum + (log - middle) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, logs.length - 1) / logs.length);
  return { mean: Math.exp(middle), error };
}

function sharesOf({ ratios }: Row): readonly number[] {
  const undecoded = ratios[UNDECODED] ?? [];
  return (ratios[OURS] ?? [])
    .flatMap((ours, round) => ours / (undecoded[round] ?? NaN))
    .filter(Number.isFinite);
}
