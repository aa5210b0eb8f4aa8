// What the messages of one connection have to do with each other, as they are stored: which answers which (pings by their
// data, RFC 6455 §5.5.3; the rest by what the connection's decoder reads), and where units of its protocol go on from one
// message into the next.

import type { Seq } from '../contract/ids.ts';
import type { ConnectionDetail, Side } from '../contract/model.ts';
import type { Framer } from '../formats/decoders/decoder.ts';
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

export class Dialogue {
  readonly #current: () => Decoders;
  #pings: PingTimes | null = null;
  #correlator: Correlator | null = null;
  #framers: Record<Side, Framer> | null = null;
  /** Whose framers those are. */
  #framed: string | null = null;

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
    const carried = this.#carried(decoder, message.from, payload);
    return { answered: payload && this.#answered(connection, message, payload), carried };
  }

  takeOverdue(at: number): readonly Seq[] {
    return [...(this.#pings?.takeOverdue(at) ?? []), ...(this.#correlator?.takeOverdue(at) ?? [])];
  }

  /** Something was not seen. */
  forget(): void {
    this.#pings?.forget();
    this.#correlator?.forget();
    this.#framers = this.#framed = null;
  }

  #answered(connection: ConnectionDetail, message: Message, payload: Uint8Array): Answered | null {
    const decoders = this.#current();
    if (!decoders.hasTurns(connection.decoder)) return null;
    const { from, opcode, at } = message;
    const turns = decoders.turns(connection, { from, opcode, payload });
    if (turns.length === 0) return null;
    this.#correlator ??= new Correlator();
    return this.#correlator.take({ seq: message.seq as Seq, from, at }, turns);
  }

  #carried(decoder: string, from: Side, payload: Uint8Array | null): number {
    if (this.#framed !== decoder) this.#frame(decoder);
    if (!this.#framers) return 0;
    if (payload) return this.#framers[from].take(payload);
    this.#frame(decoder); // how it ends is not known: the next one is taken to begin with a unit
    return 0;
  }

  #frame(decoder: string): void {
    this.#framed = decoder;
    const client = this.#current().framer(decoder);
    const server = this.#current().framer(decoder);
    this.#framers = client && server && { client, server };
  }
}
