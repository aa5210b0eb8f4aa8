// A map that keeps so many of its newest entries, and counts those that it let go.

export class NewestMap<Value> {
  readonly #entries = new Map<number, Value>();
  readonly #limit: number;
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get(key: number): Value | null {
    return this.#entries.get(key) ?? null;
  }

  set(key: number, value: Value): void {
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      this.#dropped += 1;
      return;
    }
  }
}
