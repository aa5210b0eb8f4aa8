// Where frames of STOMP begin and end in what one side says, as far as that must be known to tell what a message goes on
// with: clients that send large frames cut them (stompjs' splitLargeFrames). It keeps a head that has not ended, no body.

import { type Framer, NO_BYTES } from './decoder.ts';
import { contentLength, endOfHead, parseHeaders, skipBeats } from './stomp-frame.ts';

/** Longer heads are not waited for, bytes. */
const LONGEST_HEAD = 64 * 1024;
const BEGINS = /^(?:CONNECT|STOMP|SEND|MESSAGE|RECEIPT|ERROR|[A-Z]*SUBSCRIBE|N?ACK|BEGIN|COMMIT|ABORT)/;

export class StompFramer implements Framer {
  /** Bytes of the frame that has not ended. */
  #carried = 0;
  /** Of a frame whose headers have not ended. */
  #head: Uint8Array = NO_BYTES;
  #inBody = false;
  /** Bytes of the body that are to come before its NUL; null: it ends where a NUL stands. */
  #left: number | null = null;

  get open(): number {
    return this.#carried;
  }

  take(payload: Uint8Array): number {
    // A frame that nothing but a NUL would end, and that lacks it.
    if (this.#inBody && this.#left === null && beginsFrame(payload)) this.#end();
    const before = this.#carried;
    for (let at = 0; at < payload.length;)
      at = this.#inBody ? this.#body(payload, at) : this.#headers(payload, at);
    return before;
  }

  #headers(payload: Uint8Array, from: number): number {
    const at = this.#carried === 0 ? skipBeats(payload, from) : from;
    const head = joined(this.#head, payload.subarray(at));
    const end = endOfHead(head);
    if (end < 0) return this.#waitForHead(head, payload.length);
    this.#left = contentLength(parseHeaders(head.subarray(0, end)));
    this.#inBody = true;
    const next = at + end - this.#head.length;
    this.#carried = end;
    this.#head = NO_BYTES;
    return next;
  }

  #waitForHead(head: Uint8Array, end: number): number {
    if (head.length > LONGEST_HEAD || !/^[A-Z]*$/.test(commandOf(head))) this.#end();
    else [this.#head, this.#carried] = [head.slice(), head.length];
    return end;
  }

  #body(payload: Uint8Array, from: number): number {
    const end = this.#left === null ? payload.indexOf(0, from) : from + this.#left;
    if (end >= 0 && end < payload.length) {
      this.#end();
      return end + 1;
    }
    const rest = payload.length - from;
    if (this.#left !== null) this.#left -= rest;
    this.#carried += rest;
    return payload.length;
  }

  #end(): void {
    this.#carried = 0;
    this.#head = NO_BYTES;
    this.#inBody = false;
    this.#left = null;
  }
}

function beginsFrame(payload: Uint8Array): boolean {
  return BEGINS.test(commandOf(payload)) && payload.includes(0x0a);
}

/** The first line, as far as it can be a command. */
function commandOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 16)).split(/\r?\n/, 1)[0]!;
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
