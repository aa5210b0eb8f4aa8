// Messages as rows, their payloads beside them: append, finish, windows by seq, slices of a payload, scans.

import type { DatabaseSync } from 'node:sqlite';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { MessageFacts, Side } from '../contract/model.ts';
import { type Rule, violation } from '../protocol/violation.ts';
import { fromMicros, toMicros } from './micros.ts';

/** A message as it is stored. */
export interface StoredMessage extends MessageFacts {
  readonly endedAt: number;
  readonly closeCode: number | null;
  readonly closeReason: string;
  readonly headers: Uint8Array;
}

/** A stored message with the beginning of its payload, as much as the query asked for. */
export interface StoredRow extends StoredMessage {
  readonly head: Uint8Array;
}

/** Payloads up to this many bytes lie in the row itself. */
export const INLINE_LIMIT = 64 * 1024;

const FLAGS = { compressed: 1, complete: 2, injected: 4 } as const;
const NO_BYTES = new Uint8Array(0);
const FACTS =
  'seq, connection, sent, opcode, at, ended_at, length, wire_length, frames, flags, dropped, close_code, close_reason, violations, headers';

export interface MessageRows {
  /** A new row. `payload` null: it lies in parts. */
  add(message: StoredMessage, payload: Uint8Array | null): void;
  /** The same, where the message may have been stored unfinished. */
  replace(message: StoredMessage, payload: Uint8Array | null): void;
  addPart(seq: Seq, part: number, bytes: Uint8Array): void;
  get(seq: Seq): StoredMessage | null;
  /** `headBytes` of each payload come along. Unknown seqs are left out. */
  window(seqs: readonly Seq[], headBytes: number): StoredRow[];
  /** The messages after `after`, of one connection or of all, read one by one. Not two walks at once. */
  walk(after: number, connection: ConnectionId | null, headBytes: number): Iterable<StoredRow>;
  /** The next `limit` of them. */
  after(after: number, limit: number, connection: ConnectionId | null, headBytes: number): StoredRow[];
  /** The newest `limit` of one connection or of all, newest first. */
  newest(limit: number, connection: ConnectionId | null, headBytes: number): StoredRow[];
  /** Only the seqs, of `after`'s choice. */
  seqsAfter(after: number, limit: number, connection: ConnectionId | null): Seq[];
  payload(seq: Seq, offset: number, length: number): Uint8Array;
  /**
   * The newest `length` bytes that the compressed messages of one side inflate to, or all if there are fewer; null
   * when some of them are not stored. Injected ones do not count: they are not compressed.
   */
  inflated(connection: ConnectionId, from: Side, length: number): Uint8Array | null;
  /** Stored payload bytes; less than `length` of the message where something was dropped. */
  payloadSize(seq: Seq): number;
  lastSeq(): number;
  count(): number;
  deleteAll(): void;
}

type Read = Record<string, string | number | Uint8Array | null>;

export function messageRows(db: DatabaseSync): MessageRows {
  const select = `SELECT ${FACTS}, substr(payload, 1, ?) AS head FROM messages`;
  const into = `INTO messages(${FACTS}, payload) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`;
  const add = db.prepare(`INSERT ${into}`); // OR REPLACE would take twice the time: SQLite keeps a copy of each page then
  const replace = db.prepare(`INSERT OR REPLACE ${into}`);
  const one = db.prepare(`SELECT ${FACTS} FROM messages WHERE seq = ?`);
  const row = db.prepare(`${select} WHERE seq = ?`);
  const all = db.prepare(`${select} WHERE seq > ? ORDER BY seq LIMIT ?`);
  const allOf = db.prepare(`${select} WHERE connection = ? AND seq > ? ORDER BY seq LIMIT ?`);
  const latest = db.prepare(`${select} ORDER BY seq DESC LIMIT ?`);
  const latestOf = db.prepare(`${select} WHERE connection = ? ORDER BY seq DESC LIMIT ?`);
  const seqs = db.prepare('SELECT seq FROM messages WHERE seq > ? ORDER BY seq LIMIT ?');
  const seqsOf = db.prepare('SELECT seq FROM messages WHERE connection = ? AND seq > ? ORDER BY seq LIMIT ?');
  const inline = db.prepare(
    'SELECT payload IS NULL AS parted, substr(payload, ?, ?) AS slice, length(payload) AS size FROM messages WHERE seq = ?',
  );
  const last = db.prepare('SELECT max(seq) AS seq FROM messages');
  const count = db.prepare('SELECT count(*) AS n FROM messages');
  const compressed = db.prepare(
    `SELECT seq, length, dropped, violations FROM messages WHERE connection = ? AND sent = ? AND flags & ${FLAGS.compressed} ORDER BY seq DESC`,
  );
  const parts = payloadParts(db);

  const slice = (seq: Seq, offset: number, length: number): Uint8Array => {
    const read = inline.get(offset + 1, length, seq);
    if (!read) return NO_BYTES;
    if (read.parted === 1) return parts.slice(seq, offset, length);
    return (read.slice as Uint8Array | null) ?? NO_BYTES; // substr of an empty blob is NULL
  };

  const withHead = (read: Read, headBytes: number): StoredRow => {
    const message = fromRow(read);
    const head = read.head as Uint8Array | null;
    return {
      ...message,
      head: head ?? (message.length > 0 ? parts.slice(message.seq, 0, headBytes) : NO_BYTES),
    };
  };

  const reads = (after: number, limit: number, connection: ConnectionId | null, headBytes: number) =>
    connection === null
      ? all.iterate(headBytes, after, limit)
      : allOf.iterate(headBytes, connection, after, limit);

  function* walk(after: number, limit: number, connection: ConnectionId | null, headBytes: number) {
    for (const read of reads(after, limit, connection, headBytes)) yield withHead(read as Read, headBytes);
  }

  return {
    add: (message, payload) => void add.run(...toRow(message), payload),
    replace: (message, payload) => void replace.run(...toRow(message), payload),
    addPart: (seq, part, bytes) => parts.add(seq, part, bytes),
    get(seq) {
      const read = one.get(seq);
      return read ? fromRow(read as Read) : null;
    },
    window: (wanted, headBytes) =>
      wanted.flatMap((seq) => {
        const read = row.get(headBytes, seq);
        return read ? [withHead(read as Read, headBytes)] : [];
      }),
    walk: (after, connection, headBytes) => walk(after, -1, connection, headBytes),
    after: (after, limit, connection, headBytes) => [...walk(after, limit, connection, headBytes)],
    newest(limit, connection, headBytes) {
      const found =
        connection === null ? latest.all(headBytes, limit) : latestOf.all(headBytes, connection, limit);
      return found.map((read) => withHead(read as Read, headBytes));
    },
    seqsAfter(after, limit, connection) {
      const found = connection === null ? seqs.all(after, limit) : seqsOf.all(connection, after, limit);
      return found.map((read) => read.seq as Seq);
    },
    payload: slice,
    inflated(connection, from, length) {
      const pieces: Uint8Array[] = [];
      let left = length;
      for (const found of compressed.iterate(connection, from === 'client' ? 1 : 0)) {
        const size = Number(found.length);
        if (Number(found.dropped) > 0 || /deflate|context/.test(String(found.violations))) return null;
        pieces.unshift(slice(found.seq as Seq, Math.max(0, size - left), left));
        left -= Math.min(left, size);
        if (left === 0) break;
      }
      return Buffer.concat(pieces);
    },
    payloadSize(seq) {
      const read = inline.get(1, 0, seq);
      return read?.parted === 1 ? parts.size(seq) : Number(read?.size ?? 0);
    },
    lastSeq: () => Number(last.get()?.seq ?? 0),
    count: () => Number(count.get()?.n),
    deleteAll: () => db.exec('DELETE FROM payload_parts; DELETE FROM messages;'),
  };
}

