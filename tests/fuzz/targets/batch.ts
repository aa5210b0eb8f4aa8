// The way from the relay's thread to the archive's: whatever is written into slabs is read out of them.

import assert from 'node:assert/strict';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { readBatch } from '../../../proxy/session/batch.ts';
import { createWireLog } from '../../../proxy/session/wire-log.ts';
import { FRAMES } from '../corpus.ts';
import { type Target, piecesOf } from '../target.ts';

export const batch: Target = {
  law: 'carry the chunks unchanged and in order',
  seeds: FRAMES,
  check(each) {
    const pieces = piecesOf(each);
    const read: Uint8Array[] = [];
    const log = createWireLog(
      (batch) =>
        readBatch(batch, {
          event: () => undefined,
          bytes: (_id, _from, chunk) => read.push(Uint8Array.from(chunk)),
        }),
      { slabBytes: 1024, budget: Infinity },
    );
    for (const [n, piece] of pieces.entries()) log.bytes((n + 1) as ConnectionId, 'client', piece, n, false);
    log.flush();
    log.stop();
    assert.deepEqual(
      read.map((bytes) => Buffer.from(bytes)),
      pieces.map((bytes) => Buffer.from(bytes)),
    );
  },
};
