// A stored message as the filter language sees it: payload and meaning are only read when a term asks for them.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { FilterMessage } from '../contract/filter-message.ts';
import type { Connection, Decoded, Note, Side } from '../contract/model.ts';
import type { DecoderInput } from '../formats/decoders/decoder.ts';
import { decodeText } from '../formats/payload-text.ts';
import type { MessageBatch, StoredMessage } from '../store/message-batch.ts';
import type { StoredRow } from '../store/message-rows.ts';
import type { Store } from '../store/store.ts';
import { type AskedSource, askedOf } from './asked.ts';
import { decoderInput } from './decoder-input.ts';

/** Where what a message means is read from. */
export interface MeaningSource extends AskedSource {
  readonly store: Pick<Store, 'messages' | 'answers'>;
}

/** `row.head` must be the whole payload if the filter needs it. */
export function filterMessage(
  row: StoredRow,
  connection: Connection,
  source: MeaningSource,
  note: Note | null = null,
): FilterMessage {
  const { decoders } = source;
  let decoded: { readonly value: Decoded | null } | null = null;
  const input = () => decoderInput(row, row.head, source.store.messages);
  return {
    ...row,
    note,
    text: () => decodeText(row.head),
    decoded() {
      decoded ??= { value: decoders.decode(connection, input()) };
      return decoded.value;
    },
    heartbeat: () => decoders.isHeartbeat(connection, input()),
    unanswered: () => askedOf(row, input(), connection, source)?.overdue ?? false,
  };
}

/** One of a batch, of which no more is read than is asked for: there are many, and most do not match. */
export class BatchedMessage implements FilterMessage {
  readonly #batch: MessageBatch;
  readonly #place: number;
  readonly #connection: Connection;
  readonly #source: MeaningSource;
  readonly #readPayload: () => Uint8Array;
  readonly note: Note | null;
  #stored: StoredMessage | null = null;
  #payload: Uint8Array | null = null;
  #decoded: Decoded | null | undefined;

  constructor(
    batch: MessageBatch,
    place: number,
    connection: Connection,
    source: MeaningSource,
    note: Note | null,
    readPayload: () => Uint8Array,
  ) {
    this.note = note;
    this.#batch = batch;
    this.#place = place;
    this.#connection = connection;
    this.#source = source;
    this.#readPayload = readPayload;
  }

  get seq(): Seq {
    return this.#batch.seq(this.#place);
  }

  get connection(): ConnectionId {
    return this.#connection.id;
  }

  get from(): Side {
    return this.#batch.from(this.#place);
  }

  get opcode(): number {
    return this.#batch.opcode(this.#place);
  }

  get at(): number {
    return this.#batch.at(this.#place);
  }

  get length(): number {
    return this.#batch.length(this.#place);
  }

  get compressed(): boolean {
    return this.#whole.compressed;
  }

  get injected(): boolean {
    return this.#whole.injected;
  }

  get violations(): FilterMessage['violations'] {
    return this.#whole.violations;
  }

  get rtt(): number | null {
    return this.#whole.rtt;
  }

  text(): string | null {
    return decodeText(this.#bytes);
  }

  decoded(): Decoded | null {
    if (this.#decoded === undefined)
      this.#decoded = this.#source.decoders.decode(this.#connection, this.#input);
    return this.#decoded;
  }

  heartbeat(): boolean {
    return this.#source.decoders.isHeartbeat(this.#connection, this.#input);
  }

  unanswered(): boolean {
    return askedOf(this, this.#input, this.#connection, this.#source)?.overdue ?? false;
  }

  /** Whole messages with all that is stored of them are rarely needed. */
  get carried(): number {
    return this.#batch.carried(this.#place);
  }

  get #input(): DecoderInput {
    return decoderInput(this, this.#bytes, this.#source.store.messages);
  }

  get #whole(): StoredMessage {
    this.#stored ??= this.#batch.message(this.#place);
    return this.#stored;
  }

  get #bytes(): Uint8Array {
    this.#payload ??= this.#readPayload();
    return this.#payload;
  }
}
