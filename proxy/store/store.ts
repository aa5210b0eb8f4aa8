// The capture store: one SQLite file a session. Appends in transactions that the caller commits, answers by key
// and by window. It knows rows and bytes, no sockets, no decoders, no filters.

import { rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { ConnectionId } from '../contract/ids.ts';
import type { Gap, Side } from '../contract/model.ts';
import { type AnnotationRows, annotationRows } from './annotation-rows.ts';
import { type AnswerRows, answerRows } from './answer-rows.ts';
import { type ConnectionRows, connectionRows } from './connection-rows.ts';
import { type DialogueRows, dialogueRows } from './dialogue-rows.ts';
import { type MessageRows, messageRows } from './message-rows.ts';
import { type EvictionRows, evictionRows } from './eviction-rows.ts';
import { fromMicros, toMicros } from './micros.ts';
import { type OpenStreams, openStreams } from './open-streams.ts';
import { type Access, explained, isDiskTrouble, openSessionFile } from './session-file.ts';

export interface Store {
  readonly connections: ConnectionRows;
  readonly messages: MessageRows;
  readonly evictions: EvictionRows;
  /** Null in a file that is only read: it may be of a version that had none. */
  readonly streams: OpenStreams | null;
  /** Null where the table is missing: an older file that is only read. */
  readonly annotations: AnnotationRows | null;
  /** The same. */
  readonly answers: AnswerRows | null;
  /** The same. */
  readonly dialogues: DialogueRows | null;
  addBody(connection: ConnectionId, from: Side, part: number, bytes: Uint8Array): void;
  body(connection: ConnectionId, from: Side): Uint8Array;
  /** How many parts of a body are stored. */
  bodyParts(connection: ConnectionId, from: Side): number;
  /** Inserts or replaces the gap of that number, counted from 1. */
  saveGap(id: number, gap: Gap): void;
  gaps(): Gap[];
  deleteGaps(): void;
  /** Opens a transaction if there is none. Appends before it would each be one. */
  begin(): void;
  /** Makes everything since `begin` safe from a kill. */
  commit(): void;
  rollback(): void;
  readonly inTransaction: boolean;
  /** Gives the space of deleted rows back to the disk, as far as the disk lets it. Not within a transaction. */
  compact(): void;
  /** Bytes of the file that hold something. */
  used(): number;
  /** Bytes of the file and of its log. */
  size(): number;
  close(): void;
}

/** Fails as `openSessionFile` does. */
export function openStore(file: string, access: Access): Store {
  const session = openSessionFile(file, access);
  try {
    return explained(file, () => storeOver(session.db, file, access, session.close));
  } catch (error) {
    session.close();
    throw error;
  }
}

function storeOver(db: DatabaseSync, file: string, access: Access, close: () => void): Store {
  const addBody = db.prepare('INSERT OR REPLACE INTO bodies(connection, sent, part, bytes) VALUES(?,?,?,?)');
  const body = db.prepare('SELECT bytes FROM bodies WHERE connection = ? AND sent = ? ORDER BY part');
  const bodyParts = db.prepare('SELECT count(*) AS n FROM bodies WHERE connection = ? AND sent = ?');
  const saveGap = db.prepare(
    'INSERT OR REPLACE INTO gaps(id, from_at, to_at, reason, messages, bytes) VALUES(?,?,?,?,?,?)',
  );
  const gaps = db.prepare('SELECT * FROM gaps ORDER BY id');
  const used = db.prepare(
    'SELECT page_count AS pages, freelist_count AS free, page_size AS page FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
  );
  const isSent = (from: Side) => (from === 'client' ? 1 : 0);
  const answers = answerRows(db);
  const rows = messageRows(db, access, answers);
  return {
    connections: connectionRows(db),
    messages: rows,
    evictions: evictionRows(db),
    streams: access === 'read' ? null : openStreams(db),
    annotations: annotationRows(db),
    answers,
    dialogues: dialogueRows(db),
    addBody: (connection, from, part, bytes) => void addBody.run(connection, isSent(from), part, bytes),
    body: (connection, from) =>
      Buffer.concat(body.all(connection, isSent(from)).map((row) => row.bytes as Uint8Array)),
    bodyParts: (connection, from) => Number(bodyParts.get(connection, isSent(from))?.n),
    saveGap: (id, { from, to, reason, messages, bytes }) =>
      void saveGap.run(id, toMicros(from), to === null ? null : toMicros(to), reason, messages, bytes),
    gaps: () => gaps.all().map(gapFrom),
    deleteGaps: () => db.exec('DELETE FROM gaps'),
    begin() {
      if (!db.isTransaction) db.exec('BEGIN IMMEDIATE');
    },
    commit() {
      rows.save();
      if (db.isTransaction) db.exec('COMMIT');
    },
    rollback() {
      rows.forget();
      if (db.isTransaction) db.exec('ROLLBACK');
    },
    get inTransaction() {
      return db.isTransaction;
    },
    compact: () => compact(db),
    used: () => {
      const { pages, free, page } = used.get() as Record<'pages' | 'free' | 'page', number>;
      return (pages - free) * page;
    },
    size: () => sizeOf(file) + sizeOf(`${file}-wal`),
    close,
  };
}

function compact(db: DatabaseSync): void {
  try {
    db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
  } catch (error) {
    if (!isDiskTrouble(error)) throw error; // else the space is used again by what comes
  }
}

function gapFrom(row: Record<string, unknown>): Gap {
  return {
    from: fromMicros(Number(row.from_at)),
    to: row.to_at === null ? null : fromMicros(Number(row.to_at)),
    reason: row.reason as Gap['reason'],
    messages: Number(row.messages),
    bytes: Number(row.bytes),
  };
}

/** Removes a session file that nobody needs, with what lies beside it. */
export function removeSessionFile(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(file + suffix, { force: true });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
