// How regularly something comes: its newest intervals, in bounded memory. It knows no messages and no clock.

/** Intervals that a rhythm is told from: enough that one late beat does not move the median. */
const KEPT = 64;
/** Two intervals may be equal by chance. */
const TELLING = 3;

export class Rhythm {
  readonly #intervals: number[] = [];
  #beats = 0;
  #next = 0;
  #lastAt: number | null = null;

  get beats(): number {
    return this.#beats;
  }

  /** Median milliseconds between two beats; null where there are too few to tell. */
  get period(): number | null {
    return this.#intervals.length < TELLING ? null : median(this.#intervals);
  }

  /** Median deviation from the period, milliseconds. */
  get jitter(): number {
    const middle = median(this.#intervals);
    return median(this.#intervals.map((interval) => Math.abs(interval - middle)));
  }

  /** Beats come by a clock, rather than now and then. */
  get isSteady(): boolean {
    const { period } = this;
    return period !== null && this.jitter <= STEADY * period;
  }

  /** Epoch milliseconds. */
  add(at: number): void {
    this.#beats += 1;
    if (this.#lastAt !== null) this.#intervals[this.#next++ % KEPT] = Math.max(0, at - this.#lastAt);
    this.#lastAt = at;
  }

  /** Something was not seen: the time up to the next beat says nothing. */
  interrupt(): void {
    this.#lastAt = null;
  }
}

/** Timers of busy programs are late by a few per cent; what varies by more than this share has no clock. */
const STEADY = 0.2;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
