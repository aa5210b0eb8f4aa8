// Stored messages one by one: append, finish, windows by seq, slices of a payload, walks. That they lie in batches is
// only seen by those who look at many (`batches`).

import type { DatabaseSync } from 'node:sqlite';
import { isControl } from '../protocol/frame.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import type { AnswerRows } from './answer-rows.ts';
import type { EvictedStretch } from './eviction-rows.ts';
import type { MessageCounts, MessageBatch, Related, StoredMessage } from './message-batch.ts';
import { type BatchSpan, type Extent, messageBatches } from './message-batches.ts';
import type { OpenStream } from './open-streams.ts';
import { payloadParts } from './payload-parts.ts';
import type { Access } from './session-file.ts';

/** A stored message with the beginning of its payload, as much as the query asked for. */
export interface StoredRow extends StoredMessage {
  readonly head: Uint8Array;
}

/** Payloads up to this many bytes lie with their message. */
export const INLINE_LIMIT = 64 * 1024;

const NO_BYTES = new Uint8Array(0);

export interface MessageRows {
  /** A new message, or more of one that was stored unfinished. `payload` null: it lies in parts. */
  put(message: StoredMessage, payload: Uint8Array | null): void;
  addPart(seq: Seq, part: number, bytes: Uint8Array): void;
  /** What a message is to those before it was found anew. Within a transaction. */
  relate(batch: MessageBatch, place: number, related: Related): void;
  get(seq: Seq): StoredMessage | null;
  /** `headBytes` of each payload come along. Unknown seqs are left out. */
  window(seqs: readonly Seq[], headBytes: number): StoredRow[];
  /** The messages after `after`, of one connection or of all, read one by one. */
  walk(after: number, connection: ConnectionId | null, headBytes: number): Iterable<StoredRow>;
  /** The next `limit` of them. */
  after(after: number, limit: number, connection: ConnectionId | null, headBytes: number): StoredRow[];
  /** The newest `limit` of one connection or of all, newest first. */
  newest(limit: number, connection: ConnectionId | null, headBytes: number): StoredRow[];
  /** The same in batches, for those who look at many: the first and the last may hold others too. */
  batches(after: number, connection: ConnectionId | null): Iterable<MessageBatch>;
  /** Where those batches lie, without reading them. */
  spans(after: number, connection: ConnectionId | null): Iterable<BatchSpan>;
  /** In which batches the messages of a connection are, by what their seqs begin with; null: it has none. */
  extent(connection: ConnectionId): Extent | null;
  /** When a message came; null where it is not stored. */
  timeOf(seq: Seq | undefined): number | null;
  /** The batch in which a message is; null where it is not stored. */
  batchOf(seq: Seq): MessageBatch | null;
  /** The first `length` bytes of a payload, wherever it lies. */
  payloadOf(batch: MessageBatch, place: number, length: number): Uint8Array;
  payload(seq: Seq, offset: number, length: number): Uint8Array;
  /** Bytes that lie in parts, also of a message whose row is still to come. */
  parted(seq: Seq, length: number): Uint8Array;
  /**
   * The newest `length` bytes that the compressed messages of one side inflate to, or all if there are fewer; null
   * when some of them are not stored. Injected ones do not count: they are not compressed.
   */
  inflated(connection: ConnectionId, from: Side, length: number): Uint8Array | null;
  /** The newest `length` payload bytes of one side before a message; fewer where there are no more. */
  before(message: Pick<StoredMessage, 'seq' | 'connection' | 'from'>, length: number): Uint8Array;
  /** Stored payload bytes; less than `length` of the message where something was dropped. */
  payloadSize(seq: Seq): number;
  /** Sums over what is stored of a connection. */
  totals(connection: ConnectionId): MessageCounts;
  lastSeq(): number;
  count(): number;
  /** Deletes the oldest batch, unless it is the newest too. */
  evictOldest(): EvictedStretch | null;
  /** Deletes messages that will be read again: those that were not whole at the last commit, and what came inside. */
  rewind(streams: readonly OpenStream[]): void;
  deleteAll(): void;
  /** Writes what a transaction has changed, before it is committed. */
  save(): void;
  /** The transaction was rolled back. */
  forget(): void;
}

