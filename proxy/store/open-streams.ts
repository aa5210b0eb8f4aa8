// Where the reading of each open connection had come to at the last commit: what a killed engine's wire log is read on
// from. Empty in a session that was closed.

import type { DatabaseSync } from 'node:sqlite';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import { fromMicros, toMicros } from './micros.ts';

/** The first message of one side that is not wholly stored. */
export interface StreamPlace {
  /** Bytes that this side had sent before it. */
  readonly offset: number;
  /** Its number, where it has begun; it and what came inside it may be stored, and will be read again. */
  readonly seq: Seq | null;
}

export interface OpenStream extends Readonly<Record<Side, StreamPlace>> {
  readonly connection: ConnectionId;
  /** When the newest byte came that was read. */
  readonly readAt: number;
}

export interface OpenStreams {
  save(stream: OpenStream): void;
  delete(connection: ConnectionId): void;
  list(): OpenStream[];
}

export function openStreams(db: DatabaseSync): OpenStreams {
  const save = db.prepare(
    'INSERT OR REPLACE INTO open_streams(connection, read_at, sent_offset, sent_seq, received_offset, received_seq) VALUES(?,?,?,?,?,?)',
  );
  const remove = db.prepare('DELETE FROM open_streams WHERE connection = ?');
  const list = db.prepare('SELECT * FROM open_streams ORDER BY connection');
  return {
    save: ({ connection, readAt, client, server }) =>
      void save.run(connection, toMicros(readAt), client.offset, client.seq, server.offset, server.seq),
    delete: (connection) => void remove.run(connection),
    list: () => list.all().map(fromRow),
  };
}

function fromRow(row: Record<string, unknown>): OpenStream {
  const place = (offset: unknown, seq: unknown) => ({ offset: Number(offset), seq: seq as Seq | null });
  return {
    connection: row.connection as ConnectionId,
    readAt: fromMicros(Number(row.read_at)),
    client: place(row.sent_offset, row.sent_seq),
    server: place(row.received_offset, row.received_seq),
  };
}
