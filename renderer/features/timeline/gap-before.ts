// Which gap of the capture began between two rows of a timeline, so that the list shows where something is missing.

import type { Gap } from '../../../proxy/contract/model.ts';

/**
 * The one that began last, with the sum of what was skipped in all of them.
 * @param previousAt of the row above; null while it is not known, -Infinity for the first row
 */
export function gapBefore(gaps: readonly Gap[], previousAt: number | null, at: number): Gap | null {
  if (previousAt === null || gaps.length === 0) return null;
  const between = gaps.filter(({ from }) => from > previousAt && from <= at);
  const last = between.at(-1);
  if (!last) return null;
  const messages = between.reduce((sum, gap) => sum + gap.messages, 0);
  return { ...last, messages, bytes: between.reduce((sum, gap) => sum + gap.bytes, 0) };
}
