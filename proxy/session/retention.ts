// The storage budget: while the session file takes more than it may, its oldest messages go, and the bodies of what had
// ended before them. What went is counted in the file itself.

import type { Evicted } from '../contract/model.ts';
import type { Store } from '../store/store.ts';

/** One turn deletes for no longer than this, milliseconds; the next commit goes on. */
const TURN_MS = 20;
/** Below the budget by this much, so that not every commit has to delete. */
const SLACK = 0.98;

/** What one turn has deleted. */
export interface Eviction {
  /** Messages up to this seq; 0: none. */
  readonly through: number;
  readonly messages: number;
}

export class Retention {
  readonly #store: Store;
  /** Bytes; null: everything is kept. */
  budget: number | null = null;
  #evicted: Evicted | null;

  constructor(store: Store) {
    this.#store = store;
    this.#evicted = store.evictions.get();
  }

  /** What has gone since the session began, or was cleared. */
  get evicted(): Evicted | null {
    return this.#evicted;
  }

  get isOver(): boolean {
    return this.budget !== null && this.#store.used() > this.budget;
  }

  /** Within a transaction. */
  evict(): Eviction {
    const target = (this.budget ?? Infinity) * SLACK;
    const until = performance.now() + TURN_MS;
    let [through, messages] = [0, 0];
    while (this.#store.used() > target && performance.now() < until) {
      const oldest = this.#store.messages.evictOldest() ?? this.#store.evictions.oldestBody();
      if (!oldest) break;
      const bodies = this.#store.evictions.deleteBodies(oldest.endedAt);
      this.#count(oldest.messages, oldest.bytes + bodies, oldest.endedAt);
      through = Math.max(through, oldest.through);
      messages += oldest.messages;
    }
    return { through, messages };
  }

  /** The transaction was rolled back. */
  forget(): void {
    this.#evicted = this.#store.evictions.get();
  }

  clear(): void {
    this.#evicted = null;
    this.#store.evictions.save(null);
  }

  #count(messages: number, bytes: number, until: number): void {
    const before = this.#evicted ?? { messages: 0, bytes: 0, until: 0 };
    this.#evicted = {
      messages: before.messages + messages,
      bytes: before.bytes + bytes,
      until: Math.max(until, before.until),
    };
    this.#store.evictions.save(this.#evicted);
  }
}
