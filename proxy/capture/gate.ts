// A gate in one direction of a relay: what a guard says about each message, brought to the wire (message-gate.ts).
// It brings what that has not: the inflater, the past of a connection that it joins late, chance, and words for a
// refusal. Breakpoints and rules are guards; the gate knows neither.

import { randomBytes } from 'node:crypto';
import { FramescopeError } from '../contract/errors.ts';
import type { Side } from '../contract/model.ts';
import type { DeflateSide, Negotiation } from '../protocol/deflate.ts';
import type { GatedMessage, PayloadCoding, Sealed, Verdict } from '../protocol/gated-message.ts';
import { type GateNotice, MessageGate } from '../protocol/message-gate.ts';
import { primerFor } from '../protocol/window-primer.ts';
import { createInflater } from './inflate.ts';

/** Decides what becomes of the messages of one side. */
export interface Guard {
  /** Asked once a message, in order. After `hold` the message waits for its `settle`, and all others behind it. */
  judge(message: HeldMessage): Verdict | 'hold';
  /**
   * The newest 32 KiB that the compressed messages relayed from this side up to now inflate to; null when they are
   * not known. Asked at most once, of a guard that comes late to a connection whose windows are kept; traffic waits.
   */
  history(): Promise<Uint8Array | null>;
}

export interface HeldMessage {
  /** As in the notices about it. */
  readonly number: number;
  readonly opcode: number;
  /** Unmasked and inflated; null when it cannot be read, and so not changed either. */
  readonly payload: Uint8Array | null;
  /** False for one that is too large to be held: `payload` is its beginning. A verdict is for all of it. */
  readonly whole: boolean;
  /** Fails with UNSUPPORTED when it can only be forwarded, with NOT_OPEN when it is not held any more. */
  settle(verdict: Verdict): void;
}

export interface GatedWay {
  agreed(): Negotiation;
  write(bytes: Uint8Array, ours: boolean): void;
  notice(notice: GateNotice): void;
  /** There is room again. */
  resume(): void;
}

/** Memory held in one direction; beyond it the source is not read. */
const BUDGET = 4 * 1024 * 1024;

export class Gate {
  /** It has begun: everything goes through it. */
  stands = false;
  readonly #from: Side;
  readonly #way: GatedWay;
  #guard: Guard | null = null;
  /** Null before it stands, and while it asks for the past. */
  #messages: MessageGate | null = null;
  /** What came in meanwhile. */
  #backlog: Uint8Array[] = [];
  #pushing = false;

  constructor(from: Side, way: GatedWay) {
    this.#from = from;
    this.#way = way;
  }

  get full(): boolean {
    return this.#messages?.full ?? this.stands;
  }

  /** Nobody needs it: it can be taken away without a trace. */
  get idle(): boolean {
    if (this.#guard || this.#pushing) return false;
    return this.#messages?.idle ?? !this.stands;
  }

  setGuard(guard: Guard | null): void {
    this.#guard = guard;
    if (this.#messages) this.#change((messages) => messages.setJudge(guard && this.#judge));
    else if (this.stands && !guard) this.#start(NO_HISTORY);
  }

  /** Between two messages; `compressed`: some before were. */
  begin(compressed: boolean): void {
    this.stands = true;
    this.#way.notice({ kind: 'begun' });
    const agreed = this.#way.agreed();
    if (agreed.kind === 'none') return this.#start({ kind: 'plain' });
    if (agreed.kind === 'unknown')
      return this.#start({ kind: 'sealed', what: 'all', why: 'unknown-extension' });
    const side = agreed[this.#from];
    if (side.takeover && compressed) void this.#startLate(side);
    else this.#start(deflate(side, null));
  }

  /** Takes bytes of the source; false when it is to rest until `resume`. */
  push(chunk: Uint8Array): boolean {
    if (!this.#messages) {
      this.#backlog.push(chunk);
      return false;
    }
    this.#pushing = true;
    this.#messages.push(chunk);
    this.#pushing = false;
    return !this.#messages.full;
  }

  /** It is taken away, idle. */
  leave(): void {
    this.#messages?.leave();
  }

  /** Nothing more comes. */
  end(writable: boolean): void {
    if (!this.stands) return;
    if (!this.#messages) {
      this.#guard = writable ? null : HOLDING;
      this.#start(NO_HISTORY);
    }
    this.#messages?.end(writable);
  }

  async #startLate(side: DeflateSide): Promise<void> {
    const window = await this.#guard!.history().catch(() => null);
    if (this.#messages) return; // it could not wait
    this.#start(window ? deflate(side, window) : NO_HISTORY);
  }

  #start(coding: PayloadCoding): void {
    const { write, notice } = this.#way;
    const maskingKey = () => (this.#from === 'client' ? randomBytes(4) : null);
    const messages = new MessageGate({ coding, budget: BUDGET, maskingKey, write, notice });
    this.#messages = messages;
    messages.setJudge(this.#guard && this.#judge);
    const backlog = this.#backlog.splice(0);
    for (const chunk of backlog) this.push(chunk);
    if (backlog.length > 0 && !this.full) this.#way.resume();
  }

  readonly #judge = (message: GatedMessage): Verdict | 'hold' => {
    const { number, opcode, payload, whole } = message;
    const settle = (verdict: Verdict) => this.#settle(message, verdict);
    return this.#guard!.judge({ number: number!, opcode, payload, whole, settle });
  };

  #settle(message: GatedMessage, verdict: Verdict): void {
    const result = this.#change((messages) => messages.settle(message, verdict));
    if (result === 'over') throw notHeld();
    if (result !== 'settled') throw sealed(result);
  }

  #change<Result>(change: (messages: MessageGate) => Result): Result {
    const { full } = this;
    const result = change(this.#messages!);
    if (full && !this.full) this.#way.resume();
    return result;
  }
}

const NO_HISTORY: PayloadCoding = { kind: 'sealed', what: 'compressed', why: 'no-history' };

/** For what can go nowhere any more. */
const HOLDING: Guard = { judge: () => 'hold', history: async () => null };

/** `window`: what was inflated before, when there was something. */
function deflate(side: DeflateSide, window: Uint8Array | null): PayloadCoding {
  const inflater = createInflater(side);
  if (window) inflater.inflate(primerFor(window), true, () => true);
  return { kind: 'deflate', takeover: side.takeover, inflater };
}

function notHeld(): FramescopeError {
  return new FramescopeError(
    'NOT_OPEN',
    'This message is not held any more.',
    'It was decided before, or its connection is over.',
  );
}

const WHY: Readonly<Record<Sealed, string>> = {
  'unknown-extension': 'the connection uses an extension that Framescope does not know',
  'no-history': 'it is compressed, and what it refers back to was not recorded',
  'context-lost': 'it is compressed, and a message before it could not be inflated',
};

function sealed(why: Sealed): FramescopeError {
  return new FramescopeError(
    'UNSUPPORTED',
    `This message cannot be changed or dropped: ${WHY[why]}.`,
    'Forward it as it is, and put the guard in place before a new connection is made.',
  );
}
