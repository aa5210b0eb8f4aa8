// A message that was read, as it is stored: what of it was kept, and what it is to those before it.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Message } from '../protocol/observer.ts';
import type { StoredMessage } from '../store/message-batch.ts';
import type { Place } from './dialogue.ts';

interface Kept {
  /** Bytes of its payload that are stored, or will be. */
  readonly kept: number;
  readonly injected: boolean;
  /** Null while it is not finished. */
  readonly place: Place | null;
}

export function storedMessage(
  connection: ConnectionId,
  message: Message,
  { kept, injected, place }: Kept,
): StoredMessage {
  return {
    seq: message.seq as Seq,
    connection,
    from: message.from,
    opcode: message.opcode,
    at: message.at,
    endedAt: message.endedAt,
    length: message.length,
    wireLength: message.wireLength,
    frames: message.frames,
    compressed: message.compressed,
    complete: message.complete,
    dropped: message.length - kept,
    injected,
    closeCode: message.closeCode,
    closeReason: message.closeReason,
    violations: message.violations,
    headers: message.headers,
    rtt: place?.answered?.after ?? null,
    answers: place?.answered?.to ?? null,
    carried: place?.carried ?? 0,
  };
}
