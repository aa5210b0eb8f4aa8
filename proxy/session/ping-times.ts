// How long each pong took, for one connection: a pong answers the most recent ping of the other side with the same
// application data (RFC 6455 §5.5.3). What came before that ping needs no answer any more. Bounded for any input.

import type { Seq } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import { OPCODE } from '../protocol/frame.ts';
import type { Answered } from './correlator.ts';

/** Pings of one side that may wait for their pong; the oldest are forgotten. */
const MOST_WAITING = 64;
/** A longer one breaks RFC 6455 §5.5, and is not kept. */
const MOST_BYTES = 125;

/** The ping that is answered. */
type Pong = Pick<Answered, 'to' | 'after'>;

interface WaitingPing {
  readonly seq: number;
  readonly at: number;
  readonly data: Uint8Array;
  /** It was told that its pong is overdue. */
  told: boolean;
}

/** What must be known of a message. */
interface TimedMessage {
  readonly seq: number;
  readonly from: Side;
  readonly opcode: number;
  /** Epoch milliseconds of its first byte. */
  readonly at: number;
  readonly complete: boolean;
}

export class PingTimes {
  readonly #waiting: Record<Side, WaitingPing[]> = { client: [], server: [] };

  /**
   * The ping that this pong answers; null for anything else, and for a pong that nobody asked for.
   * @param data application data; valid only during the call
   */
  take({ seq, from, opcode, at, complete }: TimedMessage, data: Uint8Array): Pong | null {
    if (!complete || data.length > MOST_BYTES) return null;
    if (opcode === OPCODE.ping) this.#wait(from, seq, at, data);
    return opcode === OPCODE.pong ? this.#answer(from === 'client' ? 'server' : 'client', at, data) : null;
  }

  /** Pings from before `at` that still wait; each is told once. */
  takeOverdue(at: number): readonly Seq[] {
    const overdue = [...this.#waiting.client, ...this.#waiting.server].filter(
      (ping) => !ping.told && ping.at < at,
    );
    for (const ping of overdue) ping.told = true;
    return overdue.map(({ seq }) => seq as Seq);
  }

  /** Something was not seen: what waits may have been answered. */
  forget(): void {
    this.#waiting.client = [];
    this.#waiting.server = [];
  }

  #wait(from: Side, seq: number, at: number, data: Uint8Array): void {
    const waiting = this.#waiting[from];
    waiting.push({ seq, at, data: data.slice(), told: false });
    if (waiting.length > MOST_WAITING) waiting.shift();
  }

  #answer(asked: Side, at: number, data: Uint8Array): Pong | null {
    const waiting = this.#waiting[asked];
    const place = waiting.findLastIndex((ping) => sameBytes(ping.data, data));
    if (place < 0) return null;
    const [ping] = waiting.splice(0, place + 1).slice(-1);
    if (ping === undefined) return null;
    return { to: ping.seq as Seq, after: Math.max(0, Math.round((at - ping.at) * 1000) / 1000) }; // as it is stored
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
