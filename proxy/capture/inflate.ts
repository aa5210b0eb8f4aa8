// Inflating one direction of permessage-deflate (RFC 7692 §7.2.2), synchronously and with the window kept.
// Node has that only behind its zlib streams, in a handle that is not documented: it is tried once, and where it
// does not do what is asked of it, the public way is taken (inflate-sync.ts), some twenty times slower.

import { constants, createInflateRaw } from 'node:zlib';
import type { DeflateSide } from '../protocol/deflate.ts';
import type { Inflater, InflateResult } from '../protocol/inflater.ts';
import { createSyncInflater } from './inflate-sync.ts';

/** The inflater for what this side sends. It takes no memory before the first compressed message. */
export function createInflater(side: DeflateSide): Inflater {
  handleWorks ??= tryHandle();
  return handleWorks ? new HandleInflater(side) : createSyncInflater(side);
}

/** Output comes in pieces of at most so many bytes. */
const PIECE = 64 * 1024;

/** RFC 7692 §7.2.2. */
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

/** zlib cannot do raw DEFLATE with a window of 2^8 bytes; one of 2^9 reads the same data. */
const MIN_WINDOW_BITS = 9;

/** What a zlib stream of Node holds inside. */
interface Internals {
  readonly _handle: Handle;
  readonly _writeState: Uint32Array;
}

interface Zlib {
  readonly handle: Handle;
  /** Room left in the output and bytes left of the input, after a write. */
  readonly state: Uint32Array;
}

interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
  reset(): void;
  close(): void;
  onerror: () => void;
}

/** One for the process: every call is synchronous, and output is valid only during the call. */
const output = new Uint8Array(PIECE);

export class HandleInflater implements Inflater {
  lost = false;
  private readonly windowBits: number;
  private readonly takeover: boolean;
  private zlib: Zlib | null = null;
  private failed = false;
  /** Bytes of `output` not yet emitted. */
  private filled = 0;

  constructor({ windowBits, takeover }: DeflateSide) {
    this.windowBits = Math.max(windowBits, MIN_WINDOW_BITS);
    this.takeover = takeover;
  }

  inflate(bytes: Uint8Array, last: boolean, emit: (piece: Uint8Array) => boolean): InflateResult {
    if (this.lost) return 'corrupt';
    const zlib = (this.zlib ??= this.open());
    this.filled = 0;
    let result = this.write(zlib, bytes, emit);
    if (last && result === 'inflated') result = this.write(zlib, TAIL, emit);
    if (this.filled > 0 && result === 'inflated') emit(output.subarray(0, this.filled));
    if (result !== 'inflated') this.abandon();
    else if (last && !this.takeover) zlib.handle.reset();
    return result;
  }

  /** A context that lacks a part is of no use to later messages; without takeover they need none. */
  abandon(): void {
    if (this.takeover) return this.close();
    this.failed = false;
    this.zlib?.handle.reset();
  }

  close(): void {
    this.zlib?.handle.close();
    this.zlib = null;
    this.lost = true;
  }

  private open(): Zlib {
    const stream = createInflateRaw({ windowBits: this.windowBits, chunkSize: constants.Z_MIN_CHUNK });
    const { _handle: handle, _writeState: state } = stream as unknown as Internals;
    handle.onerror = () => (this.failed = true);
    return { handle, state };
  }

  /** Writes all of the bytes; what is not yet emitted stays in `output`. */
  private write(zlib: Zlib, bytes: Uint8Array, emit: (piece: Uint8Array) => boolean): InflateResult {
    let offset = 0;
    for (;;) {
      offset += this.writeSome(zlib, bytes, offset);
      if (this.failed) return 'corrupt';
      if (this.filled === PIECE) {
        if (!emit(output)) return 'abandoned';
        this.filled = 0;
      } else if (offset === bytes.length) {
        return 'inflated';
      } else {
        // with room left it stopped before the end: that was a last block (RFC 7692 §7.2.3.4)
        zlib.handle.reset();
        if (bytes === TAIL) return 'inflated';
      }
    }
  }

  /** Returns the bytes read. */
  private writeSome({ handle, state }: Zlib, bytes: Uint8Array, offset: number): number {
    const length = bytes.length - offset;
    const room = PIECE - this.filled;
    handle.writeSync(constants.Z_SYNC_FLUSH, bytes, offset, length, output, this.filled, room);
    if (this.failed) return 0;
    this.filled += room - state[0]!;
    return length - state[1]!;
  }
}

let handleWorks: boolean | null = null;

/** “Hello” and then, out of the kept window, “Hello” again: the examples of RFC 7692 §7.2.3.1 and §7.2.3.2. */
function tryHandle(): boolean {
  const hello = Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);
  const again = Uint8Array.of(0xf2, 0x00, 0x11, 0x00, 0x00);
  let text = '';
  const emit = (piece: Uint8Array) => ((text += String.fromCharCode(...piece)), true);
  try {
    const inflater = new HandleInflater({ windowBits: 15, takeover: true });
    inflater.inflate(hello, true, emit);
    inflater.inflate(again, true, emit);
    inflater.close();
    return text === 'HelloHello';
  } catch {
    return false; // a Node whose zlib looks different inside
  }
}
