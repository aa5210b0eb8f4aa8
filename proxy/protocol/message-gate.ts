// One direction of a connection, message by message: each is shown to a judge before it goes on, and is forwarded
// verbatim, held, dropped or replaced. Pings and pongs overtake what is held, Close does not (RFC 6455 §5.4, §5.5).
//
// Once a compressed message was stopped whose window the next ones refer to (RFC 7692 §7.1.1), the receiver's window
// is not the sender's any more: from there on compressed messages go on uncompressed, which is always legal (§6).
// Sans-IO. A change that cannot be made is refused, and never guessed at.

import { FrameSplitter } from './frame-splitter.ts';
import { type FrameHeader, OPCODE, formatFrame, isControl } from './frame.ts';
import { startsData } from './frame-rules.ts';
import { FORWARD, GatedMessage, type PayloadCoding, type Sealed, type Verdict } from './gated-message.ts';
import { unmask } from './mask.ts';
import { Pieces } from './pieces.ts';

/** What became of the data messages of one side; `message` counts them from the gate's first, which is 0. */
export type GateNotice =
  /** The next message is number 0. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'dropped' | 'replaced'; readonly message: number }
  /** The receiver was gone before it could go on. */
  | { readonly kind: 'discarded'; readonly message: number }
  /** It went on as it was, for it could not be changed. */
  | { readonly kind: 'refused'; readonly message: number; readonly why: Sealed }
  /** After this one, compressed messages go on uncompressed. */
  | { readonly kind: 'reencoding'; readonly message: number }
  /** It could not be re-encoded: the receiver was sent a Close frame, and nothing from this message on. */
  | { readonly kind: 'failed'; readonly message: number | null };

/** Asked once a message, when it is whole or takes all the memory there is. `hold`: `settle` will tell. */
export type Judge = (message: GatedMessage) => Verdict | 'hold';

export interface MessageGateOptions {
  readonly coding: PayloadCoding;
  /** Bytes held from which on no more are wanted. */
  readonly budget: number;
  /** For a frame of ours: fresh and unpredictable towards the server (RFC 6455 §5.3), null towards the client. */
  readonly maskingKey: () => Uint8Array | null;
  /** Puts bytes on the wire; `ours`: one whole frame that was never received. */
  readonly write: (bytes: Uint8Array, ours: boolean) => void;
  readonly notice: (notice: GateNotice) => void;
}

/** Inflated bytes of one message that are kept; one that grows beyond cannot be read. */
const MAX_INFLATED = 32 * 1024 * 1024;

/** Bytes taken at once: they inflate to about 16 MiB at most, which then go on, or are known to be too many. */
const SLICE = 16 * 1024;

const MAX_CONTROL_PAYLOAD = 125;

/** RFC 6455 §7.4.1: 1007, data that does not fit its type. */
const INVALID_DATA = Uint8Array.of(0x03, 0xef);

export class MessageGate {
  private readonly options: MessageGateOptions;
  private readonly splitter = new FrameSplitter();
  private coding: PayloadCoding;
  private judge: Judge | null = null;
  /** What has not gone on, in the order in which it came; the last may still be arriving. */
  private queue: GatedMessage[] = [];
  private count = 0;
  /** The data message whose FIN has not come. */
  private open: GatedMessage | null = null;
  /** Of the current frame: its header, whose it is (null: it overtakes), and payload bytes seen. */
  private header: FrameHeader | null = null;
  private current: GatedMessage | null = null;
  private position = 0;
  private readonly control = new Pieces();
  private closed = false;
  private reencoding = false;
  /** Nothing goes on any more. */
  private over = false;

  constructor(options: MessageGateOptions) {
    this.options = options;
    this.coding = options.coding;
  }

  /** As much is held as may be. */
  get full(): boolean {
    return this.queue.reduce((sum, message) => sum + message.size, 0) >= this.options.budget;
  }

  /** Nobody judges, and all that comes goes on as it is: the gate may be taken away. */
  get idle(): boolean {
    return (
      this.judge === null && !this.reencoding && !this.over && !this.queue.some(({ stopped }) => stopped)
    );
  }

  /** Null: what is held is let go, and nothing is asked any more. */
  setJudge(judge: Judge | null): void {
    this.judge = judge;
    if (judge === null) this.letGo();
  }

