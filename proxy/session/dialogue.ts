// What the messages of one connection have to do with each other, as they are stored: which answers which (pings by their
// data, RFC 6455 §5.5.3; the rest by what the connection's decoder reads), and where units of its protocol go on from one
// message into the next.

import type { Seq } from '../contract/ids.ts';
import type { ConnectionDetail, Side } from '../contract/model.ts';
import { type Framer, NO_BYTES } from '../formats/decoders/decoder.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import { isControl } from '../protocol/frame.ts';
import type { Message } from '../protocol/observer.ts';
import { type Answered, Correlator } from './correlator.ts';
import { PingTimes } from './ping-times.ts';

/** What a message is to those before it. */
export interface Place {
  readonly answered: Answered | null;
  readonly carried: number;
}

const ALONE: Place = { answered: null, carried: 0 };

/** Bytes; what began longer ago asks and answers nothing. */
const MOST_BEGUN = 64 * 1024;

/** A unit of one side that is not whole yet: its bytes; null where they are too many. */
type Begun = Record<Side, Uint8Array | null>;

const nothingBegun = (): Begun => ({ client: NO_BYTES, server: NO_BYTES });

export class Dialogue {
  readonly #current: () => Decoders;
  #pings: PingTimes | null = null;
  #correlator: Correlator | null = null;
  #framers: Record<Side, Framer> | null = null;
  /** Whose framers those are. */
  #framed: string | null = null;
  #begun = nothingBegun();

  constructor(decoders: () => Decoders) {
    this.#current = decoders;
  }

  /** @param payload all of it; null where it is not at hand, or not whole */
  take(connection: ConnectionDetail, message: Message, payload: Uint8Array | null): Place {
    if (isControl(message.opcode)) {
      this.#pings ??= new PingTimes();
      return { answered: payload && this.#pings.take(message, payload), carried: 0 };
    }
    const { decoder } = connection;
    if (decoder === null) return ALONE;
    const begun = this.#begun[message.from];
    const carried = this.#carried(decoder, message.from, payload);
    const before = carried === 0 ? NO_BYTES : begun;
    return { answered: payload && before && this.#answered(connection, message, payload, before), carried };
  }

  takeOverdue(at: number): readonly Seq[] {
    return [...(this.#pings?.takeOverdue(at) ?? []), ...(this.#correlator?.takeOverdue(at) ?? [])];
  }

  /** Something was not seen. */
  forget(): void {
    this.#pings?.forget();
    this.#correlator?.forget();
    this.#framers = this.#framed = null;
    this.#begun = nothingBegun();
  }

  #answered(
    connection: ConnectionDetail,
    message: Message,
    payload: Uint8Array,
    before: Uint8Array,
  ): Answered | null {
    const decoders = this.#current();
    if (!decoders.hasTurns(connection.decoder)) return null;
    const { from, opcode, at } = message;
    const turns = decoders.turns(connection, { from, opcode, payload, before });
    if (turns.length === 0) return null;
    this.#correlator ??= new Correlator();
    return this.#correlator.take({ seq: message.seq as Seq, from, at }, turns);
  }

  #carried(decoder: string, from: Side, payload: Uint8Array | null): number {
    if (this.#framed !== decoder) this.#frame(decoder);
    if (!this.#framers) return 0;
    if (payload) {
      const carried = this.#framers[from].take(payload);
      this.#begun[from] = begunBy(this.#begun[from], payload, this.#framers[from].open);
      return carried;
    }
    this.#frame(decoder); // how it ends is not known: the next one is taken to begin with a unit
    return 0;
  }

  #frame(decoder: string): void {
    this.#framed = decoder;
    this.#begun = nothingBegun();
    const client = this.#current().framer(decoder);
    const server = this.#current().framer(decoder);
    this.#framers = client && server && { client, server };
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
