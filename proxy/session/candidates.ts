// Which messages of a batch a filter must look at: those whose bytes a needle is found in, and those that their bytes
// alone say nothing about.

import { OPCODE } from '../protocol/frame.ts';
import type { MessageBatch } from '../store/message-batch.ts';

/** 1 at the place of each. @param needle global, over bytes read as latin1 */
export function candidatesOf(batch: MessageBatch, needle: RegExp): Uint8Array {
  const found = new Uint8Array(batch.count);
  const order = orderOf(batch);
  const { bytes } = batch;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  let next = 0;
  needle.lastIndex = 0;
  for (let match = needle.exec(text); match; match = needle.exec(text)) {
    while (next < order.length && batch.offset(order[next]!) <= match.index) next += 1;
    if (next > 0) found[order[next - 1]!] = 1;
    if (next === order.length) break;
    needle.lastIndex = batch.offset(order[next]!);
  }
  for (let place = 0; place < batch.count; place += 1) if (isOpaque(batch, place)) found[place] = 1;
  return found;
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
