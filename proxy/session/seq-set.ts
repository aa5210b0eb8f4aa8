// A set of seqs in their order, a bit each: the n-th of it and the place of one are found by counting bits. Ten million
// take little more than a megabyte, however they are scattered.

import type { Seq } from '../contract/ids.ts';

/** Seqs of one block, which is there when one of them is in the set. */
const BLOCK = 1 << 16;
const WORDS = BLOCK / 32;

interface Block {
  readonly number: number;
  readonly words: Uint32Array;
  count: number;
  /** Seqs in the blocks before it; right as far as `SeqSet` says. */
  before: number;
}

export class SeqSet {
  /** By number. */
  readonly #blocks: Block[] = [];
  /** Blocks whose `before` is right. */
  #summed = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  has(seq: number): boolean {
    const block = this.#blocks[this.#find(Math.floor(seq / BLOCK))];
    return block?.number === Math.floor(seq / BLOCK) && (block.words[wordOf(seq)]! & bitOf(seq)) !== 0;
  }

  add(seq: number): void {
    if (this.has(seq)) return;
    const block = this.#block(Math.floor(seq / BLOCK));
    block.words[wordOf(seq)]! |= bitOf(seq);
    this.#grow(block, 1);
  }

  /** All of `[from, to]`, none of which is in the set. */
  addNew(from: number, to: number): void {
    for (let at = from; at <= to;) {
      const number = Math.floor(at / BLOCK);
      const end = Math.min(to, number * BLOCK + BLOCK - 1);
      const block = this.#block(number);
      fill(block.words, at % BLOCK, end % BLOCK);
      this.#grow(block, end - at + 1);
      at = end + 1;
    }
  }

  remove(seq: number): void {
    if (!this.has(seq)) return;
    const block = this.#block(Math.floor(seq / BLOCK));
    block.words[wordOf(seq)]! &= ~bitOf(seq);
    this.#grow(block, -1);
  }

  /** Returns how many there were. */
  removeThrough(seq: number): number {
    const before = this.#length;
    const number = Math.floor(seq / BLOCK);
    const whole = this.#find(number);
    for (const block of this.#blocks.splice(0, whole)) this.#length -= block.count;
    this.#summed = 0;
    const [first] = this.#blocks;
    if (first?.number === number) this.#grow(first, -clearThrough(first.words, seq % BLOCK));
    return before - this.#length;
  }

  clear(): void {
    this.#blocks.length = 0;
    this.#summed = 0;
    this.#length = 0;
  }

  /** Up to `count` of them, from place `from` on. */
  slice(from: number, count: number): Seq[] {
    const found: Seq[] = [];
    const wanted = Math.min(count, this.#length - from);
    if (wanted <= 0) return found;
    for (
      let index = this.#blockAt(from), skip = from - this.#before(index);
      found.length < wanted;
      index += 1
    ) {
      const block = this.#blocks[index]!;
      collect(block, skip, wanted, found);
      skip = 0;
    }
    return found;
  }

  /** Place of the seq, or of the first one after it. */
  place(seq: number): number {
    const number = Math.floor(seq / BLOCK);
    const index = this.#find(number);
    const block = this.#blocks[index];
    const inside = block?.number === number ? countBelow(block.words, seq % BLOCK) : 0;
    return this.#before(index) + inside;
  }

  #grow(block: Block, by: number): void {
    block.count += by;
    this.#length += by;
    const index = this.#find(block.number);
    if (block.count === 0) this.#blocks.splice(index, 1);
    this.#summed = Math.min(this.#summed, block.count === 0 ? index : index + 1);
  }

  /** Index of a block, or of the first one after it. */
  #find(number: number): number {
    let high = this.#blocks.length;
    const last = this.#blocks[high - 1];
    if (!last || last.number < number) return high;
    if (last.number === number) return high - 1;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#blocks[middle]!.number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #block(number: number): Block {
    const index = this.#find(number);
    const known = this.#blocks[index];
    if (known?.number === number) return known;
    const block = { number, words: new Uint32Array(WORDS), count: 0, before: 0 };
    this.#blocks.splice(index, 0, block);
    this.#summed = Math.min(this.#summed, index);
    return block;
  }

  /** Seqs in the blocks before an index. */
  #before(index: number): number {
    for (; this.#summed <= Math.min(index, this.#blocks.length - 1); this.#summed += 1) {
      const previous = this.#blocks[this.#summed - 1];
      this.#blocks[this.#summed]!.before = previous ? previous.before + previous.count : 0;
    }
    return index < this.#blocks.length ? this.#blocks[index]!.before : this.#length;
  }

  /** Index of the block in which the seq at a place is. */
  #blockAt(place: number): number {
    this.#before(this.#blocks.length - 1);
    let [low, high] = [0, this.#blocks.length];
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (this.#blocks[middle]!.before <= place) low = middle;
      else high = middle;
    }
    return low;
  }
}

function wordOf(seq: number): number {
  return (seq % BLOCK) >>> 5;
}

function bitOf(seq: number): number {
  return 1 << (seq % 32);
}

/** Sets the bits `[from, to]`. */
function fill(words: Uint32Array, from: number, to: number): void {
  for (let bit = from; bit <= to;) {
    if (bit % 32 === 0 && bit + 31 <= to) {
      words[bit >>> 5] = 0xffffffff;
      bit += 32;
    } else {
      words[bit >>> 5]! |= 1 << (bit % 32);
      bit += 1;
    }
  }
}

/** Clears the bits up to this one, and says how many were set. */
function clearThrough(words: Uint32Array, bit: number): number {
  const cleared = countBelow(words, bit + 1);
  words.fill(0, 0, (bit + 1) >>> 5);
  const rest = (bit + 1) % 32;
  if (rest > 0) words[bit >>> 5]! &= ~((1 << rest) - 1);
  return cleared;
}

/** Bits set before `end`. */
function countBelow(words: Uint32Array, end: number): number {
  let count = 0;
  for (let word = 0; word < end >>> 5; word += 1) count += bitCount(words[word]!);
  const rest = end % 32;
  return rest === 0 ? count : count + bitCount(words[end >>> 5]! & ((1 << rest) - 1));
}

/** Seqs of the block, without the first `skip`, until `found` has as many as wanted. */
function collect({ number, words }: Block, skip: number, wanted: number, found: Seq[]): void {
  let left = skip;
  for (let word = 0; word < WORDS && found.length < wanted; word += 1) {
    const count = bitCount(words[word]!);
    if (left >= count) {
      left -= count;
      continue;
    }
    for (let bits = words[word]!; bits !== 0 && found.length < wanted; bits &= bits - 1) {
      if (left > 0) left -= 1;
      else found.push((number * BLOCK + word * 32 + lowestBit(bits)) as Seq);
    }
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** Hacker's Delight, figure 5-2. */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
