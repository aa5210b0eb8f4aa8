// The histogram of one view. Where the view judges every row, it is fed as messages are found; where the view reads
// only seqs, a pass over the rows' facts makes up for it in slices, begun when somebody first asks.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { OverviewBuckets } from '../contract/model.ts';
import type { Store } from '../store/store.ts';
import type { Counted } from '../store/message-batch.ts';
import { Histogram } from './histogram.ts';

/** A slice of the pass ends after this many milliseconds. */
const SLICE_MS = 5;

/** What a pass goes through. */
export interface Passed {
  readonly store: Store;
  /** The only connection, where there is one. */
  readonly only: ConnectionId | null;
  readonly isUnfinished: (seq: Seq) => boolean;
  /** The view holds this message. */
  readonly has: (seq: Seq) => boolean;
}

export class ViewHistogram {
  readonly #histogram = new Histogram();
  /** Counted as they were, and more of them may come. */
  readonly #unfinished = new Map<Seq, Counted>();
  /** A pass has counted up to this one; the others are its to count. Infinity: no pass is needed. */
  #cursor = Infinity;
  #counted = 0;
  #asked = false;

  /** There is something left for a pass, and somebody who wants to know. */
  get scanning(): boolean {
    return this.#asked && this.#cursor !== Infinity;
  }

  /** Messages that the pass has counted; null when there is none under way. */
  get progress(): number | null {
    return this.#cursor === Infinity ? null : this.#counted;
  }

  ask(): Omit<OverviewBuckets, 'scanned' | 'total'> {
    this.#asked = true;
    const { from, width, counts } = this.#histogram;
    return { from, width, ...counts };
  }

  /** Messages come to the view without their facts, or counted ones are not stored after all. */
  needPass(): void {
    this.#histogram.clear();
    this.#unfinished.clear();
    this.#cursor = this.#counted = 0;
  }

  /** A message is in the view, for the first time or with more of it. */
  take(message: Counted, final: boolean): void {
    if (message.seq > this.#cursor) return; // the pass will come to it
    this.leave(message.seq);
    this.#histogram.add(message);
    if (!final) this.#unfinished.set(message.seq, message);
  }

  /** A message is not in the view, or no longer: only an unfinished one changes its mind. */
  leave(seq: Seq): void {
    const before = this.#unfinished.get(seq);
    if (!before) return;
    this.#histogram.remove(before);
    this.#unfinished.delete(seq);
  }

  /** Everything was cleared. */
  reset(): void {
    this.needPass();
    this.#cursor = Infinity;
  }

  /** Counts the next slice of what is stored. */
  scan({ store, only, isUnfinished, has }: Passed): void {
    const until = performance.now() + SLICE_MS;
    for (const batch of store.messages.batches(this.#cursor, only)) {
      const end = batch.last;
      for (let place = batch.after(this.#cursor); place < batch.count; place += 1) {
        const message = batch.counted(place);
        this.#cursor = message.seq;
        if (!has(message.seq)) continue;
        this.#counted += 1;
        this.take(message, !isUnfinished(message.seq));
      }
      this.#cursor = end;
      if (performance.now() > until) return;
    }
    this.#cursor = Infinity;
  }
}
