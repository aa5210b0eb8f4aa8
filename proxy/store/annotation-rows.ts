// Notes about connections and messages as rows. A note in which nothing is left has no row.

import type { DatabaseSync } from 'node:sqlite';
import type { Annotation } from '../contract/model.ts';
import { isBlank } from '../contract/notes.ts';

export interface AnnotationRows {
  /** Inserts, replaces or deletes. */
  save(annotation: Annotation): void;
  list(): Annotation[];
  /** Those of messages, all of which were deleted, and of connections that are not there any more. */
  deleteStray(): void;
}

/** Null in a file that has no such table: one of an older version that is only read. */
export function annotationRows(db: DatabaseSync): AnnotationRows | null {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'annotations'").get()) return null;
  const save = db.prepare(
    'INSERT OR REPLACE INTO annotations(kind, id, connection, mark, comment, pinned) VALUES(?,?,?,?,?,?)',
  );
  const remove = db.prepare('DELETE FROM annotations WHERE kind = ? AND id = ?');
  const list = db.prepare('SELECT * FROM annotations ORDER BY kind, id');
  return {
    save(annotation) {
      const { kind, id, connection, mark, comment, pinned } = annotation;
      if (isBlank(annotation)) remove.run(kind, id);
      else save.run(kind, id, connection, mark, comment, Number(pinned));
    },
    list: () => list.all().map(fromRow),
    deleteStray: () => db.exec(STRAY),
  };
}

const STRAY = `DELETE FROM annotations
  WHERE kind = 'message' OR connection NOT IN (SELECT id FROM connections);`;

function fromRow(row: Record<string, unknown>): Annotation {
  return {
    kind: row.kind,
    id: Number(row.id),
    connection: Number(row.connection),
    mark: row.mark,
    comment: String(row.comment),
    pinned: row.pinned === 1,
  } as Annotation;
}
