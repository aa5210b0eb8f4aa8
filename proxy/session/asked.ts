// What came of a message that asks: its answer, none yet, or none when there should have been one. Read when a row is
// shown or judged; which message answers which was found when it was stored.

import { now } from '../capture/clock.ts';
import type { Asked, Connection } from '../contract/model.ts';
import type { DecoderInput } from '../formats/decoders/decoder.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import { OPCODE } from '../protocol/frame.ts';
import type { AnswerRows } from '../store/answer-rows.ts';
import type { StoredMessage } from '../store/message-batch.ts';

/** An answer that takes longer is overdue, milliseconds: people have given up by then. */
export const ANSWER_DUE = 10_000;

export interface AskedSource {
  readonly decoders: Decoders;
  readonly store: { readonly answers: AnswerRows | null };
  /** Whether the pairs of a connection are known, as they are by who reads it now. */
  readonly isPaired: (connection: Connection) => boolean;
  /** Whether a connection, or the session that it was of, may still bring answers. */
  readonly goesOn: (connection: Connection) => boolean;
}

/** Null for a message that asks nothing. */
export function askedOf(
  { seq, at }: Pick<StoredMessage, 'seq' | 'at'>,
  input: DecoderInput,
  connection: Connection,
  { decoders, store, isPaired, goesOn }: AskedSource,
): Asked | null {
  const ask = askOf(input, connection, decoders);
  if (!ask) return null;
  const answer = store.answers?.get(seq) ?? null;
  if (answer) return { answer: answer.seq, after: answer.after, overdue: false };
  const waits = now() - at < ANSWER_DUE && goesOn(connection);
  const overdue = !waits && !ask.patient && (ask.byFrame || isPaired(connection));
  return { answer: null, after: null, overdue };
}

interface Ask {
  readonly patient: boolean;
  /** No decoder has a say in it. */
  readonly byFrame: boolean;
}

function askOf(input: DecoderInput, connection: Connection, decoders: Decoders): Ask | null {
  if (input.opcode === OPCODE.ping) return { patient: false, byFrame: true };
  if (!decoders.hasTurns(connection)) return null;
  const asks = decoders.turns(connection, input)?.find((turn) => 'asks' in turn);
  return asks ? { patient: 'patient' in asks, byFrame: false } : null;
}
