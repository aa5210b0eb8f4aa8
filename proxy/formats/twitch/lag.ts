// How late lines arrive, as percentiles of any number of them in 4 kB: buckets that grow by a twentieth, so that what is told
// is at most 5 % off. Milliseconds. What arrives before it was sent is counted apart.

import type { LagFigures } from '../../contract/chat.ts';

const GROWTH = Math.log(1.05);
/** The last one holds everything over a day. */
const BUCKETS = 400;

export class Lag {
  readonly #buckets = new Uint32Array(BUCKETS);
  #lines = 0;
  #negative = 0;
  #max = -Infinity;
  #min = Infinity;

  take(milliseconds: number): void {
    this.#lines += 1;
    if (milliseconds < 0) this.#negative += 1;
    this.#max = Math.max(this.#max, milliseconds);
    this.#min = Math.min(this.#min, milliseconds);
    this.#buckets[bucketOf(milliseconds)]! += 1;
  }

  figures(): LagFigures {
    const none = this.#lines === 0;
    return {
      lines: this.#lines,
      p50: this.#percentile(0.5),
      p95: this.#percentile(0.95),
      p99: this.#percentile(0.99),
      max: none ? null : this.#max,
      negative: this.#negative,
      min: this.#negative === 0 ? null : this.#min,
    };
  }

  #percentile(share: number): number | null {
    if (this.#lines === 0) return null;
    const wanted = Math.ceil(this.#lines * share);
    let passed = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      passed += this.#buckets[bucket]!;
      if (passed >= wanted) return Math.max(this.#min, Math.min(this.#max, valueOf(bucket)));
    }
    return this.#max;
  }
}

/** 0 is for what is not over 0. */
function bucketOf(milliseconds: number): number {
  if (milliseconds <= 0) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log1p(milliseconds) / GROWTH));
}

/** The middle of a bucket. */
function valueOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.expm1((bucket - 0.5) * GROWTH);
}
