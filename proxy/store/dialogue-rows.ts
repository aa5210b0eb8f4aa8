// By whom the dialogues of connections were read, of those where it is not the usual one. What the words mean is for those
// who write them.

import type { DatabaseSync } from 'node:sqlite';
import type { ConnectionId } from '../contract/ids.ts';

/** Null: not the same for all of it. */
export type Readers = string | null;

export interface DialogueRows {
  all(): Map<ConnectionId, Readers>;
  save(connection: ConnectionId, readers: Readers): void;
  delete(connection: ConnectionId): void;
  /** Those of connections that are not there any more. */
  deleteStray(): void;
}

/** Null in a file that has no such table: one of an older version that is only read. */
export function dialogueRows(db: DatabaseSync): DialogueRows | null {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'dialogues'").get()) return null;
  const all = db.prepare('SELECT connection, readers FROM dialogues');
  const save = db.prepare('INSERT OR REPLACE INTO dialogues(connection, readers) VALUES(?,?)');
  const remove = db.prepare('DELETE FROM dialogues WHERE connection = ?');
  return {
    all: () =>
      new Map(all.all().map(({ connection, readers }) => [connection as ConnectionId, readers as Readers])),
    save: (connection, readers) => void save.run(connection, readers),
    delete: (connection) => void remove.run(connection),
    deleteStray: () => db.exec('DELETE FROM dialogues WHERE connection NOT IN (SELECT id FROM connections)'),
  };
}
