// What decoding costs the capture: messages a second with all decoders, as a share of those with none chosen, of the same
// round.

import { type Row, median } from './results.ts';
import { aligned } from './table.ts';
import { OURS, UNDECODED } from './target.ts';

/** Of what there is without decoders. */
const TARGET = 0.97;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Empty where one of the two was not measured. */
export function formatDecodingCost(rows: readonly Row[]): string {
  const body = rows.flatMap((row) => {
    const shares = row.figure === 'rate' ? sharesOf(row) : [];
    if (shares.length === 0) return [];
    const share = median(shares);
    const range = `${percent(Math.min(...shares))} – ${percent(Math.max(...shares))}`;
    return [[row.scenario, '', percent(share), range, share < TARGET ? '✗' : '']];
  });
  if (body.length === 0) return '';
  return aligned([
    ['messages/s with all decoders', '', 'of none', 'rounds', `≥ ${percent(TARGET)}`],
    ...body,
  ]);
}

function sharesOf({ ratios }: Row): readonly number[] {
  const undecoded = ratios[UNDECODED] ?? [];
  return (ratios[OURS] ?? [])
    .flatMap((ours, round) => ours / (undecoded[round] ?? NaN))
    .filter(Number.isFinite);
}
