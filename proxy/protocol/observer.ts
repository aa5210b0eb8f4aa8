// Bytes of one direction in, messages out: frames told apart, unmasked, joined (RFC 6455 §5), inflated (RFC 7692).
// Sans-IO: no socket, no clock. It never throws on bytes: a broken rule is a violation of the message, an
// impossible length ends the reading but not the counting. Memory is bounded for any input.

import { type FrameContext, checkFrame, hasReservedBit, startsData } from './frame-rules.ts';
import { type FrameHeader, OPCODE, isControl, parseFrameHeader } from './frame.ts';
import { HeaderBuffer } from './header-buffer.ts';
import type { Inflater } from './inflater.ts';
import { unmask } from './mask.ts';
import { MessageReader, type ObserverLimits } from './message-reader.ts';
import { type Message, type MessageSink, flag, startMessage } from './message.ts';
import type { Rule } from './violation.ts';

export type { Inflater } from './inflater.ts';
export type { Message, MessageSink } from './message.ts';
export type { ObserverLimits } from './message-reader.ts';

export interface ObserverOptions {
  readonly from: 'client' | 'server';
  readonly sink: MessageSink;
  /** Called when the first frame header of a message is complete. */
  readonly nextSeq: () => number;
  /** Null: no permessage-deflate negotiated. The observer closes it at the end. */
  readonly inflater: Inflater | null;
  /** An extension that we cannot decode was negotiated: reserved bits may mean anything and are not flagged. */
  readonly unknownExtension?: boolean;
  readonly limits?: Partial<ObserverLimits>;
}

export interface Observer {
  /** The next bytes of the stream and when they arrived (epoch milliseconds). They may be unmasked in place. */
  push(bytes: Uint8Array, at: number): void;
  /**
   * Bytes of the stream that are not there, and when they arrived. In a payload they are counted; anywhere else they
   * take what follows with them, for nobody knows where a frame begins: all of that is one unfinished message.
   */
  skip(length: number, at: number): void;
  /** Hands over what is held back of an unfinished data message, so that a slow one can be stored and shown. */
  flush(): void;
  /** The stream ended: whatever is open is finished as incomplete. Nothing may be pushed afterwards. */
  end(at: number): void;
  /** Started and not finished: at most one data and one control message. */
  readonly open: readonly Message[];
  /** Bytes pushed, and how many of them before the first message that is not finished. */
  readonly pushed: number;
  readonly boundary: number;
  /** An impossible length was announced, or a frame header is missing: the rest of the stream is counted, not read. */
  readonly broken: boolean;
}

export function createObserver(options: ObserverOptions): Observer {
  return new StreamObserver(options);
}

const LIMITS: ObserverLimits = { inflated: 16 * 1024 * 1024, partSize: 256 * 1024 };

class StreamObserver implements Observer, FrameContext {
  readonly from: 'client' | 'server';
  readonly deflate: boolean;
  readonly unknownExtension: boolean;
  inMessage = false;
  closed = false;
  pushed = 0;

  private readonly nextSeq: () => number;
  private readonly inflater: Inflater | null;
  private readonly data: MessageReader;
  private readonly control: MessageReader;

  private readonly header = new HeaderBuffer();
  /** When the first byte of `header` arrived. */
  private headerAt = 0;
  private frame: FrameHeader | null = null;
  private reader: MessageReader;
  /** Payload bytes of the current frame still to come, and already seen. */
  private left = 0;
  private position = 0;
  /** Bytes pushed before the newest frame, and before the open data message. */
  private frameStart = 0;
  private dataStart = 0;

  constructor(options: ObserverOptions) {
    const limits = { ...LIMITS, ...options.limits };
    this.from = options.from;
    this.nextSeq = options.nextSeq;
    this.inflater = options.inflater;
    this.deflate = options.inflater !== null;
    this.unknownExtension = options.unknownExtension ?? false;
    this.data = new MessageReader(options.sink, options.inflater, limits);
    this.control = new MessageReader(options.sink, null, limits);
    this.reader = this.data;
  }

  get broken(): boolean {
    return this.left === Infinity;
  }

  get open(): readonly Message[] {
    return [this.data.message, this.control.message].filter((message) => message !== null);
  }

  get boundary(): number {
    if (this.data.message) return this.dataStart;
    return this.frame || this.header.length > 0 ? this.frameStart : this.pushed;
  }

  push(bytes: Uint8Array, at: number): void {
    let offset = 0;
    while (offset < bytes.length) {
      const read = this.frame
        ? this.readPayload(this.frame, bytes, offset, at)
        : this.readHeader(bytes, offset, at);
      offset += read;
      this.pushed += read;
    }
  }

  skip(length: number, at: number): void {
    const inside = Math.min(this.left, length);
    if (this.frame && inside > 0) this.skipPayload(this.frame, inside, at);
    this.pushed += inside;
    if (length > inside) this.loseTrack(length - inside, at);
    this.pushed += length - inside;
  }

  flush(): void {
    this.data.flush();
  }

