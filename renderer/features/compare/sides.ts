// The two messages of a comparison as they are loaded: their facts, as much of their payloads as is compared, and what
// was read out of them. It talks to the engine and draws nothing.

import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Decoded, MessageDetail } from '../../../proxy/contract/model.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { decodeText } from '../../../proxy/formats/payload-text.ts';
import { parseClosePayload } from '../../../proxy/protocol/close.ts';
import { OPCODE } from '../../../proxy/protocol/frame.ts';
import type { Comparable } from './comparison.ts';

/** Bytes of each payload that are compared. */
export const COMPARED_BYTES = 4 << 20;
const SLICE = 1 << 20;

export interface LoadedSide extends Comparable {
  readonly detail: MessageDetail;
  /** Stored payload bytes in all. */
  readonly total: number;
}

/** `told` hears how many bytes have come, of how many. */
export async function loadSide(
  session: Session,
  seq: Seq,
  signal: AbortSignal,
  told: (loaded: number, total: number) => void,
): Promise<LoadedSide> {
  const [detail, first] = await Promise.all([session.message(seq), session.payload(seq, 0, SLICE)]);
  const bytes = new Uint8Array(Math.min(first.total, COMPARED_BYTES));
  let loaded = 0;
  for (let part = first.bytes; part.length > 0 && !signal.aborted;) {
    bytes.set(part.subarray(0, bytes.length - loaded), loaded);
    loaded = Math.min(bytes.length, loaded + part.length);
    told(loaded, bytes.length);
    if (loaded === bytes.length) break;
    part = (await session.payload(seq, loaded, SLICE)).bytes;
  }
  const text = detail.opcode === OPCODE.binary ? null : textOf(bytes, first.total);
  return { detail, total: first.total, bytes, text, value: valueOf(detail, bytes, text) };
}

/** A payload that was cut may end inside a character of up to four bytes. */
function textOf(bytes: Uint8Array, total: number): string | null {
  const cuts = bytes.length < total ? [0, 1, 2, 3] : [0];
  const texts = cuts.map((cut) => decodeText(bytes.subarray(0, bytes.length - cut)));
  return texts.find((text) => text !== null) ?? null;
}

function valueOf({ opcode, decoded }: MessageDetail, bytes: Uint8Array, text: string | null): unknown {
  if (opcode === OPCODE.close) return parseClosePayload(bytes);
  if (decoded) return decoded.parts.length > 0 ? decoded.parts.map(partOf) : ownValue(decoded);
  return text === null ? null : parseJson(text);
}

function partOf(decoded: Decoded): object {
  return { kind: decoded.kind, ...decoded.fields };
}

/** The JSON decoder keeps a list as the field `value`. */
function ownValue({ protocol, fields }: Decoded): unknown {
  return protocol === 'json' && Array.isArray(fields['value']) ? fields['value'] : fields;
}

function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null; // text that only begins like JSON
  }
}
