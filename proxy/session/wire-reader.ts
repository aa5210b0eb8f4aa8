// The archive's side of the wire log: reads what the relay's thread has appended, into memory of its own that is used
// again for each batch, and removes the segments that are no longer needed.

import { closeSync, openSync, readSync } from 'node:fs';
import type { Batch } from './wire-log.ts';
import { type RecordMemory, type RecordReader, readRecords, recordMemory } from './wire-record.ts';
import { listSegments, removeSegment, segmentPath } from './wire-segments.ts';

const MEMORY_BYTES = 1024 * 1024;
/** A record is never larger: what looks so is none. */
const MOST_AT_ONCE = 256 * 1024 * 1024;
/** Of the segments that a message may keep which does not end: the oldest is given up beyond that. */
const MOST_KEPT = 4;

export class WireReader {
  readonly #file: string;
  #memory: RecordMemory = recordMemory(MEMORY_BYTES);
  #open: { readonly segment: number; readonly fd: number } | null = null;
  /** Read to their ends, oldest first. */
  #done: number[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Fails with the system's error when the segment cannot be read. */
  read(batch: Batch, reader: RecordReader): void {
    const length = batch.kind === 'memory' ? batch.bytes.length : batch.length;
    const memory = this.#reserve(length);
    if (batch.kind === 'memory') memory.bytes.set(batch.bytes);
    else this.#fill(memory.bytes, batch.segment, batch.position, length);
    readRecords(memory, length, reader);
  }

  /** What was read so far is safe in the store: the segments behind are removed, but for `keepFrom` and later ones. */
  settle(keepFrom = Infinity): void {
    const done = this.#done.splice(0);
    for (const [n, segment] of done.entries()) {
      if (segment < keepFrom || n < done.length - MOST_KEPT) removeSegment(this.#file, segment);
      else this.#done.push(segment);
    }
  }

  close(): void {
    if (!this.#open) return;
    closeSync(this.#open.fd);
    this.#done.push(this.#open.segment);
    this.#open = null;
  }

  #reserve(length: number): RecordMemory {
    if (length > this.#memory.bytes.length) return recordMemory(length);
    return this.#memory;
  }

  #fill(into: Uint8Array, segment: number, position: number, length: number): void {
    if (this.#open?.segment !== segment) {
      this.close();
      this.#open = { segment, fd: openSync(segmentPath(this.#file, segment), 'r') };
    }
    for (let done = 0; done < length;) {
      const read = readSync(this.#open.fd, into, done, length - done, position + done);
      if (read === 0) throw new Error(`The wire log ends at ${position + done}.`);
      done += read;
    }
  }
}

/** Reads all segments that are there, whole or cut short; `pause` is called now and then. */
export function readSegments(file: string, reader: RecordReader, pause: () => void): void {
  for (const segment of listSegments(file)) {
    const fd = openSync(segmentPath(file, segment), 'r');
    try {
      readWhole(fd, reader, pause);
    } finally {
      closeSync(fd);
    }
  }
}

/** Piece by piece: a record that is cut by the end of a piece is read again with the next, in more memory if it must be. */
function readWhole(fd: number, reader: RecordReader, pause: () => void): void {
  let memory = recordMemory(MEMORY_BYTES);
  for (let position = 0; ;) {
    const length = readSync(fd, memory.bytes, 0, memory.bytes.length, position);
    const read = readRecords(memory, length, reader);
    position += read;
    pause();
    if (length < memory.bytes.length) return;
    if (read > 0) continue;
    if (memory.bytes.length >= MOST_AT_ONCE) return;
    memory = recordMemory(memory.bytes.length * 2);
  }
}
