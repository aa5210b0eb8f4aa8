// Payloads that are too large, or came in too slowly, to lie in a batch: in parts, each its own row.

import type { DatabaseSync } from 'node:sqlite';
import type { Seq } from '../contract/ids.ts';

const NO_BYTES = new Uint8Array(0);

export interface PayloadParts {
  add(seq: Seq, part: number, bytes: Uint8Array): void;
  /** Bytes in all parts. */
  size(seq: Seq): number;
  slice(seq: Seq, offset: number, length: number): Uint8Array;
  delete(seq: Seq): void;
  /** Of all messages up to this one. */
  deleteThrough(seq: number): void;
  deleteAll(): void;
}

export function payloadParts(db: DatabaseSync): PayloadParts {
  const add = db.prepare('INSERT INTO payload_parts(seq, part, bytes) VALUES(?,?,?)');
  const sizes = db.prepare(
    'SELECT part, length(bytes) AS size FROM payload_parts WHERE seq = ? ORDER BY part',
  );
  const one = db.prepare('SELECT bytes FROM payload_parts WHERE seq = ? AND part = ?');
  const remove = db.prepare('DELETE FROM payload_parts WHERE seq = ?');
  const removeThrough = db.prepare('DELETE FROM payload_parts WHERE seq <= ?');
  const bytesOf = (seq: Seq, part: number) => (one.get(seq, part) as { bytes: Uint8Array }).bytes;
  const sizesOf = (seq: Seq) => sizes.all(seq) as { part: number; size: number }[];
  return {
    add: (seq, part, bytes) => void add.run(seq, part, bytes),
    size: (seq) => sizesOf(seq).reduce((sum, { size }) => sum + size, 0),
    slice(seq, offset, length) {
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
    delete: (seq) => void remove.run(seq),
    deleteThrough: (seq) => void removeThrough.run(seq),
    deleteAll: () => db.exec('DELETE FROM payload_parts'),
  };
}
