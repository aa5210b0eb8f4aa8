// The wire log's format, the same in memory and on disk: what was relayed and what happened, one record after the
// other in the order in which it came. Sans-IO. Bytes that are no record end the reading; they are never an error.
//
// A record: connection u32 | flags u32 | length u32 | mark u32 | time f64 | offset f64 | `length` bytes, padded to eight.
// Little-endian. Flags: 1 from the server, 2 injected by us, 4 an event (MessagePack) instead of relayed bytes, 8 so
// many relayed bytes that were not kept: none of them follow.
// Time is epoch milliseconds; offset counts the bytes that this side had sent before these.

import { decode, encode } from '@msgpack/msgpack';
import type { CaptureEvent } from '../capture/sink.ts';
import type { ConnectionId } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';

const HEADER = 32;
const FROM_SERVER = 1;
const INJECTED = 2;
const EVENT = 4;
const SKIPPED = 8;
/** Stands in every record, so that what was never written is not taken for one. */
const MARK = 0x65726977;

/** Bytes that a record of this many takes. */
export function recordLength(length: number): number {
  return HEADER + ((length + 7) & ~7);
}

/** What one takes that says how many bytes were not kept, and how many one can say. */
export const SKIPPED_LENGTH = HEADER;
export const MOST_SKIPPED = 2 ** 32 - 1;

/** What the log itself tells: from here on everything is kept again. */
export interface Caught {
  readonly type: 'caught-up';
  readonly at: number;
}

export type LogEvent = CaptureEvent | Caught;

/** One piece of memory, seen as what a record is made of. */
export interface RecordMemory {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
}

export function recordMemory(length: number): RecordMemory {
  const memory = new ArrayBuffer(length);
  return {
    bytes: Buffer.from(memory),
    words: new Uint32Array(memory),
    doubles: new Float64Array(memory),
  };
}

/** Bytes as they were relayed. */
export interface RelayedBytes {
  readonly id: ConnectionId;
  readonly from: Side;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Bytes that this side had sent before. */
  readonly offset: number;
  /** A frame of our own. */
  readonly injected: boolean;
}

/** Writes a record at `position`, where there is room for it, and returns its copy of the chunk. */
export function writeBytes(
  memory: RecordMemory,
  position: number,
  id: ConnectionId,
  from: Side,
  chunk: Uint8Array,
  at: number,
  offset: number,
  injected: boolean,
): Buffer {
  const flags = (from === 'server' ? FROM_SERVER : 0) | (injected ? INJECTED : 0);
  writeHeader(memory, position, id, flags, chunk.length, at, offset);
  const start = position + HEADER;
  memory.bytes.set(chunk, start);
  return memory.bytes.subarray(start, start + chunk.length);
}

/** Writes a record of bytes that were not kept. */
export function writeSkipped(
  memory: RecordMemory,
  position: number,
  { id, from, at, offset, injected }: RelayedBytes,
  length: number,
): void {
  const flags = SKIPPED | (from === 'server' ? FROM_SERVER : 0) | (injected ? INJECTED : 0);
  writeHeader(memory, position, id, flags, length, at, offset);
}

/** What `writeEvent` takes. */
export function encodeEvent(event: LogEvent): Uint8Array {
  return encode(event, { ignoreUndefined: true });
}

export function writeEvent(memory: RecordMemory, position: number, encoded: Uint8Array): void {
  writeHeader(memory, position, 0, EVENT, encoded.length, 0, 0);
  memory.bytes.set(encoded, position + HEADER);
}

function writeHeader(
  { words, doubles }: RecordMemory,
  position: number,
  id: number,
  flags: number,
  length: number,
  at: number,
  offset: number,
): void {
  const word = position >>> 2;
  words[word] = id;
  words[word + 1] = flags;
  words[word + 2] = length;
  words[word + 3] = MARK;
  doubles[(position >>> 3) + 2] = at;
  doubles[(position >>> 3) + 3] = offset;
}

export interface RecordReader {
  event(event: LogEvent): void;
  /** The chunk is the reader's to change during the call. */
  bytes(id: ConnectionId, from: Side, chunk: Uint8Array, at: number, offset: number, injected: boolean): void;
  /** So many bytes were not kept. */
  skipped(bytes: RelayedBytes, length: number): void;
}

function decodeEvent(encoded: Uint8Array): LogEvent | null {
  try {
    return decode(encoded) as LogEvent;
  } catch {
    return null;
  }
}

/** Reads the records of the first `length` bytes in their order; returns where the last whole one ends. */
export function readRecords(memory: RecordMemory, length: number, reader: RecordReader): number {
  const { bytes, words, doubles } = memory;
  let position = 0;
  while (position + HEADER <= length) {
    const word = position >>> 2;
    const size = words[word + 2]!;
    const flags = words[word + 1]!;
    const end = position + ((flags & SKIPPED) === 0 ? recordLength(size) : SKIPPED_LENGTH);
    if (words[word + 3] !== MARK || end > length) break;
    const chunk = bytes.subarray(position + HEADER, position + HEADER + size);
    if ((flags & EVENT) !== 0) {
      const event = decodeEvent(chunk);
      if (!event) break;
      reader.event(event);
    } else {
      const from = (flags & FROM_SERVER) === 0 ? 'client' : 'server';
      const at = doubles[(position >>> 3) + 2]!;
      const offset = doubles[(position >>> 3) + 3]!;
      const id = words[word] as ConnectionId;
      const injected = (flags & INJECTED) !== 0;
      if ((flags & SKIPPED) === 0) reader.bytes(id, from, chunk, at, offset, injected);
      else reader.skipped({ id, from, at, offset, injected }, size);
    }
    position = end;
  }
  return position;
}
