// Messages of each of the last seconds. Times are epoch milliseconds; time that goes back counts for the newest second.

/** Seconds that are kept. */
const SECONDS = 60;

export class Pulse {
  readonly #counts = new Uint32Array(SECONDS);
  /** The newest second. */
  #second = -Infinity;
  #peak = 0;

  get peak(): number {
    return this.#peak;
  }

  /** When the newest second began; null before there is one. */
  get newest(): number | null {
    return this.#second === -Infinity ? null : this.#second * 1000;
  }

  take(at: number): void {
    this.#advance(Math.floor(at / 1000));
    const slot = mod(this.#second);
    this.#counts[slot]! += 1;
    this.#peak = Math.max(this.#peak, this.#counts[slot]!);
  }

  /** Oldest first; the last one goes on. Fewer where there have not been so many. */
  perSecond(): readonly number[] {
    if (this.#second === -Infinity) return [];
    return Array.from({ length: SECONDS }, (_, at) => this.#counts[mod(this.#second + 1 + at)]!);
  }

  #advance(second: number): void {
    if (second <= this.#second) return;
    const from = Math.max(this.#second + 1, second - SECONDS + 1);
    for (let passed = from; passed <= second; passed += 1) this.#counts[mod(passed)] = 0;
    this.#second = second;
  }
}

function mod(second: number): number {
  return ((second % SECONDS) + SECONDS) % SECONDS;
}
