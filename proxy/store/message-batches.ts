// The batches of a session file: which one a message is in, the newest to append to, and walks over them. Those in use
// are kept in memory, and what has changed in them is saved with the transaction.

import type { DatabaseSync } from 'node:sqlite';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import {
  type MessageCounts,
  MessageBatch,
  type Related,
  type SavedBatch,
  type StoredMessage,
} from './message-batch.ts';
import type { Access } from './session-file.ts';

/** A batch takes no more than this. */
const MOST_MESSAGES = 1024;
const MOST_BYTES = 256 * 1024;
/** That, and the message that is over it, with the headers of its frames. */
const BATCH_MEMORY = MOST_BYTES + 128 * 1024;
/** With this much at a commit, it is not opened again: it would be written anew each time. */
const ENOUGH_MESSAGES = 256;
const ENOUGH_BYTES = 32 * 1024;
/** Batches that are kept in memory though they have not changed. */
const KEPT = 16;
/** Keys that are read at once: few at first, as many go no further. */
const FIRST_PAGE = 16;
const PAGE = 256;

/** What is in a batch. */
export interface BatchSpan {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** Seqs of the connection that was asked for, from `first`; `all` where none was; null: the batch must be read. */
  readonly own: 'all' | Uint16Array | null;
}

/** From the first message of one batch to that of another. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

export interface MessageBatches {
  put(message: StoredMessage, payload: Uint8Array | null): void;
  remove(seq: Seq): void;
  relate(batch: MessageBatch, place: number, related: Related): void;
  /** The batch in which a message is, if it is stored. */
  of(seq: number): MessageBatch | null;
  /** Those with messages after `seq`, oldest first, of one connection or of all. */
  after(seq: number, connection: ConnectionId | null): Iterable<MessageBatch>;
  /** The same without reading them, as stretches of seqs. */
  spans(seq: number, connection: ConnectionId | null): Iterable<BatchSpan>;
  /** The first and the last batch in which a connection has messages, by their keys; null: it has none. */
  extent(connection: ConnectionId): Extent | null;
  /** Newest first, of one connection or of all. */
  backwards(connection: ConnectionId | null, end?: number): Iterable<MessageBatch>;
  oldest(): MessageBatch | null;
  newest(): MessageBatch | null;
  /** Messages in all. */
  count(): number;
  /** Of a connection; as of the last commit. */
  totals(connection: ConnectionId): MessageCounts;
  delete(batch: MessageBatch): void;
  deleteAll(): void;
  /** Writes what has changed. */
  save(): void;
  /** What was not committed is gone. */
  forget(): void;
}

const NOTHING: MessageCounts = {
  sentMessages: 0,
  receivedMessages: 0,
  sentBytes: 0,
  receivedBytes: 0,
  violations: 0,
};

