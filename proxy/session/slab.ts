// A piece of memory that records are appended to, and that sockets write from. It is free to be used again when the
// disk has all of it and no socket is waiting to send a part of it.

import { type RecordMemory, recordMemory } from './wire-record.ts';

export class Slab {
  readonly memory: RecordMemory;
  /** Bytes in use, and how many of them were taken over by the disk (or the archive). */
  used = 0;
  saved = 0;
  /** Pieces that sockets may still be sending. */
  pins = 0;
  /** Nothing more will be appended. */
  full = false;

  constructor(length: number) {
    this.memory = recordMemory(length);
  }

  get size(): number {
    return this.memory.bytes.length;
  }

  get isFree(): boolean {
    return this.full && this.pins === 0 && this.saved === this.used;
  }

  reuse(): void {
    this.used = this.saved = 0;
    this.full = false;
  }
}
