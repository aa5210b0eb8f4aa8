// Seqs in ascending order, eight bytes each: appended nearly always, inserted where a message took long to finish.

import type { Seq } from '../contract/ids.ts';

const FIRST_SIZE = 256;

export class SeqList {
  #seqs = new Float64Array(FIRST_SIZE);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** After all others. */
  append(seq: Seq): void {
    if (this.#length === this.#seqs.length) this.#grow();
    this.#seqs[this.#length] = seq;
    this.#length += 1;
  }

  insert(seq: Seq): void {
    const place = this.place(seq);
    if (this.#has(place, seq)) return;
    this.append(seq);
    this.#seqs.copyWithin(place + 1, place, this.#length - 1);
    this.#seqs[place] = seq;
  }

  remove(seq: Seq): void {
    const place = this.place(seq);
    if (!this.#has(place, seq)) return;
    this.#seqs.copyWithin(place, place + 1, this.#length);
    this.#length -= 1;
  }

  clear(): void {
    this.#seqs = new Float64Array(FIRST_SIZE);
    this.#length = 0;
  }

  /** Up to `count` of them, from index `from` on. */
  slice(from: number, count: number): Seq[] {
    return Array.from(
      this.#seqs.subarray(from, Math.max(from, Math.min(from + count, this.#length))),
      (seq) => seq as Seq,
    );
  }

  has(seq: Seq): boolean {
    return this.#has(this.place(seq), seq);
  }

  at(place: number): Seq | null {
    return place < this.#length ? (this.#seqs[place] as Seq) : null;
  }

  /** The index of the seq, or of the first one after it. */
  place(seq: Seq): number {
    let high = this.#length;
    if (high === 0 || (this.#seqs[high - 1] ?? 0) < seq) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#seqs[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #has(place: number, seq: Seq): boolean {
    return place < this.#length && this.#seqs[place] === seq;
  }

  #grow(): void {
    const grown = new Float64Array(this.#seqs.length * 2);
    grown.set(this.#seqs);
    this.#seqs = grown;
  }
}
