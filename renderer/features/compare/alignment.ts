// Two sequences laid beside each other: stretches that are equal and stretches that are not, in order. The shortest
// way from one to the other where it is found within the limits, else by place. Pure; it draws nothing.

import { diffArrays } from 'diff';

/** From and to (exclusive) in both. */
export interface Stretch {
  readonly equal: boolean;
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

export interface Alignment {
  readonly stretches: readonly Stretch[];
  /** False: too different for the limits, so that what stands at the same place was compared. */
  readonly exact: boolean;
}

export interface AlignLimits {
  /** Items removed and added, together. */
  readonly edits: number;
  readonly milliseconds: number;
}

export function align<T>(a: ArrayLike<T>, b: ArrayLike<T>, limits: AlignLimits): Alignment {
  const head = commonHead(a, b);
  const tail = commonTail(a, b, head);
  const middle = { a: head, aEnd: a.length - tail, b: head, bEnd: b.length - tail };
  const found = alignMiddle(a, b, middle, limits);
  const stretches = [
    { equal: true, a: 0, aEnd: head, b: 0, bEnd: head },
    ...(found ?? byPlace(a, b, middle)),
    { equal: true, a: a.length - tail, aEnd: a.length, b: b.length - tail, bEnd: b.length },
  ];
  return { stretches: stretches.filter(isFilled), exact: found !== null };
}

/** Equal stretches shorter than this between two that are not are chance, and part of the difference. */
export function withoutChance({ stretches, exact }: Alignment, least: number): Alignment {
  const kept: Stretch[] = [];
  stretches.forEach((stretch, index) => {
    const chance = stretch.equal && stretch.aEnd - stretch.a < least && inside(stretches, index);
    append(kept, chance ? { ...stretch, equal: false } : stretch);
  });
  return { stretches: kept, exact };
}

function inside(stretches: readonly Stretch[], index: number): boolean {
  return index > 0 && index < stretches.length - 1;
}

function isFilled({ a, aEnd, b, bEnd }: Stretch): boolean {
  return a < aEnd || b < bEnd;
}

type Span = Omit<Stretch, 'equal'>;

/** Null: not found within the limits. */
function alignMiddle<T>(
  a: ArrayLike<T>,
  b: ArrayLike<T>,
  span: Span,
  { edits, milliseconds }: AlignLimits,
): readonly Stretch[] | null {
  if (span.a === span.aEnd || span.b === span.bEnd) return [{ ...span, equal: false }];
  const [from, to] = [sliceOf(a, span.a, span.aEnd), sliceOf(b, span.b, span.bEnd)];
  const changes = diffArrays(from, to, { maxEditLength: edits, timeout: milliseconds });
  if (changes === undefined) return null;
  const stretches: Stretch[] = [];
  let [atA, atB] = [span.a, span.b];
  for (const { added, removed, count } of changes) {
    const equal = !added && !removed;
    const next = {
      equal,
      a: atA,
      aEnd: added ? atA : atA + count,
      b: atB,
      bEnd: removed ? atB : atB + count,
    };
    append(stretches, next);
    [atA, atB] = [next.aEnd, next.bEnd];
  }
  return stretches;
}

/** What is removed and what is added in its stead are one stretch. */
function append(stretches: Stretch[], next: Stretch): void {
  const last = stretches.at(-1);
  if (last === undefined || last.equal !== next.equal) stretches.push(next);
  else stretches.splice(-1, 1, { ...last, aEnd: next.aEnd, bEnd: next.bEnd });
}

function byPlace<T>(a: ArrayLike<T>, b: ArrayLike<T>, span: Span): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const both = Math.min(span.aEnd - span.a, span.bEnd - span.b);
  for (let from = 0; from < both;) {
    const equal = a[span.a + from] === b[span.b + from];
    let to = from + 1;
    while (to < both && (a[span.a + to] === b[span.b + to]) === equal) to++;
    append(stretches, { equal, a: span.a + from, aEnd: span.a + to, b: span.b + from, bEnd: span.b + to });
    from = to;
  }
  const rest = { equal: false, a: span.a + both, aEnd: span.aEnd, b: span.b + both, bEnd: span.bEnd };
  if (isFilled(rest)) append(stretches, rest);
  return stretches;
}

function commonHead<T>(a: ArrayLike<T>, b: ArrayLike<T>): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function commonTail<T>(a: ArrayLike<T>, b: ArrayLike<T>, head: number): number {
  const most = Math.min(a.length, b.length) - head;
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

function sliceOf<T>(items: ArrayLike<T>, from: number, to: number): T[] {
  return Array.from({ length: to - from }, (_, index) => items[from + index]!);
}
