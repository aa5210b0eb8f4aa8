// Where frames and messages begin and end in one direction, and nothing else: the part of RFC 6455 §5.2 and §5.4
// that the relay needs to put a message between two others. It never looks at payloads and never allocates.

import { MAX_HEADER_LENGTH, OPCODE, headerLengthFor, isControl, readPayloadLength } from './frame.ts';
import { HeaderBuffer } from './header-buffer.ts';

export type Boundary = 'message' | 'frame';

export interface FrameWalker {
  /** The next bytes of the stream. */
  push(bytes: Uint8Array): void;
  /**
   * Like push, but stops right after the first boundary that it reaches, and returns the bytes walked;
   * `bytes.length` when there is none. `message`: between two frames and outside of a fragmented message, where
   * data may be inserted; `frame`: between any two frames, where a control frame may be.
   */
  pushUntilBoundary(bytes: Uint8Array, kind: Boundary): number;
  /** Walks on to where the header or the payload ends in which it is, or to the end of the bytes; returns the bytes walked. */
  step(bytes: Uint8Array): number;
  /** Payload bytes of the newest frame; Infinity once broken. */
  readonly payloadLength: number;
  /** The next byte is one of them. */
  readonly inPayload: boolean;
  /** Between two frames; true at the start. */
  readonly atFrameBoundary: boolean;
  /** Inside a fragmented message: a frame without FIN was begun and the one with FIN was not. */
  readonly inMessage: boolean;
  /** A length with its highest bit set was announced (§5.2): no later boundary can be known. */
  readonly broken: boolean;
  /** A Close frame was begun: no frame may follow it (§5.5.1). */
  readonly closed: boolean;
  /** A frame with RSV1 was begun: with permessage-deflate, a window may reach back to it (RFC 7692 §7.1.1). */
  readonly compressed: boolean;
}

export function createFrameWalker(): FrameWalker {
  return new Walker();
}

class Walker implements FrameWalker {
  inMessage = false;
  closed = false;
  compressed = false;
  payloadLength = 0;
  /** Payload bytes of the current frame still to come; Infinity once broken. */
  private left = 0;
  private readonly header = new HeaderBuffer();

  get atFrameBoundary(): boolean {
    return this.left === 0 && this.header.length === 0;
  }

  get broken(): boolean {
    return this.left === Infinity;
  }

  get inPayload(): boolean {
    return this.left > 0;
  }

  step(bytes: Uint8Array): number {
    if (this.left === 0) return this.readHeader(bytes, 0);
    const walked = Math.min(this.left, bytes.length);
    this.left -= walked;
    return walked;
  }

  push(bytes: Uint8Array): void {
    this.walk(bytes, null);
  }

  pushUntilBoundary(bytes: Uint8Array, kind: Boundary): number {
    return this.walk(bytes, kind);
  }

  private walk(bytes: Uint8Array, until: Boundary | null): number {
    let offset = 0;
    while (offset < bytes.length) {
      if (this.left === 0) offset += this.readHeader(bytes, offset);
      const skipped = Math.min(this.left, bytes.length - offset);
      this.left -= skipped;
      offset += skipped;
      if (until !== null && this.stopsHere(until)) break;
    }
    return offset;
  }

  private stopsHere(until: Boundary): boolean {
    return this.atFrameBoundary && !(until === 'message' && this.inMessage);
  }

  /** Reads the header at `offset`, or as much of it as is there; returns the bytes read. */
  private readHeader(bytes: Uint8Array, offset: number): number {
    const { header } = this;
    if (header.length === 0 && bytes.length - offset >= MAX_HEADER_LENGTH) {
      this.enterFrame(bytes, offset);
      return headerLengthFor(bytes[offset + 1]!);
    }
    const taken = header.fill(bytes, offset);
    if (header.whole) {
      this.enterFrame(header.bytes, 0);
      header.length = 0;
    }
    return taken;
  }

  private enterFrame(bytes: Uint8Array, offset: number): void {
    const first = bytes[offset]!;
    const opcode = first & 0x0f;
    if (opcode === OPCODE.close) this.closed = true;
    if ((first & 0x40) !== 0) this.compressed = true;
    if (!isControl(opcode)) this.inMessage = (first & 0x80) === 0;
    this.left = this.payloadLength = readPayloadLength(bytes, offset);
  }
}
