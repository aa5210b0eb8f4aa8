// Counts over time in a fixed number of buckets of one width, which doubles when time outgrows them: a message costs
// the same whether it is the first or the ten millionth. It knows facts of messages, no store and no view.

import type { OverviewCounts } from '../contract/model.ts';
import { OPCODE, isControl } from '../protocol/frame.ts';
import type { Counted } from '../store/message-batch.ts';

/** Divisible by two. */
export const BUCKETS = 512;

type Row = Record<keyof OverviewCounts, Float64Array>;

export class Histogram {
  readonly #rows: Row = {
    sent: new Float64Array(BUCKETS),
    received: new Float64Array(BUCKETS),
    sentBytes: new Float64Array(BUCKETS),
    receivedBytes: new Float64Array(BUCKETS),
    controls: new Float64Array(BUCKETS),
    violations: new Float64Array(BUCKETS),
    closes: new Float64Array(BUCKETS),
  };
  /** Epoch milliseconds of the first bucket's start. */
  #from = 0;
  /** Milliseconds. */
  #width = 1;
  /** Buckets up to the newest that was ever counted in. */
  #used = 0;

  get from(): number {
    return this.#from;
  }

  get width(): number {
    return this.#width;
  }

  get counts(): OverviewCounts {
    const numbers = (counts: Float64Array) => Array.from(counts.subarray(0, this.#used));
    const { sent, received, sentBytes, receivedBytes, controls, violations, closes } = this.#rows;
    return {
      sent: numbers(sent),
      received: numbers(received),
      sentBytes: numbers(sentBytes),
      receivedBytes: numbers(receivedBytes),
      controls: numbers(controls),
      violations: numbers(violations),
      closes: numbers(closes),
    };
  }

  add(message: Counted): void {
    this.#count(message, 1);
  }

  /** Undoes `add` of a message with the same facts. */
  remove(message: Counted): void {
    this.#count(message, -1);
  }

  clear(): void {
    for (const counts of Object.values(this.#rows)) counts.fill(0);
    this.#from = this.#used = 0;
    this.#width = 1;
  }

  #count({ at, from, opcode, wireLength, violations }: Counted, by: 1 | -1): void {
    const bucket = this.#bucketOf(at);
    const rows = this.#rows;
    const sent = from === 'client';
    (sent ? rows.sent : rows.received)[bucket]! += by;
    (sent ? rows.sentBytes : rows.receivedBytes)[bucket]! += by * wireLength;
    if (isControl(opcode)) rows.controls[bucket]! += by;
    if (opcode === OPCODE.close) rows.closes[bucket]! += by;
    if (violations.length > 0) rows.violations[bucket]! += by;
  }

  #bucketOf(at: number): number {
    if (this.#used === 0) this.#from = Math.floor(at);
    while (at < this.#from) this.#makeRoomBefore(at);
    while (at >= this.#from + this.#width * BUCKETS) this.#double();
    const bucket = Math.floor((at - this.#from) / this.#width);
    this.#used = Math.max(this.#used, bucket + 1);
    return bucket;
  }

  /** A clock was set back, or messages of two connections were read in turns. */
  #makeRoomBefore(at: number): void {
    const shift = Math.ceil((this.#from - at) / this.#width);
    if (this.#used + shift > BUCKETS) return this.#double();
    for (const counts of Object.values(this.#rows)) {
      counts.copyWithin(shift, 0, this.#used);
      counts.fill(0, 0, shift);
    }
    this.#from -= shift * this.#width;
    this.#used += shift;
  }

  #double(): void {
    for (const counts of Object.values(this.#rows)) mergePairs(counts);
    this.#width *= 2;
    this.#used = Math.ceil(this.#used / 2);
  }
}

function mergePairs(counts: Float64Array): void {
  for (let pair = 0; pair < BUCKETS / 2; pair += 1) {
    counts[pair] = (counts[pair * 2] ?? 0) + (counts[pair * 2 + 1] ?? 0);
  }
  counts.fill(0, BUCKETS / 2);
}
