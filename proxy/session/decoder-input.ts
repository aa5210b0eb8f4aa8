// A stored message as decoders take it: with what earlier messages said of the unit that it goes on with.

import type { DecoderInput } from '../formats/decoders/decoder.ts';
import type { StoredMessage } from '../store/message-batch.ts';
import type { MessageRows } from '../store/message-rows.ts';

/** Bytes of earlier messages that are looked at: what a decoder reads of one message in whole. */
const MOST_CARRIED = 1024 * 1024;

export type Spoken = Pick<StoredMessage, 'seq' | 'connection' | 'from' | 'opcode' | 'carried'>;

export function decoderInput(
  message: Spoken,
  payload: Uint8Array,
  messages: Pick<MessageRows, 'before'>,
): DecoderInput {
  const { from, opcode, carried } = message;
  if (carried === 0) return { from, opcode, payload };
  return { from, opcode, payload, before: messages.before(message, Math.min(carried, MOST_CARRIED)) };
}
