// An alignment as rows to read: what differs, a little of what stands around it, and the rest folded. Rows come one
// by one, so that a long comparison costs only what is shown of it. Pure.

import type { Stretch } from './alignment.ts';

export type DiffRow =
  | { readonly kind: 'same'; readonly a: number; readonly b: number }
  /** One of them is null where only the other side has it; `other` is what stands in its stead there. */
  | {
      readonly kind: 'differs';
      readonly a: number | null;
      readonly b: number | null;
      readonly other: number | null;
    }
  /** `a` and `b` are where it begins. */
  | { readonly kind: 'fold'; readonly a: number; readonly b: number; readonly count: number };

export type DiffLayout = 'beside' | 'unified';

/** Equal rows that are shown around what differs. */
const CONTEXT = 3;

/** `opened` are folds that are to be shown, by where they begin in `a`. */
export function* diffRows(
  stretches: readonly Stretch[],
  layout: DiffLayout,
  opened: ReadonlySet<number>,
): Generator<DiffRow> {
  for (const [index, stretch] of stretches.entries()) {
    if (!stretch.equal) yield* layout === 'beside' ? besideRows(stretch) : unifiedRows(stretch);
    else yield* equalRows(stretch, index > 0, index < stretches.length - 1, opened);
  }
}

function* equalRows(
  { a, aEnd, b }: Stretch,
  follows: boolean,
  precedes: boolean,
  opened: ReadonlySet<number>,
): Generator<DiffRow> {
  const count = aEnd - a;
  const head = follows ? CONTEXT : 0;
  const tail = precedes ? CONTEXT : 0;
  const folded = count - head - tail;
  const folds = folded > 1 && !opened.has(a + head);
  for (let at = 0; at < count; at++) {
    if (folds && at === head) {
      yield { kind: 'fold', a: a + at, b: b + at, count: folded };
      at += folded;
    }
    if (at < count) yield { kind: 'same', a: a + at, b: b + at };
  }
}

function* besideRows({ a, aEnd, b, bEnd }: Stretch): Generator<DiffRow> {
  const count = Math.max(aEnd - a, bEnd - b);
  for (let at = 0; at < count; at++) {
    const [inA, inB] = [within(a + at, aEnd), within(b + at, bEnd)];
    yield { kind: 'differs', a: inA, b: inB, other: null };
  }
}

function* unifiedRows({ a, aEnd, b, bEnd }: Stretch): Generator<DiffRow> {
  for (let at = a; at < aEnd; at++)
    yield { kind: 'differs', a: at, b: null, other: within(b + at - a, bEnd) };
  for (let at = b; at < bEnd; at++)
    yield { kind: 'differs', a: null, b: at, other: within(a + at - b, aEnd) };
}

function within(place: number, end: number): number | null {
  return place < end ? place : null;
}

/** The first of them, and whether there are more. */
export function takeRows<T>(
  rows: Iterable<T>,
  limit: number,
): { readonly rows: readonly T[]; more: boolean } {
  const taken: T[] = [];
  for (const row of rows) {
    if (taken.length === limit) return { rows: taken, more: true };
    taken.push(row);
  }
  return { rows: taken, more: false };
}
