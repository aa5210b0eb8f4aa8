// The gaps that a session file has, when nobody writes to it any more.

import { DatabaseSync } from 'node:sqlite';

export interface StoredGap {
  readonly reason: string;
  readonly messages: number;
  readonly bytes: number;
  /** 1: it has an end. */
  readonly over: number;
}

export function storedGaps(file: string): StoredGap[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare('SELECT reason, messages, bytes, to_at IS NOT NULL AS over FROM gaps').all();
  db.close();
  return rows.map((row) => ({ ...row }) as unknown as StoredGap);
}