export function messageBatches(db: DatabaseSync, access: Access): MessageBatches {
  const table = batchTable(db);
  const cache = new Map<number, MessageBatch>();
  const changed = new Set<MessageBatch>();
  /** The newest one, where it is known. */
  let tail: MessageBatch | null = null;
  let tailIsDone = false;
  let version = -1;
  let spare: Uint8Array | null = null;

  const forget = () => {
    cache.clear();
    changed.clear();
    tail = null;
  };

  /** Somebody else writes what is only read here. */
  const refresh = () => {
    if (access !== 'read') return;
    const now = table.version();
    if (now !== version) forget();
    version = now;
  };

  const keep = (batch: MessageBatch) => {
    cache.delete(batch.first);
    cache.set(batch.first, batch);
    for (const [first, old] of cache) {
      if (cache.size <= KEPT) break;
      if (!old.changed && old !== tail) cache.delete(first);
    }
    return batch;
  };

  const at = (first: number): MessageBatch | null => {
    const cached = cache.get(first);
    if (cached) return cached;
    const saved = table.read(first);
    return saved && keep(MessageBatch.read(saved, () => table.bytes(first)));
  };

  const newest = (): MessageBatch | null => {
    if (tail) return tail;
    const first = table.lastKey();
    tail = first === null ? null : at(first);
    tailIsDone = tail !== null && isEnough(tail);
    return tail;
  };

  /** The last batch that begins at or before it. */
  const floor = (seq: number): MessageBatch | null => {
    const last = newest();
    if (last && seq >= last.first) return last;
    const first = table.keyBefore(seq);
    return first === null ? null : at(first);
  };

  const save = (batch: MessageBatch) => {
    if (!batch.changed) return;
    table.write(batch);
    batch.changed = false;
    changed.delete(batch);
  };

  /** Fresh memory for each batch would be garbage by the megabyte in a flood. */
  const begin = (message: StoredMessage): MessageBatch => {
    const { seq } = message;
    const batch = MessageBatch.begin(message, spare ?? new Uint8Array(BATCH_MEMORY), () => table.bytes(seq));
    spare = null;
    table.insert(batch);
    return keep(batch);
  };

  /** Nothing is appended to it any more; kept, it would outlive its youth, which costs the collector. */
  const close = (batch: MessageBatch) => {
    save(batch);
    cache.delete(batch.first);
    spare = batch.giveBack();
  };

  const append = (message: StoredMessage): MessageBatch => {
    const last = newest();
    if (last && !tailIsDone && !isFull(last)) return last;
    if (last) close(last);
    tailIsDone = false;
    tail = begin(message);
    return tail;
  };

  const placeFor = (message: StoredMessage): MessageBatch => {
    const last = newest();
    if (!last || message.seq > last.last) return append(message);
    return floor(message.seq) ?? begin(message);
  };

  function* walk(keys: Iterable<Key>): Generator<MessageBatch, void> {
    for (const { first } of keys) {
      const batch = at(first);
      if (batch) yield batch;
    }
  }

  return {
    put(message, payload) {
      const batch = placeFor(message);
      table.join(batch, message.connection);
      batch.put(message, payload);
      changed.add(batch);
    },
    remove(seq) {
      const batch = floor(seq);
      if (!batch || batch.find(seq) < 0) return;
      batch.remove(seq);
      changed.add(batch);
    },
    relate(batch, place, related) {
      batch.relate(place, related);
      changed.add(batch);
      keep(batch);
    },
    of(seq) {
      refresh();
      const batch = floor(seq);
      return batch && batch.find(seq) >= 0 ? batch : null;
    },
    *after(seq, connection) {
      refresh();
      const start = floor(seq)?.first ?? 0;
      for (const batch of walk(table.keysFrom(start, connection))) if (batch.last > seq) yield batch;
    },
    *spans(seq, connection) {
      refresh();
      const start = floor(seq)?.first ?? 0;
      for (const span of table.spansFrom(start, connection)) {
        const batch = cache.get(span.first);
        const now = batch?.changed ? spanOf(batch, connection) : span;
        if (now.last > seq) yield now;
      }
    },
    extent: (connection) => table.extentOf(connection),
    *backwards(connection, end) {
      refresh();
      yield* walk(table.keysBack(connection, end));
    },
    oldest() {
      refresh();
      const first = table.firstKey();
      return first === null ? null : at(first);
    },
    newest() {
      refresh();
      return newest();
    },
    count() {
      refresh();
      let count = table.count();
      for (const batch of changed) count += batch.count - table.countOf(batch.first);
      return count;
    },
    totals: (connection) => table.totals(connection),
    delete(batch) {
      table.delete(batch);
      changed.delete(batch);
      cache.delete(batch.first);
      if (tail === batch) tail = null;
    },
    deleteAll() {
      table.deleteAll();
      forget();
    },
    save() {
      for (const batch of changed) save(batch);
      if (tail && isEnough(tail)) tailIsDone = true;
    },
    forget,
  };
}

function spanOf(batch: MessageBatch, connection: ConnectionId | null): BatchSpan {
  const { first, last, count } = batch;
  const own = connection === null ? 'all' : seqsOf(batch.shares().get(connection)?.seqs ?? []);
  return { first, last, count, own };
}

