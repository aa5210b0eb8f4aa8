// The wire log's records: what was written is read, and what lies there instead of them, or is cut off, ends the reading.

import assert from 'node:assert/strict';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import {
  type RecordMemory,
  type RecordReader,
  readRecords,
  recordLength,
  recordMemory,
  writeBytes,
} from '../../../proxy/session/wire-record.ts';
import { FRAMES } from '../corpus.ts';
import { type Target, piecesOf } from '../target.ts';

const id = 1 as ConnectionId;

function written(pieces: readonly Uint8Array[]): { memory: RecordMemory; length: number } {
  const memory = recordMemory(pieces.reduce((sum, { length }) => sum + recordLength(length), 0));
  let position = 0;
  for (const [n, piece] of pieces.entries()) {
    writeBytes(memory, position, id, 'client', piece, n, 0, false);
    position += recordLength(piece.length);
  }
  return { memory, length: position };
}

function read(memory: RecordMemory, length: number): Buffer[] {
  const chunks: Buffer[] = [];
  const reader: RecordReader = {
    event: () => undefined,
    bytes: (_id, _from, chunk) => void chunks.push(Buffer.from(chunk)),
    skipped: () => undefined,
  };
  const end = readRecords(memory, length, reader);
  assert.ok(end <= length);
  return chunks;
}

export const wireRecord: Target = {
  law: 'carry the chunks unchanged and in order, and survive whatever overwrote them',
  seeds: FRAMES,
  check(each) {
    const pieces = piecesOf(each);
    const { memory, length } = written(pieces);
    assert.deepEqual(
      read(memory, length),
      pieces.map((bytes) => Buffer.from(bytes)),
    );
    memory.bytes.set(Buffer.concat(pieces)); // shorter than with the headers
    read(memory, length);
  },
};
