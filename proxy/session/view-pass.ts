// One look at every message of a view, in the order of arrival and in slices; what came since the last time is looked
// at the next time. It costs nothing while nobody asks.

import type { Seq } from '../contract/ids.ts';
import type { MessageBatch } from '../store/message-batch.ts';
import type { Passed } from './view-histogram.ts';

/** The view as it is now. */
export interface Viewed extends Passed {
  /** The newest message that there is. */
  readonly newest: number;
  readonly length: number;
  /** What it holds is still being found. */
  readonly searching: boolean;
  /** How many of its messages come before one. */
  readonly before: (seq: number) => number;
}

export class ViewPass {
  readonly #take: (batch: MessageBatch, place: number) => void;
  /** Messages up to this one have been looked at, but for those that are waited for. */
  #cursor = 0;
  readonly #unfinished = new Set<Seq>();
  #taken = 0;

  constructor(take: (batch: MessageBatch, place: number) => void) {
    this.#take = take;
  }

  get cursor(): number {
    return this.#cursor;
  }

  get taken(): number {
    return this.#taken;
  }

  get unfinished(): readonly Seq[] {
    return [...this.#unfinished];
  }

  /** Messages that were looked at, of how many of the view. */
  progress({ length, before, has, isUnfinished }: Viewed): {
    readonly scanned: number;
    readonly total: number;
  } {
    const due = this.unfinished.filter((seq) => !isUnfinished(seq) && has(seq)).length;
    return { scanned: this.#taken, total: this.#taken + length - before(this.#cursor + 1) + due };
  }

  /** Whether this message is still to come, or has its turn when it is whole. */
  awaits(seq: Seq): boolean {
    return seq > this.#cursor || this.#unfinished.has(seq);
  }

  /** It is looked at when it is whole, though later ones were looked at before. */
  await(seq: Seq): void {
    if (seq <= this.#cursor) this.#unfinished.add(seq);
  }

  /** Goes on up to the message `end`, or until it is `until`. */
  scan(passed: Passed, end: number, until: number): void {
    this.#takeFinished(passed);
    if (this.#cursor >= end) return;
    for (const batch of passed.store.messages.batches(this.#cursor, passed.only)) {
      if (!this.#takeBatch(passed, batch, until)) return;
      if (this.#cursor >= end || performance.now() > until) return;
    }
    this.#cursor = Math.max(this.#cursor, end);
  }

  /** False: there was no time for all of it. */
  #takeBatch(passed: Passed, batch: MessageBatch, until: number): boolean {
    for (let place = batch.after(this.#cursor); place < batch.count; place += 1) {
      const seq = batch.seq(place);
      this.#cursor = seq;
      if (passed.isUnfinished(seq)) this.#leave(passed, batch, place);
      else if (passed.has(seq)) this.#look(batch, place);
      if (place % 32 === 0 && performance.now() > until) return false;
    }
    return true;
  }

  #leave({ only }: Passed, batch: MessageBatch, place: number): void {
    if (only === null || batch.connection(place) === only) this.#unfinished.add(batch.seq(place));
  }

  #look(batch: MessageBatch, place: number): void {
    this.#taken += 1;
    this.#take(batch, place);
  }

  #takeFinished({ store, isUnfinished, has }: Passed): void {
    for (const seq of this.#unfinished) {
      if (isUnfinished(seq)) continue;
      this.#unfinished.delete(seq);
      const batch = has(seq) ? store.messages.batchOf(seq) : null;
      if (batch) this.#look(batch, batch.find(seq));
    }
  }
}
