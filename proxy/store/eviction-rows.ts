// What the storage budget has taken, and the bodies that go with it.

import type { DatabaseSync } from 'node:sqlite';
import type { Evicted } from '../contract/model.ts';
import { fromMicros, toMicros } from './micros.ts';

/** What was deleted in one go. */
export interface EvictedStretch {
  /** Messages up to this seq; 0: none. */
  readonly through: number;
  readonly messages: number;
  readonly bytes: number;
  /** When the newest of it came. */
  readonly endedAt: number;
}

export interface EvictionRows {
  get(): Evicted | null;
  save(evicted: Evicted | null): void;
  /** Of what had ended by then; returns their bytes. */
  deleteBodies(endedAt: number): number;
  /** Deletes the oldest body there is of what has ended; null: there is none. */
  oldestBody(): EvictedStretch | null;
}

export function evictionRows(db: DatabaseSync): EvictionRows {
  const get = db.prepare('SELECT messages, bytes, until FROM evicted');
  const save = db.prepare('INSERT OR REPLACE INTO evicted(id, messages, bytes, until) VALUES(1,?,?,?)');
  const bodies = db.prepare(
    'DELETE FROM bodies WHERE connection IN (SELECT id FROM connections WHERE ended_at <= ?) RETURNING length(bytes) AS size',
  );
  const oldest = db.prepare(
    `SELECT connection, sum(length(bytes)) AS bytes, ended_at FROM bodies JOIN connections ON id = connection
      WHERE connection = (SELECT min(b.connection) FROM bodies AS b JOIN connections AS c ON c.id = b.connection WHERE c.ended_at IS NOT NULL)`,
  );
  const remove = db.prepare('DELETE FROM bodies WHERE connection = ?');
  return {
    get() {
      const row = get.get() as { messages: number; bytes: number; until: number } | undefined;
      return row ? { ...row, until: fromMicros(row.until) } : null;
    },
    save(evicted) {
      if (evicted) save.run(evicted.messages, evicted.bytes, toMicros(evicted.until));
      else db.exec('DELETE FROM evicted');
    },
    deleteBodies: (endedAt) => bodies.all(toMicros(endedAt)).reduce((sum, { size }) => sum + Number(size), 0),
    oldestBody() {
      const row = oldest.get();
      if (!row || row.connection === null) return null;
      remove.run(row.connection as number);
      return { through: 0, messages: 0, bytes: Number(row.bytes), endedAt: fromMicros(Number(row.ended_at)) };
    },
  };
}
