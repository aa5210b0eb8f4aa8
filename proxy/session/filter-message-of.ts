// A stored message as the filter language sees it: payload and meaning are only read when a term asks for them.

import type { ConnectionId } from '../contract/ids.ts';
import type { FilterMessage } from '../contract/filter-message.ts';
import type { Connection, Decoded, Note, Side } from '../contract/model.ts';
import { decodeMessage, isHeartbeat } from '../formats/decoders/registry.ts';
import { decodeText } from '../formats/payload-text.ts';
import type { MessageBatch, StoredMessage } from '../store/message-batch.ts';
import type { StoredRow } from '../store/message-rows.ts';

/** `row.head` must be the whole payload if the filter needs it. */
export function filterMessage(
  row: StoredRow,
  connection: Connection,
  note: Note | null = null,
): FilterMessage {
  let decoded: { readonly value: Decoded | null } | null = null;
  return {
    ...row,
    note,
    text: () => decodeText(row.head),
    decoded() {
      decoded ??= {
        value: decodeMessage(connection, { from: row.from, opcode: row.opcode, payload: row.head }),
      };
      return decoded.value;
    },
    heartbeat: () => isHeartbeat(connection, { from: row.from, opcode: row.opcode, payload: row.head }),
  };
}

/** One of a batch, of which no more is read than is asked for: there are many, and most do not match. */
export class BatchedMessage implements FilterMessage {
  readonly #batch: MessageBatch;
  readonly #place: number;
  readonly #connection: Connection;
  readonly #readPayload: () => Uint8Array;
  readonly note: Note | null;
  #stored: StoredMessage | null = null;
  #payload: Uint8Array | null = null;
  #decoded: Decoded | null | undefined;

  constructor(
    batch: MessageBatch,
    place: number,
    connection: Connection,
    note: Note | null,
    readPayload: () => Uint8Array,
  ) {
    this.note = note;
    this.#batch = batch;
    this.#place = place;
    this.#connection = connection;
    this.#readPayload = readPayload;
  }

  get seq(): number {
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
    if (this.#decoded === undefined) {
      const { from, opcode } = this;
      this.#decoded = decodeMessage(this.#connection, { from, opcode, payload: this.#bytes });
    }
    return this.#decoded;
  }

  heartbeat(): boolean {
    const { from, opcode } = this;
    return isHeartbeat(this.#connection, { from, opcode, payload: this.#bytes });
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
