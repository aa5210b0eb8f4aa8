// The longest times in which nothing began, found as messages pass by in the order of arrival.

import { type IdleGap, TOP_GAPS } from '../contract/statistics.ts';
import type { Seq } from '../contract/ids.ts';

interface Moment {
  readonly seq: Seq;
  readonly at: number;
}

export class IdleGaps {
  /** The longest first. */
  #longest: IdleGap[] = [];
  #newest: Moment | null = null;

  get longest(): readonly IdleGap[] {
    return this.#longest;
  }

  take({ seq, at }: Moment): void {
    const before = this.#newest;
    if (before && at <= before.at) return this.#split({ seq, at });
    if (before) this.#keep({ from: before.at, to: at, before: before.seq, after: seq });
    this.#newest = { seq, at };
  }

  /** A message that was long in coming is told of when it is whole, and may have begun in a gap. */
  #split({ seq, at }: Moment): void {
    const gap = this.#longest.find(({ from, to }) => from < at && at < to);
    if (!gap) return;
    this.#longest = this.#longest.filter((each) => each !== gap);
    this.#keep({ ...gap, to: at, after: seq });
    this.#keep({ ...gap, from: at, before: seq });
  }

  #keep(gap: IdleGap): void {
    const place = this.#longest.findIndex((other) => lengthOf(other) < lengthOf(gap));
    if (place < 0 && this.#longest.length === TOP_GAPS) return;
    this.#longest.splice(place < 0 ? this.#longest.length : place, 0, gap);
    this.#longest.length = Math.min(this.#longest.length, TOP_GAPS);
  }
}

function lengthOf({ from, to }: IdleGap): number {
  return to - from;
}