  /** The next bytes of the stream. */
  push(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length; offset += SLICE) {
      this.splitter.push(bytes.subarray(offset, offset + SLICE), this);
    }
  }

  /** Decides about a held message; `over` when that has happened already, or the direction is. */
  settle(message: GatedMessage, verdict: Verdict): 'settled' | 'over' | Sealed {
    if (this.over || message.verdict !== null) return 'over';
    const refusal = this.refusalOf(message, verdict);
    if (refusal !== null) return refusal;
    message.verdict = verdict;
    this.drain();
    return 'settled';
  }

  /** Taken away while it is idle: the bytes that come next follow at once. */
  leave(): void {
    this.writeRest();
    this.close();
  }

  /** The stream ended. What is held goes on if it can, for the bytes were sent; else it is said what did not. */
  end(writable: boolean): void {
    if (!this.over && writable) {
      this.abandonOpen();
      this.letGo();
    }
    for (const { number, begun } of this.queue) {
      if (number !== null && !begun) this.options.notice({ kind: 'discarded', message: number });
    }
    if (!this.over && writable) this.writeRest();
    this.close();
  }

  /** A part of a frame that is no message's yet. */
  private writeRest(): void {
    for (const bytes of [this.control.take(), this.splitter.partialHeader]) {
      if (bytes.length > 0) this.options.write(bytes.slice(), false);
    }
  }

  frame(header: FrameHeader, bytes: Uint8Array): void {
    if (this.over) return;
    this.header = header;
    this.position = 0;
    this.current = overtakes(header) && !this.closed ? null : this.messageOf(header);
    if (header.opcode === OPCODE.close) this.closed = true;
    if (!this.current) this.control.add(bytes);
    else if (!this.current.stopped) this.current.raw.add(bytes);
    if (header.payloadLength === Infinity) this.current?.letGoUnjudged();
  }

  payload(bytes: Uint8Array, last: boolean): void {
    const { current: message, header } = this;
    if (this.over) return;
    if (!message) return this.overtake(bytes, last);
    if (!message.stopped) message.raw.add(bytes);
    const fin = last && (header!.fin || message.number === null);
    if (message.number !== null) this.read(message, bytes, fin);
    this.position += bytes.length;
    if (fin) this.finish(message);
    if (!message.judged && (fin || message.size >= this.options.budget)) this.ask(message);
    this.drain();
  }

  /** Whole only: between two pieces of it a message may be let go. */
  private overtake(bytes: Uint8Array, last: boolean): void {
    this.control.add(bytes);
    if (last) this.options.write(this.control.take(), false);
  }

  /** The message that a frame begins or continues. A frame out of place keeps its place, and is nobody's to judge. */
  private messageOf(header: FrameHeader): GatedMessage {
    const { opcode, rsv1 } = header;
    const continues = !this.closed && opcode === OPCODE.continuation;
    if (continues && this.open) return this.open;
    this.abandonOpen();
    const inPlace = !this.closed && !isControl(opcode) && startsData(header);
    const compressed = inPlace && rsv1 && this.coding.kind !== 'plain';
    const message = new GatedMessage(inPlace ? this.count++ : null, opcode, compressed);
    if (inPlace) this.open = message;
    if (!inPlace || this.judge === null) message.letGo();
    this.queue.push(message);
    return message;
  }

  /** Its last frame will not come, or not be found. */
  private abandonOpen(): void {
    const { open, coding } = this;
    if (!open) return;
    this.open = null;
    open.ended = true;
    open.letGoUnjudged();
    if (open.compressed && coding.kind === 'deflate' && coding.takeover) this.loseContext();
    this.drain();
  }

  private finish(message: GatedMessage): void {
    message.ended = true;
    message.whole = true;
    if (this.open === message) this.open = null;
  }

  /** The inflater sees every compressed message, whatever is decided. */
  private read(message: GatedMessage, bytes: Uint8Array, fin: boolean): void {
    const { coding } = this;
    const sealed = coding.kind === 'sealed' && (coding.what === 'all' || message.compressed);
    message.unreadable ||= sealed;
    if (message.unreadable) return;
    const plain = Uint8Array.from(bytes); // `slice` of a Buffer is no copy
    unmask(plain, 0, plain.length, this.header!.maskingKey, this.position);
    if (message.compressed) this.inflate(message, plain, fin);
    else if (!message.judged) message.content.add(plain);
  }

  private inflate(message: GatedMessage, bytes: Uint8Array, fin: boolean): void {
    const { coding } = this;
    if (coding.kind !== 'deflate') return;
    const kept = !message.judged || (coding.takeover && !message.stopped);
    const result = coding.inflater.inflate(bytes, fin, (piece) => {
      if (kept) message.content.add(piece);
      return message.content.length <= MAX_INFLATED;
    });
    if (result === 'inflated') return;
    message.unreadable = true;
    message.content.clear();
    if (coding.inflater.lost) this.loseContext();
  }

  private loseContext(): void {
    this.coding = { kind: 'sealed', what: 'compressed', why: 'context-lost' };
  }

  private ask(message: GatedMessage): void {
    message.judged = true;
    const verdict = this.judge?.(message) ?? FORWARD;
    if (verdict === 'hold' || message.verdict !== null) return;
    const why = this.refusalOf(message, verdict);
    if (why !== null) this.options.notice({ kind: 'refused', message: message.number!, why });
    message.verdict = why === null ? verdict : FORWARD;
  }

  private refusalOf(message: GatedMessage, verdict: Verdict): Sealed | null {
    const { coding } = this;
    if (verdict.kind === 'forward' || coding.kind !== 'sealed') return null;
    return coding.what === 'all' || message.compressed ? coding.why : null;
  }

  private letGo(): void {
    for (const message of this.queue) message.letGo();
    this.drain();
  }

  /** Sends on what may go on, up to the first that is held or has more to come. */
  private drain(): void {
    for (let [head] = this.queue; head && head.verdict !== null; [head] = this.queue) {
      this.send(head, head.verdict);
      if (this.over || !head.ended) return;
      this.queue.shift();
    }
  }

  private send(message: GatedMessage, verdict: Verdict): void {
    if (verdict.kind !== 'forward') this.stop(message, verdict);
    else if (message.compressed && this.reencoding) this.sendPlain(message);
    else this.sendRaw(message);
    message.clear();
  }

  private sendRaw(message: GatedMessage): void {
    if (message.raw.length === 0) return;
    message.begun = true;
    this.options.write(message.raw.take(), false);
  }

  private stop(message: GatedMessage, verdict: Exclude<Verdict, { kind: 'forward' }>): void {
    if (message.begun) return;
    message.begun = true;
    const number = message.number!;
    this.options.notice({ kind: verdict.kind === 'drop' ? 'dropped' : 'replaced', message: number });
    if (verdict.kind === 'replace') this.options.write(this.format(verdict.opcode, verdict.payload), true);
    const { coding } = this.options; // whatever was lost since
    if (this.reencoding || !message.compressed || coding.kind !== 'deflate' || !coding.takeover) return;
    this.reencoding = true;
    this.options.notice({ kind: 'reencoding', message: number });
  }

  /** One frame; of a message that is still arriving, what there is as a fragment. */
  private sendPlain(message: GatedMessage): void {
    if (message.unreadable) return this.fail(message);
    if (message.content.length === 0 && !message.whole) return;
    const opcode = message.begun ? OPCODE.continuation : message.opcode;
    this.options.write(this.format(opcode, message.content.take(), message.whole), false);
    message.begun = true;
  }

  /** RFC 6455 §7.1.7: better an end with a reason than text that nobody sent. */
  private fail({ number }: GatedMessage): void {
    this.options.notice({ kind: 'failed', message: number });
    this.options.write(this.format(OPCODE.close, INVALID_DATA), true);
    this.close();
  }

  private format(opcode: number, payload: Uint8Array, fin = true): Uint8Array {
    return formatFrame({ opcode, payload, fin, maskingKey: this.options.maskingKey() });
  }

  private close(): void {
    this.over = true;
    this.queue = [];
    if (this.options.coding.kind === 'deflate') this.options.coding.inflater.close();
  }
}

/** A control frame that may pass what is held; one that breaks §5.5 keeps its place. */
function overtakes({ opcode, payloadLength }: FrameHeader): boolean {
  return isControl(opcode) && opcode !== OPCODE.close && payloadLength <= MAX_CONTROL_PAYLOAD;
}
