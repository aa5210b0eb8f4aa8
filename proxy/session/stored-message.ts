// A message that was read, as it is stored: what of it was kept, and how long it took to answer.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import { OPCODE } from '../protocol/frame.ts';
import type { Message } from '../protocol/observer.ts';
import type { StoredMessage } from '../store/message-batch.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { PingTimes } from './ping-times.ts';

/** Milliseconds from the ping that this answers; null for everything else. */
export function rttOf(record: ConnectionRecord, message: Message, payload: Uint8Array | null): number | null {
  if (payload === null || (message.opcode !== OPCODE.ping && message.opcode !== OPCODE.pong)) return null;
  record.pings ??= new PingTimes();
  return record.pings.take(message, payload);
}

/** @param kept bytes of its payload that are stored, or will be */
export function storedMessage(
  connection: ConnectionId,
  message: Message,
  { kept, injected, rtt }: { readonly kept: number; readonly injected: boolean; readonly rtt: number | null },
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
    rtt,
  };
}
