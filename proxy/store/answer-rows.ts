// Which message answered which, by their seqs. An answer knows whom it answers by itself; this is for who asked.

import type { DatabaseSync } from 'node:sqlite';
import type { Seq } from '../contract/ids.ts';
import { fromMicros, toMicros } from './micros.ts';

export interface Answer {
  readonly seq: Seq;
  /** Milliseconds from the message that asked. */
  readonly after: number;
}

export interface AnswerRows {
  save(asked: Seq, answer: Answer): void;
  /** Null: none so far. */
  get(asked: Seq): Answer | null;
  /** It is not the answer after all, unless another one is known. */
  delete(asked: Seq, answer: Seq): void;
  /** Of answers that are not there any more. */
  deleteOf(answers: readonly Seq[]): void;
  /** Of those that asked, up to this one. */
  deleteThrough(asked: number): void;
  deleteAll(): void;
}

/** Null in a file that has no such table: one of an older version that is only read. */
export function answerRows(db: DatabaseSync): AnswerRows | null {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'answers'").get()) return null;
  const save = db.prepare('INSERT OR REPLACE INTO answers(asked, answer, after) VALUES(?,?,?)');
  const get = db.prepare('SELECT answer, after FROM answers WHERE asked = ?');
  const remove = db.prepare('DELETE FROM answers WHERE asked = ? AND answer = ?');
  const deleteOf = db.prepare('DELETE FROM answers WHERE answer IN (SELECT value FROM json_each(?))');
  const deleteThrough = db.prepare('DELETE FROM answers WHERE asked <= ?');
  return {
    save: (asked, { seq, after }) => void save.run(asked, seq, toMicros(after)),
    get(asked) {
      const row = get.get(asked);
      return row ? { seq: Number(row.answer) as Seq, after: fromMicros(Number(row.after)) } : null;
    },
    delete: (asked, answer) => void remove.run(asked, answer),
    deleteOf: (answers) => void deleteOf.run(JSON.stringify(answers)),
    deleteThrough: (asked) => void deleteThrough.run(asked),
    deleteAll: () => db.exec('DELETE FROM answers'),
  };
}