export function messageRows(db: DatabaseSync, access: Access, answers: AnswerRows | null): MessageRows {
  const batches = messageBatches(db, access);
  const parts = payloadParts(db);

  const slice = (batch: MessageBatch, place: number, offset: number, length: number): Uint8Array =>
    batch.isParted(place)
      ? parts.slice(batch.seq(place), offset, length)
      : batch.payload(place).subarray(offset, offset + length);

  /** Rows are kept for a while. */
  const headOf = (batch: MessageBatch, place: number, length: number) => {
    const head = slice(batch, place, 0, length);
    return batch.isLent ? head.slice() : head;
  };

  const row = (batch: MessageBatch, place: number, headBytes: number): StoredRow => ({
    ...batch.message(place),
    head: headBytes === 0 ? NO_BYTES : headOf(batch, place, headBytes),
  });

  /** Calls `found` with the place of a message, if it is stored. */
  const look = <T>(seq: number, found: (batch: MessageBatch, place: number) => T): T | null => {
    const batch = batches.of(seq);
    return batch && found(batch, batch.find(seq));
  };

  function* walk(after: number, connection: ConnectionId | null, headBytes: number) {
    for (const batch of batches.after(after, connection)) {
      for (let place = batch.after(after); place < batch.count; place += 1) {
        if (connection === null || batch.connection(place) === connection) yield row(batch, place, headBytes);
      }
    }
  }

  const sizeAt = (batch: MessageBatch, place: number) =>
    batch.isParted(place) ? parts.size(batch.seq(place)) : batch.payload(place).length;

  /** The newest first, of those before `end`. */
  function* backwards(connection: ConnectionId | null, end = Number.MAX_SAFE_INTEGER) {
    for (const batch of batches.backwards(connection, end)) {
      for (let place = batch.after(end - 1) - 1; place >= 0; place -= 1) {
        if (connection === null || batch.connection(place) === connection) yield { batch, place };
      }
    }
  }

  const remove = (seq: Seq) => {
    parts.delete(seq);
    batches.remove(seq);
  };

  const rewind = ({ connection, client, server }: OpenStream) => {
    const begun = { client: client.seq ?? Infinity, server: server.seq ?? Infinity };
    const after = Math.min(begun.client, begun.server) - 1;
    if (after === Infinity) return;
    const again = [...walk(after, connection, 0)].filter(
      (message) => !message.injected && message.seq >= begun[message.from],
    );
    for (const { seq } of again) remove(seq);
    answers?.deleteOf(again.map(({ seq }) => seq));
  };

  return {
    put(message, payload) {
      batches.put(message, payload);
      if (!db.isTransaction) batches.save();
    },
    addPart: (seq, part, bytes) => parts.add(seq, part, bytes),
    relate(batch, place, related) {
      const seq = batch.seq(place);
      const before = batch.related(place).answers;
      if (before !== null) answers?.delete(before, seq);
      if (related.answers !== null && related.rtt !== null)
        answers?.save(related.answers, { seq, after: related.rtt });
      batches.relate(batch, place, related);
    },
    extent: (connection) => batches.extent(connection),
    get: (seq) => look(seq, (batch, place) => batch.message(place)),
    window: (wanted, headBytes) =>
      wanted.flatMap((seq) => look(seq, (batch, place) => row(batch, place, headBytes)) ?? []),
    walk,
    after: (after, limit, connection, headBytes) => first(limit, walk(after, connection, headBytes)),
    newest: (limit, connection, headBytes) =>
      first(limit, backwards(connection)).map(({ batch, place }) => row(batch, place, headBytes)),
    batches: (after, connection) => batches.after(after, connection),
    spans: (after, connection) => batches.spans(after, connection),
    timeOf: (seq) => (seq === undefined ? null : look(seq, (batch, place) => batch.at(place))),
    batchOf: (seq) => batches.of(seq),
    payloadOf: (batch, place, length) => slice(batch, place, 0, length),
    parted: (seq, length) => parts.slice(seq, 0, length),
    payload: (seq, offset, length) =>
      look(seq, (batch, place) => slice(batch, place, offset, length)) ?? NO_BYTES,
    inflated(connection, from, length) {
      const pieces: Uint8Array[] = [];
      let left = length;
      for (const { batch, place } of backwards(connection)) {
        if (left === 0) break;
        if (batch.from(place) !== from) continue;
        const message = batch.message(place);
        if (!message.compressed) continue;
        if (message.dropped > 0 || message.violations.some(({ rule }) => /deflate|context/.test(rule)))
          return null;
        pieces.unshift(slice(batch, place, Math.max(0, message.length - left), left));
        left -= Math.min(left, message.length);
      }
      return Buffer.concat(pieces);
    },
    before({ seq, connection, from }, length) {
      const pieces: Uint8Array[] = [];
      let left = length;
      for (const { batch, place } of backwards(connection, seq)) {
        if (left === 0) break;
        if (batch.from(place) !== from || isControl(batch.opcode(place))) continue;
        const size = sizeAt(batch, place);
        pieces.unshift(slice(batch, place, Math.max(0, size - left), left));
        left -= Math.min(left, size);
      }
      return Buffer.concat(pieces);
    },
    payloadSize: (seq) => look(seq, sizeAt) ?? 0,
    totals: (connection) => batches.totals(connection),
    lastSeq: () => batches.newest()?.last ?? 0,
    count: () => batches.count(),
    evictOldest() {
      const oldest = batches.oldest();
      if (!oldest || oldest === batches.newest() || oldest.count === 0) return null;
      const stretch = {
        through: oldest.last,
        messages: oldest.count,
        bytes: oldest.wireBytes,
        endedAt: oldest.at(oldest.count - 1),
      };
      parts.deleteThrough(oldest.last);
      answers?.deleteThrough(oldest.last);
      batches.delete(oldest);
      return stretch;
    },
    rewind: (streams) => streams.forEach(rewind),
    deleteAll() {
      parts.deleteAll();
      answers?.deleteAll();
      batches.deleteAll();
    },
    save: () => batches.save(),
    forget: () => batches.forget(),
  };
}

function first<T>(limit: number, all: Iterable<T>): T[] {
  const found: T[] = [];
  if (limit > 0) for (const each of all) if (found.push(each) === limit) break;
  return found;
}
