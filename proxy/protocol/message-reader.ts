// One open message of one direction: collects its headers, inflates, checks and hands over its payload.
// RFC 6455 §5.6, §8.1; RFC 7692 §7.2.2. It gets payload unmasked and knows nothing of frame headers' meaning.

import { parseClosePayload } from './close.ts';
import { OPCODE } from './frame.ts';
import type { Inflater } from './inflater.ts';
import { type Message, type MessageSink, flag, sortViolations } from './message.ts';
import { PartBuffer } from './part-buffer.ts';
import { createUtf8Checker } from './utf8.ts';

export interface ObserverLimits {
  /** Inflated bytes of one message that are delivered; 16 MiB. */
  readonly inflated: number;
  /** Payload bytes handed over at once, and held back at most; 256 KiB. */
  readonly partSize: number;
}

const MAX_HEADERS = 64 * 1024; // bytes kept of one message's frame headers

/** Inflated bytes of one message that are thrown away before it is no longer inflated at all. */
const MAX_DISCARDED = 256 * 1024 * 1024;

const NO_BYTES = new Uint8Array(0);

type PayloadMode = 'as-is' | 'inflate' | 'drop'; // the rest cannot be read, and what came before was: it must not follow

export class MessageReader {
  message: Message | null = null;
  private readonly sink: MessageSink;
  private readonly inflater: Inflater | null;
  private readonly limits: ObserverLimits;
  private readonly part: PartBuffer;
  private readonly utf8 = createUtf8Checker();
  private checksText = false;
  private mode: PayloadMode = 'as-is';
  private fed = false;
  /** Bytes of the message are missing. */
  private lossy = false;
  private headers: Uint8Array = NO_BYTES;
  private headersFull = false;

  constructor(sink: MessageSink, inflater: Inflater | null, limits: ObserverLimits) {
    this.sink = sink;
    this.inflater = inflater;
    this.limits = limits;
    this.part = new PartBuffer(limits.partSize);
  }

  begin(message: Message): void {
    this.message = message;
    this.mode = message.compressed ? 'inflate' : 'as-is';
    this.checksText = message.opcode === OPCODE.text;
    this.fed = false;
    this.lossy = false;
    this.headers = NO_BYTES;
    this.headersFull = false;
    this.utf8.reset();
    if (message.compressed && this.inflater?.lost) this.keepRaw('context-lost');
  }

  /** One more frame of it: the bytes of its header, which are copied. */
  addHeader(bytes: Uint8Array, offset: number, length: number): void {
    const message = this.message!;
    message.wireLength += length;
    const used = message.headers.length;
    this.headersFull ||= used + length > MAX_HEADERS;
    if (this.headersFull) return;
    this.reserveHeaders(used, length);
    for (let i = 0; i < length; i++) this.headers[used + i] = bytes[offset + i]!;
    const whole = used + length === this.headers.length;
    message.headers = whole ? this.headers : this.headers.subarray(0, used + length);
  }

  /** What it carries is coded by an extension that nobody here knows: it need not look like text. */
  leaveUnchecked(): void {
    this.checksText = false;
  }

  /** The first header gets just its room: nearly every message has one. */
  private reserveHeaders(used: number, length: number): void {
    if (used + length <= this.headers.length) return;
    const grown = new Uint8Array(used === 0 ? length : Math.max(used * 2, used + length));
    grown.set(this.headers.subarray(0, used));
    this.headers = grown;
  }

  /** More payload, unmasked; `last` when the message ends with it. */
  push(bytes: Uint8Array, last: boolean): void {
    this.message!.wireLength += bytes.length;
    let offset = 0;
    while (this.part.length + bytes.length - offset > this.limits.partSize) {
      offset += this.part.fill(bytes, offset);
      if (this.part.full) this.consume(this.part.take(), false);
    }
    if (last && this.part.length === 0) return this.consume(bytes.subarray(offset), true);
    this.part.fill(bytes, offset);
    if (last) this.consume(this.part.take(), true);
  }

  /** Payload that is counted and not read. */
  skip(length: number): void {
    this.message!.wireLength += length;
    this.drop(length);
  }

  /** Payload that is not there. What is delivered of the message stays a beginning of it, without holes. */
  lose(length: number): void {
    this.flush();
    if (this.mode === 'inflate') this.inflater!.abandon();
    this.mode = 'drop';
    this.checksText = false;
    this.lossy = true;
    this.skip(length);
  }

  /** Hands over what is held back, and its memory: there may be thousands of slow messages at a time. */
  flush(): void {
    if (this.message && this.part.length > 0) this.consume(this.part.take(), false);
    this.part.release();
  }

  finish(at: number): void {
    const message = this.message!;
    message.complete = true;
    if (this.checksText && message.dropped === 0 && !this.utf8.complete) flag(message, 'invalid-utf8');
    this.leave(message, at);
  }

  /** The message ends before its last frame: the connection did, or another message began. */
  abandon(at: number): void {
    const { message } = this;
    if (!message) return;
    this.flush();
    if (this.mode === 'inflate' && this.fed) this.inflater?.inflate(NO_BYTES, true, () => true);
    this.leave(message, at);
  }

  private leave(message: Message, at: number): void {
    message.endedAt = at;
    sortViolations(message);
    this.message = null;
    this.part.release();
    this.sink.message(message);
  }

  private consume(bytes: Uint8Array, last: boolean): void {
    if (this.mode === 'inflate') this.inflate(bytes, last);
    else if (this.mode === 'drop') this.drop(bytes.length);
    else this.deliver(bytes, last);
  }

  private inflate(bytes: Uint8Array, last: boolean): void {
    if (bytes.length === 0 && !this.fed) return; // an empty message may come without its 0x00 (RFC 7692 §7.2.3.6)
    this.fed = true;
    const result = this.inflater!.inflate(bytes, last, this.deliverInflated);
    if (result === 'inflated') return;
    if (result === 'corrupt') this.keepRaw('corrupt-deflate');
    if (result === 'abandoned' || this.message!.length > 0) this.mode = 'drop';
    this.consume(bytes, last);
  }

  /** From here on the payload is what is on the wire. */
  private keepRaw(rule: 'corrupt-deflate' | 'context-lost'): void {
    flag(this.message!, rule);
    this.mode = 'as-is';
    this.checksText = false;
  }

  private readonly deliverInflated = (piece: Uint8Array): boolean => {
    const message = this.message!;
    const room = this.limits.inflated - (message.length - message.dropped);
    if (room > 0) this.deliver(piece.subarray(0, room), false);
    if (piece.length > room) this.drop(piece.length - room);
    return message.dropped <= MAX_DISCARDED;
  };

  private deliver(bytes: Uint8Array, last: boolean): void {
    const message = this.message!;
    if (message.opcode === OPCODE.close && last && message.length === 0) readClose(message, bytes);
    if (bytes.length === 0) return;
    message.length += bytes.length;
    if (this.checksText && !this.utf8.push(bytes)) flag(message, 'invalid-utf8');
    this.sink.payload(message, bytes);
  }

  private drop(length: number): void {
    this.message!.length += length;
    this.message!.dropped += length;
    if (this.lossy) this.message!.skipped += length;
  }
}

function readClose(message: Message, payload: Uint8Array): void {
  const { code, reason, broken } = parseClosePayload(payload);
  message.closeCode = code;
  message.closeReason = reason;
  for (const rule of broken) flag(message, rule);
}
