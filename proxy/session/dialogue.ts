// What the data messages of one connection have to do with others, in the order in which they are whole: which answers
// which, by what those who read them say, and where units of a protocol go on from one message into the next. Who waits for
// an answer may be shared with other connections (correlators.ts); units never are.

import type { Seq } from '../contract/ids.ts';
import type { ConnectionDetail, Side } from '../contract/model.ts';
import { type Framer, NO_BYTES } from '../formats/decoders/decoder.ts';
import { MAX_PAYLOAD } from '../formats/decoders/decodable.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import type { Message } from '../protocol/observer.ts';
import type { MessageRows } from '../store/message-rows.ts';
import type { Answered, Asker, Correlator } from './correlator.ts';

/** What a message is to those before it. */
export interface Place {
  readonly answered: Answered | null;
  readonly carried: number;
}

/** Bytes; what began longer ago asks and answers nothing. */
const MOST_BEGUN = 64 * 1024;
/** Bytes that say whom a large message asks or answers: one more than decoders read in whole, so that they know. */
const BEGINNING = MAX_PAYLOAD + 1;
/** Bytes of a message in which it is looked where units end. */
const MOST_FRAMED = 16 * 1024 * 1024;

/** A unit of one side that is not whole yet: its bytes; null where they are too many. */
type Begun = Record<Side, Uint8Array | null>;

const nothingBegun = (): Begun => ({ client: NO_BYTES, server: NO_BYTES });

/** What must be known of a message. */
export type Said = Pick<Message, 'seq' | 'from' | 'opcode' | 'at' | 'length' | 'skipped'>;

export class Dialogue {
  readonly #current: () => Decoders;
  readonly #correlator: Correlator;
  readonly #stored: Pick<MessageRows, 'parted'>;
  /** Who recognised the connection when it was looked who reads it; undefined: not yet. */
  #recognised: string | null | undefined;
  #asks = false;
  #framers: Record<Side, Framer | null> | null = null;
  #begun = nothingBegun();
  #doubtful = false;

  constructor(decoders: () => Decoders, correlator: Correlator, stored: Pick<MessageRows, 'parted'>) {
    this.#current = decoders;
    this.#correlator = correlator;
    this.#stored = stored;
  }

  /** @param payload all of it; null where it lies in parts, or is not whole */
  take(connection: ConnectionDetail, message: Said, payload: Uint8Array | null): Place {
    if (connection.decoder !== this.#recognised) this.#meet(connection);
    const whole = payload ?? this.#fetch(message);
    const begun = this.#begun[message.from];
    const carried = this.#carried(connection, message.from, whole);
    const before = carried === 0 ? NO_BYTES : begun;
    return { answered: whole && before && this.#answered(connection, message, whole, before), carried };
  }

  /** As much as is looked at; null where that is nothing, or not all of it is stored. */
  #fetch({ seq, length, skipped }: Said): Uint8Array | null {
    if (skipped > 0 || !(this.#framers || this.#asks)) return null;
    const wanted = this.#framers ? length : Math.min(length, BEGINNING);
    if (wanted > MOST_FRAMED) return null;
    const payload = this.#stored.parted(seq as Seq, wanted);
    return payload.length === wanted ? payload : null;
  }

  /** Who reads it could not be asked of everything: some of it may be paired otherwise. */
  get doubtful(): boolean {
    return this.#doubtful;
  }

  /** Those that asked before `at` and wait; each is told once. */
  takeOverdue(at: number): readonly Asker[] {
    return this.#doubtful ? [] : this.#correlator.takeOverdue(at);
  }

  /** Something was not seen. */
  forget(): void {
    this.#correlator.forget();
    this.#recognised = undefined;
  }

  #meet(connection: ConnectionDetail): void {
    const decoders = this.#current();
    this.#recognised = connection.decoder;
    this.#asks = decoders.hasTurns(connection);
    this.#begun = nothingBegun();
    const client = decoders.framer(connection, 'client');
    const server = decoders.framer(connection, 'server');
    this.#framers = client || server ? { client, server } : null;
  }

  #answered(
    connection: ConnectionDetail,
    message: Said,
    payload: Uint8Array,
    before: Uint8Array,
  ): Answered | null {
    if (!this.#asks) return null;
    const { from, opcode, at } = message;
    const turns = this.#current().turns(connection, { from, opcode, payload, before });
    this.#doubtful ||= turns === null;
    if (turns === null || turns.length === 0) return null;
    return this.#correlator.take({ connection: connection.id, seq: message.seq as Seq, from, at }, turns);
  }

  #carried(connection: ConnectionDetail, from: Side, payload: Uint8Array | null): number {
    if (!this.#framers) return 0;
    if (payload === null) {
      this.#meet(connection); // how it ends is not known: the next one is taken to begin with a unit
      return 0;
    }
    const framer = this.#framers[from];
    if (!framer) return 0;
    const carried = framer.take(payload);
    this.#begun[from] = begunBy(this.#begun[from], payload, framer.open);
    return carried;
  }
}

/** The last `open` bytes of both; a copy, as the payload is lent. */
function begunBy(before: Uint8Array | null, payload: Uint8Array, open: number): Uint8Array | null {
  if (open === 0) return NO_BYTES;
  if (open > MOST_BEGUN) return null;
  if (open <= payload.length) return payload.slice(payload.length - open);
  if (before === null) return null;
  const begun = new Uint8Array(open);
  begun.set(before.subarray(before.length - (open - payload.length)));
  begun.set(payload, open - payload.length);
  return begun;
}
