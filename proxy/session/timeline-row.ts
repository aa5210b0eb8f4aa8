// A stored message as a timeline shows it: its facts, a preview, and what the decoders make of it.

import type { ConnectionDetail, MessageFacts, MessageRow } from '../contract/model.ts';
import type { DecoderInput } from '../formats/decoders/decoder.ts';
import { OPCODE } from '../protocol/frame.ts';
import type { StoredMessage } from '../store/message-batch.ts';
import type { StoredRow } from '../store/message-rows.ts';
import type { Store } from '../store/store.ts';
import { type AskedSource, askedOf } from './asked.ts';
import { decoderInput } from './decoder-input.ts';

/** Payload bytes that come along with a row; larger payloads are read for the decoders alone. */
export const ROW_BYTES = 8 * 1024;
/** One byte more than the decoders read in whole, so that they know. */
export const DECODED = 1024 * 1024 + 1;
/** Characters. */
const PREVIEW = 256;

const lossy = new TextDecoder();

export interface RowSource extends AskedSource {
  readonly store: Store;
}

/** `row` was read with `ROW_BYTES` of its payload. */
export function timelineRow(
  row: StoredRow,
  connection: ConnectionDetail | null,
  source: RowSource,
): MessageRow {
  const facts = factsOf(row);
  const shown = { ...facts, preview: previewOf(row), closeCode: row.closeCode };
  if (!connection) return { ...shown, decoded: null, asked: null };
  const input = rowInput(row, source);
  const decoded = source.decoders.decode(connection, input);
  return { ...shown, decoded, asked: row.complete ? askedOf(row, input, connection, source) : null };
}

/** As much of the payload as decoders read. */
export function rowInput(row: StoredRow, { store }: RowSource): DecoderInput {
  const { messages } = store;
  const payload = row.head.length < ROW_BYTES ? row.head : messages.payload(row.seq, 0, DECODED);
  return decoderInput(row, payload, messages);
}

/** Of text, and of pings and pongs that carry some. */
function previewOf({ opcode, head, closeReason }: StoredRow): string {
  if (opcode === OPCODE.close) return closeReason;
  if (opcode === OPCODE.binary) return '';
  return lossy.decode(head.subarray(0, PREVIEW * 4)).slice(0, PREVIEW);
}

export function factsOf(row: StoredMessage): MessageFacts {
  const { seq, connection, from, opcode, at, length, wireLength, frames, compressed } = row;
  const { complete, injected, violations, dropped, rtt, answers, carried } = row;
  return {
    seq,
    connection,
    from,
    opcode,
    at,
    length,
    wireLength,
    frames,
    compressed,
    complete,
    injected,
    violations,
    dropped,
    rtt,
    answers,
    carried,
  };
}
