// Inflating permessage-deflate with Node's public functions alone (RFC 7692 §7.2.2): every message at once, the
// last 32 KiB of output given back as a dictionary. The slow twin of inflate.ts, for a Node without its handle.

import { constants, inflateRawSync, type ZlibOptions } from 'node:zlib';
import type { DeflateSide } from '../protocol/deflate.ts';
import type { Inflater, InflateResult } from '../protocol/inflater.ts';

export function createSyncInflater(side: DeflateSide): Inflater {
  return new SyncInflater(side);
}

const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);
const PIECE = 64 * 1024;
const WINDOW = 32 * 1024; // the largest there is, RFC 1951 §2
const MIN_WINDOW_BITS = 9;

/** A message is inflated in memory here: more than so many bytes, in or out, are refused. */
const MAX_MESSAGE = 64 * 1024 * 1024;

const NO_BYTES = new Uint8Array(0);

class SyncInflater implements Inflater {
  lost = false;
  private readonly windowBits: number;
  private readonly takeover: boolean;
  private window: Uint8Array = NO_BYTES;
  private pieces: Uint8Array[] = [];
  private held = 0;

  constructor({ windowBits, takeover }: DeflateSide) {
    this.windowBits = Math.max(windowBits, MIN_WINDOW_BITS);
    this.takeover = takeover;
  }

  inflate(bytes: Uint8Array, last: boolean, emit: (piece: Uint8Array) => boolean): InflateResult {
    if (this.lost) return 'corrupt';
    this.pieces.push(Uint8Array.from(bytes));
    this.held += bytes.length;
    if (this.held > MAX_MESSAGE) return this.giveUp('abandoned');
    return last ? this.inflateMessage(emit) : 'inflated';
  }

  abandon(): void {
    this.forgetMessage();
    this.window = NO_BYTES;
    this.lost = this.takeover;
  }

  close(): void {
    this.lost = true;
    this.forgetMessage();
    this.window = NO_BYTES;
  }

  private inflateMessage(emit: (piece: Uint8Array) => boolean): InflateResult {
    let input: Uint8Array = Buffer.concat([...this.pieces, TAIL]);
    this.forgetMessage();
    // more than one round only after a last block (RFC 7692 §7.2.3.4); the added tail alone is nothing
    do {
      const stream = this.inflateStream(input);
      if (typeof stream === 'string') return this.giveUp(stream);
      this.keepWindow(stream.buffer);
      if (!emitAll(stream.buffer, emit)) return this.giveUp('abandoned');
      input = input.subarray(stream.engine.bytesWritten);
      if (input.length > 0) this.window = NO_BYTES; // what follows a last block refers to nothing before it
    } while (input.length > TAIL.length);
    if (!this.takeover) this.window = NO_BYTES;
    return 'inflated';
  }

  /** One DEFLATE stream, which may end before its input does. */
  private inflateStream(input: Uint8Array): Inflated | 'corrupt' | 'abandoned' {
    const options: ZlibOptions = {
      windowBits: this.windowBits,
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: MAX_MESSAGE,
      info: true,
    };
    if (this.window.length > 0) options.dictionary = this.window;
    try {
      return inflateRawSync(input, options) as unknown as Inflated;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'abandoned' : 'corrupt';
    }
  }

  private keepWindow(output: Uint8Array): void {
    const kept = this.window.subarray(Math.max(0, this.window.length + output.length - WINDOW));
    this.window = Buffer.concat([kept, output.subarray(-WINDOW)]);
  }

  private giveUp<Result extends 'corrupt' | 'abandoned'>(result: Result): Result {
    this.abandon();
    return result;
  }

  private forgetMessage(): void {
    this.pieces = [];
    this.held = 0;
  }
}

/** What `info: true` makes of the result. */
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

function emitAll(output: Uint8Array, emit: (piece: Uint8Array) => boolean): boolean {
  for (let offset = 0; offset < output.length; offset += PIECE) {
    if (!emit(output.subarray(offset, offset + PIECE))) return false;
  }
  return true;
}