  end(at: number): void {
    if (this.header.length > 0) this.keepPartialHeader();
    if (this.frame && !this.broken) this.report('truncated-frame');
    this.control.abandon(at);
    this.data.abandon(at);
    this.inflater?.close();
  }

  /** Both readers return the number of bytes read. */
  private readHeader(bytes: Uint8Array, offset: number, at: number): number {
    const { header } = this;
    if (header.length === 0) this.frameStart = this.pushed;
    const frame = header.length === 0 ? parseFrameHeader(bytes, offset) : null;
    if (frame) {
      this.enterFrame(frame, bytes, offset, at, at);
      return frame.headerLength;
    }
    if (header.length === 0) this.headerAt = at;
    const read = header.fill(bytes, offset);
    if (header.whole) {
      header.length = 0;
      this.enterFrame(parseFrameHeader(header.bytes)!, header.bytes, 0, this.headerAt, at);
    }
    return read;
  }

  private readPayload(frame: FrameHeader, bytes: Uint8Array, offset: number, at: number): number {
    const length = Math.min(this.left, bytes.length - offset);
    this.reader.message!.endedAt = at;
    if (this.broken) {
      this.reader.skip(length);
      return length;
    }
    unmask(bytes, offset, offset + length, frame.maskingKey, this.position);
    this.position += length;
    this.left -= length;
    this.reader.push(bytes.subarray(offset, offset + length), this.left === 0 && endsMessage(frame));
    if (this.left === 0) this.leaveFrame(frame, at);
    return length;
  }

  private skipPayload(frame: FrameHeader, length: number, at: number): void {
    this.reader.message!.endedAt = at;
    this.reader.lose(length);
    this.position += length;
    this.left -= length;
    if (this.left === 0) this.leaveFrame(frame, at);
  }

  /** Part of the stream is missing where a header may have been. */
  private loseTrack(length: number, at: number): void {
    const { header, data } = this;
    if (!data.message) {
      this.dataStart = header.length > 0 ? this.frameStart : this.pushed;
      data.begin(startMessage({ seq: this.nextSeq(), from: this.from, opcode: 0, at, compressed: false }));
    }
    data.addHeader(header.bytes, 0, header.length);
    header.length = 0;
    this.reader = data;
    this.frame = NO_FRAME;
    this.left = Infinity;
    this.skipPayload(NO_FRAME, length, at);
  }

  /** `bytes` hold its header at `offset`; `headerAt` is when that began to arrive. */
  private enterFrame(
    frame: FrameHeader,
    bytes: Uint8Array,
    offset: number,
    headerAt: number,
    at: number,
  ): void {
    const control = isControl(frame.opcode);
    this.reader = control ? this.control : this.data;
    if (startsData(frame)) this.data.abandon(at);
    if (!this.reader.message) {
      this.reader.begin(this.startMessage(frame, headerAt));
      if (!control) this.dataStart = this.frameStart;
    }
    this.reader.message!.endedAt = at;
    this.reader.message!.frames++;
    this.reader.addHeader(bytes, offset, frame.headerLength);
    if (this.unknownExtension && hasReservedBit(frame)) this.reader.leaveUnchecked();
    checkFrame(frame, this, this.report);
    if (!control) this.inMessage = !frame.fin;
    this.frame = frame;
    this.left = frame.payloadLength;
    this.position = 0;
    if (this.left === 0) this.readPayload(frame, NO_BYTES, 0, at);
  }

  private startMessage(frame: FrameHeader, at: number): Message {
    const { opcode } = frame;
    const compressed = this.deflate && frame.rsv1 && (opcode === OPCODE.text || opcode === OPCODE.binary);
    return startMessage({ seq: this.nextSeq(), from: this.from, opcode, at, compressed });
  }

  private leaveFrame(frame: FrameHeader, at: number): void {
    this.frame = null;
    if (frame.opcode === OPCODE.close) this.closed = true;
    if (endsMessage(frame)) this.reader.finish(at);
  }

  /** The stream ended inside a header: what there is of it belongs to the open message, or is one of its own. */
  private keepPartialHeader(): void {
    const { bytes, length } = this.header;
    const opcode = bytes[0]! & 0x0f;
    this.reader = isControl(opcode) ? this.control : this.data;
    if (!this.reader.message) {
      const start = { seq: this.nextSeq(), from: this.from, opcode, at: this.headerAt, compressed: false };
      this.reader.begin(startMessage(start));
    }
    this.reader.addHeader(bytes, 0, length);
    this.report('truncated-frame');
  }

  private readonly report = (rule: Rule): void => flag(this.reader.message!, rule);
}

const NO_BYTES = new Uint8Array(0);

/** What follows when nobody knows where a frame begins. */
const NO_FRAME: FrameHeader = {
  fin: false,
  rsv1: false,
  rsv2: false,
  rsv3: false,
  opcode: OPCODE.continuation,
  masked: false,
  maskingKey: 0,
  payloadLength: Infinity,
  headerLength: 0,
};

/** A control frame is a message even without FIN: it cannot be continued (RFC 6455 §5.5). */
function endsMessage(frame: FrameHeader): boolean {
  return frame.fin || isControl(frame.opcode);
}
