// What a session file holds of numbered messages, read as anybody may read it: by SQL.

import { DatabaseSync } from 'node:sqlite';
import { parseNumbered } from './numbered.ts';

export interface Stored {
  readonly messages: number;
  /** Messages whose number is not the one after the last of their connection. */
  readonly misplaced: number;
  /** When the newest of them was sent, epoch milliseconds. */
  readonly newest: number;
  readonly integrity: string;
}

/** Received text messages in the order of arrival. */
export function readStored(file: string): Stored {
  const db = new DatabaseSync(file);
  const next = new Map<number, number>();
  let [messages, misplaced, newest] = [0, 0, 0];
  const rows = db.prepare(
    'SELECT connection, substr(payload, 1, 40) AS head FROM messages WHERE sent = 0 AND opcode = 1 ORDER BY seq',
  );
  for (const row of rows.iterate()) {
    const connection = Number(row['connection']);
    const { number, sentAt } = parseNumbered(row['head'] as Uint8Array);
    messages += 1;
    if (number !== (next.get(connection) ?? 0)) misplaced += 1;
    next.set(connection, number + 1);
    newest = Math.max(newest, sentAt);
  }
  const integrity = String(db.prepare('PRAGMA integrity_check').get()?.['integrity_check']);
  db.close();
  return { messages, misplaced, newest, integrity };
}

/** Messages stored, whatever they are. */
export function countStored(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  const row = db.prepare('SELECT count(*) AS n FROM messages').get();
  db.close();
  return Number(row?.['n']);
}

export interface Skipped {
  readonly messages: number;
  readonly gaps: number;
}

/** What the gaps say was not kept. */
export function readGaps(file: string): Skipped {
  const db = new DatabaseSync(file, { readOnly: true });
  const row = db.prepare('SELECT count(*) AS gaps, total(messages) AS messages FROM gaps').get();
  db.close();
  return { gaps: Number(row?.['gaps']), messages: Number(row?.['messages']) };
}