/** As they are stored; null where they do not fit. */
function seqsOf(seqs: readonly number[]): Uint16Array | null {
  return (seqs.at(-1) ?? 0) > 0xffff ? null : Uint16Array.from(seqs);
}

function bytesOf(seqs: Uint16Array | null): Uint8Array | null {
  return seqs && new Uint8Array(seqs.buffer);
}

function seqsFrom(bytes: unknown): Uint16Array | null {
  return bytes === null ? null : new Uint16Array((bytes as Uint8Array).slice().buffer);
}

function spanFrom({ first, last, count }: Record<string, unknown>, own: BatchSpan['own']): BatchSpan {
  return { first: Number(first), last: Number(last), count: Number(count), own };
}

function isFull(batch: MessageBatch): boolean {
  return batch.count >= MOST_MESSAGES || batch.size >= MOST_BYTES;
}

function isEnough(batch: MessageBatch): boolean {
  return batch.count >= ENOUGH_MESSAGES || batch.size >= ENOUGH_BYTES;
}

interface Key {
  readonly first: number;
}

/** The two tables as statements. */
function batchTable(db: DatabaseSync) {
  const insert = db.prepare('INSERT INTO batches(first, last, count, at, rows, bytes) VALUES(?,?,?,?,?,?)');
  const update = db.prepare('UPDATE batches SET last = ?, count = ?, rows = ?, bytes = ? WHERE first = ?');
  const read = db.prepare('SELECT first, at, rows FROM batches WHERE first = ?');
  const bytes = db.prepare('SELECT bytes FROM batches WHERE first = ?');
  const countOf = db.prepare('SELECT count FROM batches WHERE first = ?');
  const totals = db.prepare('SELECT sum(count) AS count FROM batches');
  const ends = db.prepare('SELECT min(first) AS first, max(first) AS last FROM batches');
  const before = db.prepare('SELECT max(first) AS first FROM batches WHERE first <= ?');
  const from = db.prepare('SELECT first FROM batches WHERE first >= ? ORDER BY first LIMIT ?');
  const fromOf = db.prepare(
    'SELECT batch AS first FROM batch_connections WHERE connection = ? AND batch >= ? ORDER BY batch LIMIT ?',
  );
  const firstOf = db.prepare('SELECT min(batch) AS first FROM batch_connections WHERE connection = ?');
  const lastOf = db.prepare('SELECT max(batch) AS last FROM batch_connections WHERE connection = ?');
  const back = db.prepare('SELECT first FROM batches WHERE first <= ? ORDER BY first DESC LIMIT ?');
  const backOf = db.prepare(
    'SELECT batch AS first FROM batch_connections WHERE connection = ? AND batch <= ? ORDER BY batch DESC LIMIT ?',
  );
  const spans = db.prepare('SELECT first, last, count FROM batches WHERE first >= ? ORDER BY first LIMIT ?');
  const spansOf = db.prepare(
    `SELECT first, last, count, seqs FROM batch_connections JOIN batches ON first = batch
      WHERE connection = ? AND batch >= ? ORDER BY batch LIMIT ?`,
  );
  const join = db.prepare('INSERT OR IGNORE INTO batch_connections(connection, batch) VALUES(?,?)');
  const share = db.prepare(
    'UPDATE batch_connections SET sent = ?, received = ?, sent_bytes = ?, received_bytes = ?, violations = ?, seqs = ? WHERE connection = ? AND batch = ?',
  );
  const leave = db.prepare('DELETE FROM batch_connections WHERE connection = ? AND batch = ?');
  const sums = db.prepare(
    `SELECT sum(sent) AS sentMessages, sum(received) AS receivedMessages, sum(sent_bytes) AS sentBytes,
      sum(received_bytes) AS receivedBytes, sum(violations) AS violations FROM batch_connections WHERE connection = ?`,
  );
  const remove = db.prepare('DELETE FROM batches WHERE first = ?');
  const version = db.prepare('PRAGMA data_version');
  /** Connections of each batch in memory. */
  const members = new WeakMap<MessageBatch, Set<number>>();

  const membersOf = (batch: MessageBatch): Set<number> => {
    let known = members.get(batch);
    if (!known) members.set(batch, (known = new Set(batch.shares().keys())));
    return known;
  };

  /** Rows with a key, a page at a time: nobody keeps a statement open while others write. */
  function* pages<R extends Key>(
    next: (key: number, most: number) => unknown[],
    start: number,
    step: 1 | -1,
  ) {
    for (let key = start, most = FIRST_PAGE; ; most = Math.min(2 * most, PAGE)) {
      const page = next(key, most) as R[];
      yield* page;
      if (page.length < most) return;
      key = page.at(-1)!.first + step;
    }
  }

  return {
    insert: (batch: MessageBatch) =>
      void insert.run(batch.first, batch.first, 0, batch.base, '[]', new Uint8Array(0)),
    write(batch: MessageBatch): void {
      update.run(batch.last, batch.count, batch.rows, batch.bytes, batch.first);
      const shares = batch.shares();
      for (const connection of membersOf(batch)) {
        const { counts, seqs } = shares.get(connection) ?? { counts: NOTHING, seqs: [] };
        share.run(
          counts.sentMessages,
          counts.receivedMessages,
          counts.sentBytes,
          counts.receivedBytes,
          counts.violations,
          bytesOf(seqsOf(seqs)),
          connection,
          batch.first,
        );
      }
    },
    /** The batch has messages of this connection from now on. */
    join(batch: MessageBatch, connection: number): void {
      const known = membersOf(batch);
      if (known.has(connection)) return;
      join.run(connection, batch.first);
      known.add(connection);
    },
    read: (first: number) => (read.get(first) as unknown as SavedBatch | undefined) ?? null,
    bytes: (first: number) => (bytes.get(first) as { bytes: Uint8Array }).bytes,
    count: () => Number(totals.get()?.count ?? 0),
    countOf: (first: number) => Number(countOf.get(first)?.count ?? 0),
    totals: (connection: number): MessageCounts => {
      const sum = sums.get(connection) as Record<keyof MessageCounts, number | null>;
      return sum.sentMessages === null ? NOTHING : (sum as MessageCounts);
    },
    firstKey: () => (ends.get()?.first ?? null) as number | null,
    lastKey: () => (ends.get()?.last ?? null) as number | null,
    extentOf(connection: number): Extent | null {
      const first = (firstOf.get(connection)?.first ?? null) as number | null;
      return first === null ? null : { first, last: Number(lastOf.get(connection)?.last) };
    },
    keyBefore: (seq: number) => (before.get(seq)?.first ?? null) as number | null,
    keysFrom: (start: number, connection: ConnectionId | null) =>
      pages<Key>(
        (key, most) => (connection === null ? from.all(key, most) : fromOf.all(connection, key, most)),
        start,
        1,
      ),
    spansFrom: (start: number, connection: ConnectionId | null) =>
      pages<BatchSpan>(
        (key, most) =>
          connection === null
            ? spans.all(key, most).map((row) => spanFrom(row, 'all'))
            : spansOf.all(connection, key, most).map((row) => spanFrom(row, seqsFrom(row.seqs))),
        start,
        1,
      ),
    keysBack: (connection: ConnectionId | null, end: number = Number.MAX_SAFE_INTEGER) =>
      pages<Key>(
        (key, most) => (connection === null ? back.all(key, most) : backOf.all(connection, key, most)),
        end,
        -1,
      ),
    delete(batch: MessageBatch): void {
      for (const connection of membersOf(batch)) leave.run(connection, batch.first);
      remove.run(batch.first);
    },
    deleteAll: () => db.exec('DELETE FROM batch_connections; DELETE FROM batches;'),
    version: () => Number(version.get()?.data_version),
  };
}
