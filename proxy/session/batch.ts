// What the relay's thread hands to the archive's: a slab of relayed bytes, and the events between them, in the
// order in which they happened. Both threads know this layout and nothing else of each other.
//
// A record in the slab: connection u32 | flags u32 (bit 0: from the server, bit 1: injected) | length u32 | 0 u32 |
// time f64 | the bytes, padded to eight.

import type { ConnectionId } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import type { CaptureEvent } from '../capture/sink.ts';

export interface Batch {
  /** Shared, for what is handed over back and forth would count as new memory to the collector each time. */
  readonly slab: SharedArrayBuffer;
  /** Bytes of the slab that are in use. */
  readonly used: number;
  /** Each happened before the record that begins at `at`. */
  readonly events: readonly { readonly at: number; readonly event: CaptureEvent }[];
}

/** What the archive says for each batch, in their order: its slab may be used again. */
export const BATCH_READ = 'batch read';

const HEADER = 24;
const FROM_SERVER = 1;
const INJECTED = 2;

/** Slab bytes that a chunk of this length takes. */
export function recordLength(length: number): number {
  return HEADER + ((length + 7) & ~7);
}

export interface SlabViews {
  readonly words: Uint32Array;
  readonly times: Float64Array;
  readonly bytes: Uint8Array;
}

export function viewSlab(slab: SharedArrayBuffer): SlabViews {
  return { words: new Uint32Array(slab), times: new Float64Array(slab), bytes: new Uint8Array(slab) };
}

/** Writes one record at `offset` and returns the offset after it; the caller has seen to the space. */
export function writeRecord(
  { words, times, bytes }: SlabViews,
  offset: number,
  id: ConnectionId,
  from: Side,
  chunk: Uint8Array,
  at: number,
  injected: boolean,
): number {
  const word = offset >>> 2;
  words[word] = id;
  words[word + 1] = (from === 'server' ? FROM_SERVER : 0) | (injected ? INJECTED : 0);
  words[word + 2] = chunk.length;
  times[(offset >>> 3) + 2] = at;
  bytes.set(chunk, offset + HEADER);
  return offset + recordLength(chunk.length);
}

export interface BatchReader {
  event(event: CaptureEvent): void;
  /** The bytes are the reader's to change during the call. */
  bytes(id: ConnectionId, from: Side, chunk: Uint8Array, at: number, injected: boolean): void;
}

/** Replays a batch in its order. */
export function readBatch(batch: Batch, reader: BatchReader): void {
  const { words, times, bytes } = viewSlab(batch.slab);
  let next = 0;
  const eventsUpTo = (offset: number) => {
    for (let entry = batch.events[next]; entry && entry.at <= offset; entry = batch.events[next]) {
      next += 1;
      reader.event(entry.event);
    }
  };
  for (let offset = 0; offset < batch.used;) {
    eventsUpTo(offset);
    const word = offset >>> 2;
    const flags = words[word + 1] ?? 0;
    const length = words[word + 2] ?? 0;
    const from = (flags & FROM_SERVER) === 0 ? 'client' : 'server';
    const chunk = bytes.subarray(offset + HEADER, offset + HEADER + length);
    const at = times[(offset >>> 3) + 2] ?? 0;
    reader.bytes(words[word] as ConnectionId, from, chunk, at, (flags & INJECTED) !== 0);
    offset += recordLength(length);
  }
  eventsUpTo(Infinity);
}
