// Which decoder reads a message: subprotocol and URL first, then content; the surest one wins. Called for every
// visible row and every scanned message, so it must be quick, and it never throws.

import type { Decoded } from '../../contract/model.ts';
import { decodeLossy, decodeText } from '../payload-text.ts';
import type { DecodableMessage, Decoder, DecoderContext, DecoderInput } from './decoder.ts';
import { irc } from './irc.ts';
import { json } from './json.ts';

const DECODERS: readonly Decoder[] = [irc, json];

/** RFC 6455 §5.6: only text and binary messages carry a protocol. */
const DATA_OPCODES: ReadonlySet<number> = new Set([0x1, 0x2]);

/** Larger payloads are decoded by their first bytes alone. */
const MAX_PAYLOAD = 1024 * 1024;
const BEGINNING = 4096;

/** Null where no decoder knows it. */
export function decodeMessage(context: DecoderContext, input: DecoderInput): Decoded | null {
  if (!DATA_OPCODES.has(input.opcode) || input.payload.length === 0) return null;
  const message = decodable(input);
  return surest(context, message)?.decode(message) ?? null;
}

/**
 * Texts of which every message in which some decoder finds this field spells out at least one; null: nothing is sure.
 * @param path the first step may name the decoder, unless `rooted`; null: the kind
 */
export function spellingsOf(
  path: readonly string[] | null,
  rooted: boolean,
  text: string | null,
): readonly string[] | null {
  const found = DECODERS.map((decoder) => {
    const named = !rooted && path?.[0] === decoder.name;
    return decoder.spellings({ path: named ? path.slice(1) : path, text });
  });
  return found.includes(null) ? null : found.flatMap((each) => each ?? []);
}

/** A keep-alive of the protocol inside; most messages need not be decoded to know. */
export function isHeartbeat(context: DecoderContext, input: DecoderInput): boolean {
  if (!DATA_OPCODES.has(input.opcode) || input.payload.length === 0) return false;
  const message = decodable(input);
  const decoder = surest(context, message);
  if (!decoder) return false;
  const { text } = message;
  const sure = text !== null && !text.includes('\\') && !decoder.heartbeat.test(text);
  return !sure && (decoder.decode(message)?.heartbeat ?? false);
}

function decodable(input: DecoderInput): DecodableMessage {
  const { from, opcode, payload } = input;
  const cut = payload.length > MAX_PAYLOAD;
  const text = cut ? decodeLossy(payload.subarray(0, BEGINNING)) : decodeText(payload);
  return { from, opcode, payload, text, cut };
}

function surest(context: DecoderContext, message: DecodableMessage): Decoder | null {
  let best: Decoder | null = null;
  let confidence = 0;
  for (const decoder of DECODERS) {
    const sure = decoder.recognises(context, message);
    if (sure > confidence) [best, confidence] = [decoder, sure];
  }
  return best;
}
