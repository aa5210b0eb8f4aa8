// Messages of a file of version 2, where each was a row of its own: moved into batches, once.

import type { DatabaseSync } from 'node:sqlite';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import { type Rule, violation } from '../protocol/violation.ts';
import type { StoredMessage } from './message-batch.ts';
import { messageBatches } from './message-batches.ts';
import { fromMicros } from './micros.ts';

/** Within the transaction that brings the file forward. */
export function moveOldMessages(db: DatabaseSync): void {
  const batches = messageBatches(db, 'create');
  const old = db.prepare('SELECT * FROM old_messages ORDER BY seq');
  for (const row of old.iterate() as Iterable<OldRow>) batches.put(messageOf(row), row.payload);
  batches.save();
  db.exec('DROP TABLE old_messages');
}

interface OldRow extends Record<
  'sent' | 'opcode' | 'at' | 'ended_at' | 'length' | 'wire_length' | 'frames' | 'flags' | 'dropped',
  number
> {
  readonly seq: Seq;
  readonly connection: ConnectionId;
  readonly close_code: number | null;
  readonly close_reason: string | null;
  readonly violations: string | null;
  readonly headers: Uint8Array;
  readonly payload: Uint8Array | null;
}

const FLAGS = { compressed: 1, complete: 2, injected: 4 } as const;

function messageOf(old: OldRow): StoredMessage {
  const { seq, connection, opcode, length, frames, dropped, headers } = old;
  return {
    seq,
    connection,
    from: old.sent === 1 ? 'client' : 'server',
    opcode,
    at: fromMicros(old.at),
    endedAt: fromMicros(old.ended_at),
    length,
    wireLength: old.wire_length,
    frames,
    compressed: (old.flags & FLAGS.compressed) !== 0,
    complete: (old.flags & FLAGS.complete) !== 0,
    injected: (old.flags & FLAGS.injected) !== 0,
    dropped,
    closeCode: old.close_code,
    closeReason: old.close_reason ?? '',
    violations: old.violations?.split(',').map((rule) => violation(rule as Rule)) ?? [],
    rtt: null,
    answers: null,
    carried: 0,
    headers,
  };
}
