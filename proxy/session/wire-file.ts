// Appends to the wire log's segments, off the thread, one write at a time and in order. It knows no records.

import { close, openSync, write } from 'node:fs';
import { listSegments, segmentPath } from './wire-segments.ts';

/** Where appended bytes lie. */
export interface Place {
  readonly segment: number;
  readonly position: number;
  readonly length: number;
}

const SEGMENT_BYTES = 64 * 1024 * 1024;

export class WireFile {
  readonly #file: string;
  /** 0 before there was something to write. */
  #segment = 0;
  #fd: number | null = null;
  #position = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Bytes in the segment that is being written. */
  get position(): number {
    return this.#position;
  }

  /** Fails with the system's error, and then what was appended does not count. The last one must have come to its end. */
  async append(bytes: Uint8Array): Promise<Place> {
    if (this.#position > 0 && this.#position + bytes.length > SEGMENT_BYTES) this.turn();
    this.#fd ??= this.#open();
    const { length } = bytes;
    const place = { segment: this.#segment, position: this.#position, length };
    for (let done = 0; done < length;) {
      done += await writeAt(this.#fd, bytes, done, place.position + done);
    }
    this.#position += length;
    return place;
  }

  /** What an earlier log has left, where it could not be stored, stays as it is. */
  #open(): number {
    this.#segment ||= (listSegments(this.#file).at(-1) ?? 0) + 1;
    return openSync(segmentPath(this.#file, this.#segment), 'w', 0o600);
  }

  /** Goes on in another segment. */
  turn(): void {
    this.close();
    this.#segment += 1;
    this.#position = 0;
  }

  close(): void {
    if (this.#fd !== null) close(this.#fd, () => undefined); // what it was given is with the system
    this.#fd = null;
  }
}

function writeAt(fd: number, bytes: Uint8Array, offset: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, offset, bytes.length - offset, position, (error, written) =>
      error ? reject(error) : resolve(written),
    );
  });
}
