// An alignment of bytes as rows of a hex dump: sixteen places a row, each with the byte of either side or a gap.
// Rows come one by one. Pure.

import type { Stretch } from './alignment.ts';

export interface BytePlace {
  /** Offsets; null: nothing stands there. */
  readonly a: number | null;
  readonly b: number | null;
  readonly equal: boolean;
}

export type ByteRow =
  | { readonly kind: 'bytes'; readonly places: readonly BytePlace[]; readonly equal: boolean }
  | { readonly kind: 'fold'; readonly a: number; readonly count: number };

export const PLACES = 16;
/** Equal rows that are left around a fold. */
const CONTEXT = 1;

export function* byteRows(stretches: readonly Stretch[], opened: ReadonlySet<number>): Generator<ByteRow> {
  let row: BytePlace[] = [];
  for (const [index, stretch] of stretches.entries()) {
    const last = index === stretches.length - 1;
    const length = Math.max(stretch.aEnd - stretch.a, stretch.bEnd - stretch.b);
    let context = index === 0 ? 0 : CONTEXT;
    for (let at = 0; at < length;) {
      const folded = stretch.equal && row.length === 0 && context <= 0 ? foldLength(length - at, last) : 0;
      if (folded > 0 && !opened.has(stretch.a + at)) {
        yield { kind: 'fold', a: stretch.a + at, count: folded };
        at += folded;
        context = Infinity;
        continue;
      }
      row.push(placeAt(stretch, at));
      at += 1;
      if (row.length < PLACES) continue;
      yield bytesRow(row);
      row = [];
      context -= 1;
    }
  }
  if (row.length > 0) yield bytesRow(row);
}

/** Whole rows, less those before the next difference; 0 where it is not worth it. */
function foldLength(left: number, last: boolean): number {
  const rows = Math.floor(left / PLACES) - (last ? 0 : CONTEXT);
  return rows > 1 ? rows * PLACES : 0;
}

function placeAt({ equal, a, aEnd, b, bEnd }: Stretch, at: number): BytePlace {
  return { equal, a: a + at < aEnd ? a + at : null, b: b + at < bEnd ? b + at : null };
}

function bytesRow(places: readonly BytePlace[]): ByteRow {
  return { kind: 'bytes', places, equal: places.every(({ equal }) => equal) };
}
