// What is remembered of the messages of one connection, so that findings need not read them again: sums, extremes and
// times, in bounded memory. It is told of every message as it is stored, so it looks at no payload.

import type { Seq } from '../contract/ids.ts';
import type { MessageFacts, Side } from '../contract/model.ts';
import { OPCODE, isControl } from '../protocol/frame.ts';
import type { Rule } from '../protocol/violation.ts';
import { Rhythm } from './rhythm.ts';

/** What must be known of a message. */
export interface SeenMessage extends Omit<MessageFacts, 'connection' | 'dropped' | 'answers' | 'carried'> {
  readonly endedAt: number;
  /** Of its frame headers. */
  readonly headers: { readonly length: number };
}

/** A text of this many bytes is worth compressing: many libraries begin here. */
export const WORTH_DEFLATING = 1024;
/** Milliseconds after which proxies commonly close what says nothing (nginx, AWS ALB). */
export const COMMON_TIMEOUT = 60_000;

export interface Beat {
  readonly seq: Seq;
  readonly at: number;
}

/** Sums over what one side said; data messages unless it says otherwise. */
export class SideFacts {
  messages = 0;
  /** Bytes, inflated. */
  payload = 0;
  wire = 0;
  /** Of all frames of data messages, with their masking keys. */
  headers = 0;
  texts = 0;
  textPayload = 0;
  /** Texts of `WORTH_DEFLATING` bytes and more, and those among them that were compressed. */
  longTexts = 0;
  longTextsDeflated = 0;
  deflated = 0;
  /** Of compressed messages: inflated, and as they were on the wire without headers. */
  deflatedPayload = 0;
  deflatedWire = 0;
  /** Bytes of the largest message, and which one it is. */
  largest = 0;
  largestSeq = 0 as Seq;
  /** Frames of the message that had most of them, and its bytes. */
  mostFrames = 0;
  mostFramesLength = 0;
  mostFramesSeq = 0 as Seq;
  /** Of any frame, also a control frame; 0: it has said nothing. */
  lastAt = 0;
  lastSeq = 0 as Seq;
  firstPing: Seq | null = null;
  pings: Rhythm | null = null;
  /** Its pings that the other side has answered. */
  pongs = 0;
  rttSum = 0;
  /** The oldest ping that nothing has answered since. */
  waiting: Beat | null = null;
  closeSeq: Seq | null = null;
}

export interface BrokenRule {
  count: number;
  readonly first: Seq;
}

export interface IdleGap {
  /** Milliseconds in which neither side said anything. */
  readonly length: number;
  /** The message that ended it. */
  readonly after: Seq;
}

/** Messages that ask and had no answer in time. */
export class Unanswered {
  count = 0;
  first: Seq | null = null;

  add(seq: Seq): void {
    this.count += 1;
    this.first ??= seq;
  }
}

export class ConnectionFacts {
  readonly client = new SideFacts();
  readonly server = new SideFacts();
  readonly rules = new Map<Rule, BrokenRule>();
  /** As far as it was seen when it was so. */
  readonly unanswered = new Unanswered();
  /** Of either side; 0 before the first message. */
  lastAt = 0;
  lastSeq = 0 as Seq;
  longestIdle: IdleGap | null = null;
  /** Times that nobody said anything for longer than `COMMON_TIMEOUT`. */
  idleGaps = 0;

  take(message: SeenMessage): void {
    const { from, at, endedAt, seq, opcode } = message;
    const side = from === 'client' ? this.client : this.server;
    this.#pass(at, seq);
    this.lastAt = Math.max(this.lastAt, endedAt);
    this.lastSeq = seq;
    if (message.injected) return; // its peer said nothing
    side.lastAt = Math.max(side.lastAt, endedAt);
    side.lastSeq = seq;
    if (message.violations.length > 0) this.#break(message);
    if (isControl(opcode)) this.#control(message, side);
    else addData(side, message);
  }

  /** A message asked, and should have been answered by now. */
  miss(seq: Seq): void {
    this.unanswered.add(seq);
  }

  /** It is to be found otherwise which messages those are. */
  forgetUnanswered(): void {
    this.unanswered.count = 0;
    this.unanswered.first = null;
  }

  /** Something was not kept: what waits may have been answered, and silence means nothing. */
  interrupt(at: number): void {
    this.lastAt = Math.max(this.lastAt, at);
    for (const side of [this.client, this.server]) {
      side.lastAt = Math.max(side.lastAt, at);
      side.waiting = null;
      side.pings?.interrupt();
    }
  }

  #pass(at: number, seq: Seq): void {
    const idle = this.lastAt === 0 ? 0 : at - this.lastAt;
    if (idle > COMMON_TIMEOUT) this.idleGaps += 1;
    if (idle > (this.longestIdle?.length ?? COMMON_TIMEOUT)) this.longestIdle = { length: idle, after: seq };
  }

  #break({ violations, seq }: SeenMessage): void {
    for (const { rule } of violations) {
      const known = this.rules.get(rule);
      if (known) known.count += 1;
      else this.rules.set(rule, { count: 1, first: seq });
    }
  }

  #control({ opcode, at, seq, from, rtt }: SeenMessage, side: SideFacts): void {
    if (opcode === OPCODE.ping) {
      side.pings ??= new Rhythm();
      side.pings.add(at);
      side.firstPing ??= seq;
      side.waiting ??= { seq, at };
    } else if (opcode === OPCODE.pong) this.#answer(otherSide(from), rtt);
    else if (opcode === OPCODE.close) side.closeSeq ??= seq;
  }

  /** A pong without a ping of its own says at least that somebody is there. */
  #answer(asked: Side, rtt: number | null): void {
    const side = this[asked];
    side.waiting = null;
    if (rtt === null) return;
    side.pongs += 1;
    side.rttSum += rtt;
  }
}

export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

function addData(side: SideFacts, message: SeenMessage): void {
  const { length, wireLength, headers, frames, opcode, seq } = message;
  side.messages += 1;
  side.payload += length;
  side.wire += wireLength;
  side.headers += headers.length;
  if (opcode === OPCODE.text) addText(side, message);
  if (message.compressed) {
    side.deflated += 1;
    side.deflatedPayload += length;
    side.deflatedWire += wireLength - headers.length;
  }
  if (length > side.largest) {
    side.largest = length;
    side.largestSeq = seq;
  }
  if (frames > side.mostFrames) {
    side.mostFrames = frames;
    side.mostFramesLength = length;
    side.mostFramesSeq = seq;
  }
}

function addText(side: SideFacts, { length, compressed }: SeenMessage): void {
  side.texts += 1;
  side.textPayload += length;
  if (length < WORTH_DEFLATING) return;
  side.longTexts += 1;
  if (compressed) side.longTextsDeflated += 1;
}
