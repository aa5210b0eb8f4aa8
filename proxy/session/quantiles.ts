// How amounts are distributed, in little memory however many there are: a log-linear histogram. Whole numbers below 128
// have a bucket each, every octave above has 64, so that the middle of a bucket is within 1/128 of all that is in it.

import { type Distribution, QUANTILE_ERROR } from '../contract/statistics.ts';

/** Buckets of an octave. */
const STEPS = 1 / (2 * QUANTILE_ERROR);
const EXACT = 2 * STEPS;
const FIRST_OCTAVE = Math.log2(EXACT);

export class Quantiles {
  #counts = new Float64Array(EXACT);
  #count = 0;
  #least = Infinity;
  #most = 0;

  get count(): number {
    return this.#count;
  }

  /** @param amount a whole number, not negative */
  add(amount: number): void {
    const bucket = bucketOf(amount);
    if (bucket >= this.#counts.length) this.#grow(bucket);
    this.#counts[bucket]! += 1;
    this.#count += 1;
    this.#least = Math.min(this.#least, amount);
    this.#most = Math.max(this.#most, amount);
  }

  addAll(other: Quantiles): void {
    if (other.#counts.length > this.#counts.length) this.#grow(other.#counts.length - 1);
    for (const [bucket, count] of other.#counts.entries()) this.#counts[bucket]! += count;
    this.#count += other.#count;
    this.#least = Math.min(this.#least, other.#least);
    this.#most = Math.max(this.#most, other.#most);
  }

  /** The least amount that a share of all is not above (nearest rank), within `QUANTILE_ERROR`. */
  at(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let below = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      below += count;
      if (below >= rank) return Math.min(Math.max(middleOf(bucket), this.#least), this.#most);
    }
    return this.#most;
  }

  /** Null of nothing. @param unit what the amounts are told in */
  distribution(unit = 1): Distribution | null {
    if (this.#count === 0) return null;
    const at = (share: number) => this.at(share) / unit;
    const ends = { least: this.#least / unit, most: this.#most / unit };
    return { count: this.#count, ...ends, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
  }

  /** How many are 0, 1, 2–3, 4–7, and so on. */
  octaves(): number[] {
    const octaves: number[] = [];
    for (const [bucket, count] of this.#counts.entries()) {
      if (count === 0) continue;
      const octave = octaveOf(leastOf(bucket));
      while (octaves.length <= octave) octaves.push(0);
      octaves[octave]! += count;
    }
    return octaves;
  }

  #grow(bucket: number): void {
    const counts = new Float64Array(Math.max(bucket + 1, this.#counts.length * 2));
    counts.set(this.#counts);
    this.#counts = counts;
  }
}

/** The number of its binary digits. */
function octaveOf(amount: number): number {
  return amount < 2 ** 31 ? 32 - Math.clz32(amount) : 31 + octaveOf(Math.floor(amount / 2 ** 31));
}

/** Above the exact ones: amounts of one width that an octave is cut into. */
function bucketOf(amount: number): number {
  if (amount < EXACT) return amount;
  const octave = octaveOf(amount) - 1 - FIRST_OCTAVE;
  return octave * STEPS + Math.floor(amount / 2 ** (octave + 1)) + STEPS;
}

function widthOf(bucket: number): number {
  return bucket < EXACT ? 1 : 2 ** (Math.floor(bucket / STEPS) - 1);
}

function leastOf(bucket: number): number {
  return bucket < EXACT ? bucket : ((bucket % STEPS) + STEPS) * widthOf(bucket);
}

function middleOf(bucket: number): number {
  return leastOf(bucket) + (widthOf(bucket) - 1) / 2;
}
