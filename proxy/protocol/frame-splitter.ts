// A stream of one direction taken apart into frames, RFC 6455 §5.2: headers whole, payloads as they come.
// It changes no byte and judges none, unmasks nothing and knows no messages.

import { type FrameHeader, parseFrameHeader } from './frame.ts';
import { HeaderBuffer } from './header-buffer.ts';

export interface FrameListener {
  /** A header is complete; its bytes are only valid during the call. */
  frame(header: FrameHeader, bytes: Uint8Array): void;
  /**
   * More of that frame's payload, as it is on the wire; valid only during the call. `last` ends the frame and comes
   * once, with no bytes for an empty payload; never when the length is impossible.
   */
  payload(bytes: Uint8Array, last: boolean): void;
}

export class FrameSplitter {
  /** Payload bytes still to come; Infinity once a length was impossible: no later frame can be found. */
  private left = 0;
  private inFrame = false;
  private readonly header = new HeaderBuffer();

  get atFrameBoundary(): boolean {
    return !this.inFrame && this.header.length === 0;
  }

  /** A header that is not complete yet, as far as it came. */
  get partialHeader(): Uint8Array {
    return this.header.bytes.subarray(0, this.header.length);
  }

  push(bytes: Uint8Array, listener: FrameListener): void {
    let offset = 0;
    while (offset < bytes.length) {
      offset += this.inFrame
        ? this.readPayload(bytes, offset, listener)
        : this.readHeader(bytes, offset, listener);
    }
  }

  /** Both readers return the number of bytes read. */
  private readHeader(bytes: Uint8Array, offset: number, listener: FrameListener): number {
    const { header } = this;
    const read = header.fill(bytes, offset);
    if (!header.whole) return read;
    const whole = header.bytes.slice(0, header.length);
    header.length = 0;
    const frame = parseFrameHeader(whole)!;
    this.inFrame = true;
    this.left = frame.payloadLength;
    listener.frame(frame, whole);
    if (this.left === 0) this.readPayload(NO_BYTES, 0, listener);
    return read;
  }

  private readPayload(bytes: Uint8Array, offset: number, listener: FrameListener): number {
    const length = Math.min(this.left, bytes.length - offset);
    this.left -= length;
    if (this.left === 0) this.inFrame = false;
    listener.payload(bytes.subarray(offset, offset + length), this.left === 0);
    return length;
  }
}

const NO_BYTES = new Uint8Array(0);
