// By whom a dialogue is read, in words that a session file keeps: other words are other pairs. A side of which messages
// stand for themselves has none.

import { NO_DECODER } from '../contract/decoder-choice.ts';
import { type Side, SIDES } from '../contract/model.ts';
import type { Decoders, Readable } from '../formats/decoders/decoders.ts';
import { builtIn } from '../formats/decoders/registry.ts';

const NOBODY = '-';

/** Null where somebody who should read it is not there: a file of a person's own that is broken, or somewhere else. */
export function readersOf(decoders: Decoders, connection: Readable): string | null {
  const missing = SIDES.some((from) => isMissing(decoders, decoders.readerOf(connection, from)));
  if (missing) return null;
  const asks = decoders.hasTurns(connection);
  return SIDES.map((from) => wordOf(decoders, connection, from, asks)).join(' ');
}

/** Where nothing was chosen, and nobody's own decoder was there. */
export function usualReaders({ decoder }: Readable): string {
  const known = decoder !== undefined && builtIn.named(decoder) ? decoder : null;
  return readersOf(builtIn, { decoder: known })!;
}

/** Whether its messages have to do with each other at all. */
export function isDialogue(decoders: Decoders, connection: Readable): boolean {
  return decoders.hasTurns(connection) || SIDES.some((from) => decoders.framer(connection, from) !== null);
}

function isMissing(decoders: Decoders, name: string | null): boolean {
  return name !== null && name !== NO_DECODER && decoders.named(name) === null;
}

function wordOf(decoders: Decoders, connection: Readable, from: Side, asks: boolean): string {
  const reader = decoders.named(decoders.readerOf(connection, from));
  if (!reader || !(asks || reader.framer)) return NOBODY;
  return reader.revision === undefined ? reader.name : `${reader.name}@${reader.revision}`;
}
