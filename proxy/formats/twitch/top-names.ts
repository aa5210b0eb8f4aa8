// The names that are said most often, in memory that does not grow with how many there are (Misra and Gries, with the error
// kept as in Space-Saving): exact until there are too many, then each count tells how much too large it may be.

import type { Tally } from '../../contract/chat.ts';

interface Counter {
  count: number;
  readonly error: number;
}

/** Characters of a name. */
const LONGEST = 80;

export class TopNames {
  readonly #counters = new Map<string, Counter>();
  readonly #kept: number;
  /** The largest count that was let go. */
  #floor = 0;

  /** @param kept names that are sure to be kept; twice as many for a while */
  constructor(kept: number) {
    this.#kept = kept;
  }

  add(name: string): void {
    const key = name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
    const counter = this.#counters.get(key);
    if (counter) counter.count += 1;
    else this.#counters.set(key, { count: this.#floor + 1, error: this.#floor });
    if (this.#counters.size > 2 * this.#kept) this.#prune();
  }

  count(name: string): number {
    return this.#counters.get(name)?.count ?? 0;
  }

  /** The first `limit`, most said first. */
  top(limit: number): readonly Tally[] {
    const all = Array.from(this.#counters, ([name, { count, error }]) => ({ name, count, error }));
    return all.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, limit);
  }

  #prune(): void {
    const gone = this.top(Infinity).slice(this.#kept);
    this.#floor = gone[0]?.count ?? this.#floor;
    for (const { name } of gone) this.#counters.delete(name);
  }
}
