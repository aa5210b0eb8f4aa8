// The next or previous place of a timeline at which something went wrong: a message that breaks a rule, or the first
// one after a gap. The overview says roughly where to look, the rows say exactly.

import type { Overview } from '../../../proxy/contract/model.ts';
import type { MessageView } from './use-message-view.ts';

export type Direction = 1 | -1;

/** Where something lies: between two times; a gap is the moment at which it began. */
interface Candidate {
  readonly kind: 'gap' | 'violations';
  readonly from: number;
  readonly to: number;
}

const PAGE = 200;

/** Null where there is none. `current` is the place to go on from, -1 or the number of rows for an end. */
export async function findEvent(
  { fetch, locateTime }: Pick<MessageView, 'fetch' | 'locateTime'>,
  overview: Overview,
  count: number,
  current: number,
  direction: Direction,
): Promise<number | null> {
  const candidates = candidatesOf(overview);
  for (const { kind, from, to } of direction === 1 ? candidates : candidates.toReversed()) {
    const first = await locateTime(from);
    const last = kind === 'gap' ? first + 1 : await locateTime(to);
    const inside = { first: Math.min(first, count), last: Math.min(last, count) };
    const places = kind === 'gap' ? placesOf(inside) : await violating(fetch, inside);
    const found = direction === 1 ? places.find((n) => n > current) : places.findLast((n) => n < current);
    if (found !== undefined) return found;
  }
  return null;
}

function candidatesOf({ from, width, violations, gaps }: Overview): readonly Candidate[] {
  const broken = [...violations.entries()].filter(([, count]) => count > 0);
  return [
    ...gaps.map((gap): Candidate => ({ kind: 'gap', from: gap.from, to: gap.from })),
    ...broken.map(([n]): Candidate => {
      return { kind: 'violations', from: from + n * width, to: from + (n + 1) * width };
    }),
  ].toSorted((a, b) => a.from - b.from);
}

interface Places {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
}

function placesOf({ first, last }: Places): readonly number[] {
  return Array.from({ length: last - first }, (_, n) => first + n);
}

async function violating(fetch: MessageView['fetch'], { first, last }: Places): Promise<readonly number[]> {
  const places: number[] = [];
  for (let at = first; at < last; at += PAGE) {
    const rows = await fetch(at, Math.min(PAGE, last - at));
    rows.forEach((row, offset) => row.violations.length > 0 && places.push(at + offset));
  }
  return places;
}
