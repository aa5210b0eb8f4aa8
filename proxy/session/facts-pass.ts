// One pass over what was stored before a session was opened, in slices: the facts of each of its connections, as they
// would be had they been kept while the messages came.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Gap } from '../contract/model.ts';
import type { ConnectionFacts } from '../insight/connection-facts.ts';
import type { Store } from '../store/store.ts';

/** A slice of the pass ends after this many milliseconds. */
const SLICE_MS = 5;

export interface Passed {
  readonly store: Store;
  readonly gaps: readonly Gap[];
  /** Null: nobody wants to know of this connection. */
  readonly factsOf: (connection: ConnectionId) => ConnectionFacts | null;
  /** All of those, where something was not kept. */
  readonly interrupt: (at: number) => void;
}

export class FactsPass {
  readonly #passed: Passed;
  readonly #through: Seq;
  readonly #crossing: GapCrossing;
  #cursor = 0;
  scanned = 0;

  /** @param through the newest message that is its to count */
  constructor(passed: Passed, through: number) {
    this.#passed = passed;
    this.#through = through as Seq;
    this.#crossing = new GapCrossing(passed.gaps);
  }

  /** False when it is through. */
  scan(): boolean {
    const until = performance.now() + SLICE_MS;
    if (this.#cursor >= this.#through) return false;
    for (const batch of this.#passed.store.messages.batches(this.#cursor, null)) {
      const end = batch.last;
      for (let place = batch.after(this.#cursor); place < batch.count; place += 1) {
        if (batch.seq(place) > this.#through) return false;
        this.#crossing.pass(batch.at(place), this.#passed.interrupt);
        this.#passed.factsOf(batch.connection(place))?.take(batch.facts(place));
        this.scanned += 1;
      }
      this.#cursor = end;
      if (performance.now() > until) return this.#cursor < this.#through;
    }
    return false;
  }
}

/** Tells, of messages in their order, before which of them something was not kept. */
export class GapCrossing {
  readonly #gaps: readonly Gap[];
  #next = 0;

  constructor(gaps: readonly Gap[]) {
    this.#gaps = gaps;
  }

  /** Calls `crossed` with the end of each gap that began before this time. */
  pass(at: number, crossed: (at: number) => void): void {
    for (let gap = this.#gaps[this.#next]; gap && gap.from <= at; gap = this.#gaps[this.#next]) {
      this.#next += 1;
      crossed(Math.min(gap.to ?? at, at));
    }
  }
}
