// Where the events of an event stream begin and end (WHATWG HTML §9.2.5): bytes in, blocks out, each byte for byte as it
// was sent. What a block says is a decoder's to read. Sans-IO: it knows neither HTTP nor a content coding.

const MEDIA_TYPE = /^text\/event-stream\s*(?:;|$)/i;

/** @param contentType value of the answer's Content-Type; null: it has none */
export function isEventStream(contentType: string | null): boolean {
  return MEDIA_TYPE.test(contentType ?? '');
}

export interface EventBlock {
  /** An event with the empty line that ends it, or one comment line outside of any. */
  readonly bytes: Uint8Array;
  /** Bytes of the stream up to its end. */
  readonly end: number;
  /** Epoch milliseconds of its first byte. */
  readonly at: number;
  /** False: the stream ended inside it, so that no client dispatches it. */
  readonly whole: boolean;
}

export interface EventSplitter {
  push(bytes: Uint8Array, at: number): void;
  /** The stream ended: what is open is handed out as it is. */
  end(): void;
}

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const FIRST_SIZE = 512;

/** The bytes of a block are only valid during the call. */
export function createEventSplitter(emit: (block: EventBlock) => void): EventSplitter {
  return new Splitter(emit);
}

class Splitter implements EventSplitter {
  private readonly emit: (block: EventBlock) => void;
  private held = new Uint8Array(FIRST_SIZE);
  private length = 0;
  private at = 0;
  /** Bytes of the stream so far. */
  private position = 0;
  /** Where the open line begins in what is held. */
  private lineStart = 0;
  /** A CR was the last byte: with an LF behind it, both are one line end. */
  private pendingCr = false;
  /** A CR without an LF was seen: such a stream's lines end at once. */
  private bareCr = false;
  private hasField = false;

  constructor(emit: (block: EventBlock) => void) {
    this.emit = emit;
  }

  push(bytes: Uint8Array, at: number): void {
    for (const byte of bytes) {
      this.settleCr(byte);
      this.keep(byte, at);
      if (byte === LF) this.endLine();
      else if (byte === CR && this.bareCr) this.endLine();
      else if (byte === CR) this.pendingCr = true;
    }
  }

  end(): void {
    if (this.pendingCr) this.endLine();
    if (this.length > 0) this.handOut(false);
  }

  /** What comes behind a CR decides whether the line ended with it. */
  private settleCr(byte: number): void {
    if (!this.pendingCr) return;
    this.pendingCr = false;
    if (byte === LF) return;
    this.bareCr = true;
    this.endLine();
  }

  private keep(byte: number, at: number): void {
    this.position += 1;
    if (this.position <= 3 && this.isMark(byte)) return;
    if (this.length === 0) this.at = at;
    if (this.length === this.held.length) this.grow();
    this.held[this.length++] = byte;
  }

  /** A byte order mark before the first event is no part of it. */
  private isMark(byte: number): boolean {
    return this.length === 0 && byte === BYTE_ORDER_MARK[this.position - 1];
  }

  private grow(): void {
    const larger = new Uint8Array(this.held.length * 2);
    larger.set(this.held);
    this.held = larger;
  }

  private endLine(): void {
    const first = this.held[this.lineStart];
    const empty = this.length === 0 || first === LF || first === CR;
    const comment = !empty && first === COLON;
    if (!empty && !comment) this.hasField = true;
    this.lineStart = this.length;
    if (empty ? this.hasField : comment && !this.hasField) this.handOut(true);
    else if (empty) this.forget(); // an empty line between events says nothing
  }

  private handOut(whole: boolean): void {
    const { at, position: end } = this;
    this.emit({ bytes: this.held.subarray(0, this.length), end, at, whole });
    this.forget();
  }

  private forget(): void {
    this.length = this.lineStart = 0;
    this.hasField = false;
    if (this.held.length > 64 * FIRST_SIZE) this.held = new Uint8Array(FIRST_SIZE);
  }
}
