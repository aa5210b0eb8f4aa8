// What permessage-deflate gains: an even sample of data messages is deflated anew, each by itself and with the window
// of those before it (RFC 7692 §7.2.1). Bounded: in messages, in bytes, and in the windows that it holds.

import { constants, deflateRawSync } from 'node:zlib';
import type { ConnectionId } from '../contract/ids.ts';
import type { Connection, Side } from '../contract/model.ts';
import type { DeflateTrial } from '../contract/statistics.ts';
import { type DeflateSide, negotiated } from '../protocol/deflate.ts';
import type { Measured } from '../store/message-batch.ts';

/** Of each side; of a live connection they go on, as sparsely, up to twice of it. */
const SAMPLED = 1000;
/** Larger messages are not tried; together they are no more than this. */
const MOST_BYTES = 256 * 1024;
const MOST_TOGETHER = 8 * 1024 * 1024;
/** Connections whose windows are held. */
const MOST_WINDOWS = 64;
/** What zlib can make of raw deflate. */
const LEAST_BITS = 9;
const DEFAULT_BITS = 15;
/** The end of a flush that is not sent. */
const TAIL = 4;

type Trial = { -readonly [field in keyof DeflateTrial]: DeflateTrial[field] };

/** The trials of one side. */
export class DeflateTrials {
  readonly #from: Side;
  readonly #compressed = emptyTrial();
  readonly #plain = emptyTrial();
  readonly #windows = new Map<ConnectionId, Window>();
  #seen = 0;
  #tried = 0;
  #bytes = 0;

  constructor(from: Side) {
    this.#from = from;
  }

  get told(): { readonly compressed: DeflateTrial; readonly plain: DeflateTrial } {
    return { compressed: { ...this.#compressed }, plain: { ...this.#plain } };
  }

  /** @param expected data messages of the side that there are, as far as is known */
  take(message: Measured, payload: Uint8Array, connection: Connection, expected: number): void {
    if (this.#tried >= 2 * SAMPLED || this.#bytes >= MOST_TOGETHER) return this.#windows.clear();
    const window = this.#windowOf(message.connection, connection);
    const every = Math.max(1, Math.floor(expected / SAMPLED));
    const isWhole = message.dropped === 0 && payload.length === message.length;
    if (this.#seen % every === 0 && isWhole && payload.length <= MOST_BYTES)
      this.#try(message, payload, window);
    this.#seen += 1;
    window.push(payload);
  }

  #try({ wireLength, headerLength, compressed }: Measured, payload: Uint8Array, window: Window): void {
    const trial = compressed ? this.#compressed : this.#plain;
    this.#tried += 1;
    this.#bytes += payload.length;
    trial.messages += 1;
    trial.bytes += payload.length;
    trial.wireBytes += wireLength - headerLength;
    trial.alone += deflatedLength(payload, window.bits, null);
    trial.kept += deflatedLength(payload, window.bits, window.bytes);
  }

  /** Those of the connections that spoke last. */
  #windowOf(id: ConnectionId, connection: Connection): Window {
    const window = this.#windows.get(id) ?? new Window(bitsOf(connection, this.#from));
    this.#windows.delete(id);
    this.#windows.set(id, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MOST_WINDOWS) this.#windows.delete(oldest!);
    return window;
  }
}

/** The newest bytes of one side, as many as its window holds. */
class Window {
  readonly bits: number;
  readonly #memory: Uint8Array;
  #used = 0;

  constructor(bits: number) {
    this.bits = bits;
    this.#memory = new Uint8Array(2 ** (bits + 1));
  }

  get bytes(): Uint8Array {
    return this.#memory.subarray(Math.max(0, this.#used - 2 ** this.bits), this.#used);
  }

  push(payload: Uint8Array): void {
    const bytes = payload.subarray(-(2 ** this.bits));
    if (this.#used + bytes.length > this.#memory.length) {
      const kept = this.bytes;
      this.#memory.copyWithin(0, this.#used - kept.length, this.#used);
      this.#used = kept.length;
    }
    this.#memory.set(bytes, this.#used);
    this.#used += bytes.length;
  }
}

function deflatedLength(payload: Uint8Array, windowBits: number, window: Uint8Array | null): number {
  const flush = { windowBits, finishFlush: constants.Z_SYNC_FLUSH };
  const options = window && window.length > 0 ? { ...flush, dictionary: window } : flush;
  return Math.max(1, deflateRawSync(payload, options).length - TAIL); // §7.2.3.6: an empty one takes a byte
}

function bitsOf({ extensions }: Connection, from: Side): number {
  const side = agreedOf(extensions)?.[from];
  return Math.max(LEAST_BITS, side?.windowBits ?? DEFAULT_BITS);
}

/** The offer does not matter here: what was agreed on shows in whether messages are compressed. */
function agreedOf(extensions: string | null): Readonly<Record<Side, DeflateSide>> | null {
  const agreed = negotiated(extensions, extensions);
  return agreed.kind === 'deflate' ? agreed : null;
}

function emptyTrial(): Trial {
  return { messages: 0, bytes: 0, wireBytes: 0, alone: 0, kept: 0 };
}
