// Which messages of a batch a filter must look at: those whose bytes a needle is found in, and those that their bytes
// alone say nothing about.

import { OPCODE } from '../protocol/frame.ts';
import type { MessageBatch } from '../store/message-batch.ts';

/** A longer string of a batch's bytes lies where memory is dear to get: thirty times the time, byte for byte. */
const PIECE = 64 * 1024;

/** 1 at the place of each. @param needle global, over bytes read as latin1 */
export function candidatesOf(batch: MessageBatch, needle: RegExp): Uint8Array {
  const found = new Uint8Array(batch.count);
  const order = orderOf(batch);
  const bounds = [...order.map((place) => batch.offset(place)), batch.size];
  for (let first = 0; first < order.length;) {
    const end = endOfPiece(bounds, first);
    for (const index of hitsIn(batch.bytes, bounds, first, end, needle)) found[order[index]!] = 1;
    first = end;
  }
  for (let place = 0; place < batch.count; place += 1) if (isOpaque(batch, place)) found[place] = 1;
  return found;
}

/** The message after the last one that fits into a piece with `first`, which always does. */
function endOfPiece(bounds: readonly number[], first: number): number {
  let end = first + 1;
  while (end < bounds.length - 1 && bounds[end + 1]! - bounds[first]! <= PIECE) end += 1;
  return end;
}

/** Which of the messages from `first` up to `end` a needle is found in. */
function hitsIn(
  bytes: Uint8Array,
  bounds: readonly number[],
  first: number,
  end: number,
  needle: RegExp,
): number[] {
  const hits: number[] = [];
  const from = bounds[first]!;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, bounds[end]! - from).toString('latin1');
  let next = first;
  needle.lastIndex = 0;
  for (let match = needle.exec(text); match; match = needle.exec(text)) {
    while (next < end && bounds[next]! <= from + match.index) next += 1;
    hits.push(next - 1);
    if (next === end) break;
    needle.lastIndex = bounds[next]! - from;
  }
  return hits;
}

/** Its payload lies elsewhere, or a decoder may read in it what its bytes do not show: a binary protocol, the unit that it goes on with. */
function isOpaque(batch: MessageBatch, place: number): boolean {
  return batch.isParted(place) || batch.opcode(place) === OPCODE.binary || batch.carried(place) > 0;
}

/** Places in the order in which their bytes lie: nearly always their own. */
function orderOf(batch: MessageBatch): number[] {
  const order = Array.from({ length: batch.count }, (_, place) => place);
  const inOrder = order.every((place) => place === 0 || batch.offset(place - 1) <= batch.offset(place));
  return inOrder ? order : order.toSorted((a, b) => batch.offset(a) - batch.offset(b));
}