/** Payloads that do not lie in their row. */
function payloadParts(db: DatabaseSync) {
  const add = db.prepare('INSERT INTO payload_parts(seq, part, bytes) VALUES(?,?,?)');
  const sizes = db.prepare(
    'SELECT part, length(bytes) AS size FROM payload_parts WHERE seq = ? ORDER BY part',
  );
  const one = db.prepare('SELECT bytes FROM payload_parts WHERE seq = ? AND part = ?');
  const bytesOf = (seq: Seq, part: number) => (one.get(seq, part) as { bytes: Uint8Array }).bytes;
  const sizesOf = (seq: Seq) => sizes.all(seq) as { part: number; size: number }[];
  return {
    add: (seq: Seq, part: number, bytes: Uint8Array) => void add.run(seq, part, bytes),
    size: (seq: Seq) => sizesOf(seq).reduce((sum, { size }) => sum + size, 0),
    slice(seq: Seq, offset: number, length: number): Uint8Array {
      const pieces: Uint8Array[] = [];
      let start = 0;
      for (const { part, size } of length > 0 ? sizesOf(seq) : []) {
        const from = Math.max(offset - start, 0);
        const to = Math.min(offset + length - start, size);
        if (from < to) pieces.push(bytesOf(seq, part).subarray(from, to));
        start += size;
      }
      return pieces.length === 1 ? (pieces[0] ?? NO_BYTES) : Buffer.concat(pieces);
    },
  };
}

function toRow(m: StoredMessage) {
  return [
    m.seq,
    m.connection,
    m.from === 'client' ? 1 : 0,
    m.opcode,
    toMicros(m.at),
    toMicros(m.endedAt),
    m.length,
    m.wireLength,
    m.frames,
    (m.compressed ? FLAGS.compressed : 0) |
      (m.complete ? FLAGS.complete : 0) |
      (m.injected ? FLAGS.injected : 0),
    m.dropped,
    m.closeCode,
    m.closeCode === null ? null : m.closeReason,
    m.violations.length === 0 ? null : m.violations.map(({ rule }) => rule).join(','),
    m.headers,
  ];
}

function fromRow(r: Read): StoredMessage {
  const flags = Number(r.flags);
  return {
    seq: r.seq as Seq,
    connection: r.connection as ConnectionId,
    from: r.sent === 1 ? 'client' : 'server',
    opcode: Number(r.opcode),
    at: fromMicros(Number(r.at)),
    endedAt: fromMicros(Number(r.ended_at)),
    length: Number(r.length),
    wireLength: Number(r.wire_length),
    frames: Number(r.frames),
    compressed: (flags & FLAGS.compressed) !== 0,
    complete: (flags & FLAGS.complete) !== 0,
    injected: (flags & FLAGS.injected) !== 0,
    dropped: Number(r.dropped),
    closeCode: r.close_code as number | null,
    closeReason: String(r.close_reason ?? ''),
    violations:
      r.violations === null
        ? []
        : String(r.violations)
            .split(',')
            .map((rule) => violation(rule as Rule)),
    headers: r.headers as Uint8Array,
  };
}
