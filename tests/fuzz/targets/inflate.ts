// Both inflaters, RFC 7692 §7.2.2: a message that arrives in pieces is the message, corrupt ones are told, and where no
// context is kept the fast way and the public one say the same.

import assert from 'node:assert/strict';
import { createSyncInflater } from '../../../proxy/capture/inflate-sync.ts';
import { HandleInflater } from '../../../proxy/capture/inflate.ts';
import type { DeflateSide } from '../../../proxy/protocol/deflate.ts';
import type { Inflater } from '../../../proxy/protocol/inflater.ts';
import { COMPRESSED } from '../corpus.ts';
import { type Target, pick, piecesOf } from '../target.ts';

/** In narrower windows, what a reference beyond the window finds depends on how zlib is called: nothing may throw. */
const WIDEST = 15;

const SIDES: readonly DeflateSide[] = [
  { windowBits: WIDEST, takeover: false },
  { windowBits: 8, takeover: false },
  { windowBits: WIDEST, takeover: true },
];

/** Outcome and, where it could be read, content of one message. */
function inflateOne(inflater: Inflater, pieces: readonly Uint8Array[]): string {
  let output = '';
  const emit = (piece: Uint8Array) => {
    output += Buffer.from(piece).toString('latin1');
    return true;
  };
  for (const [index, piece] of pieces.entries()) {
    const result = inflater.inflate(piece, index === pieces.length - 1, emit);
    if (result !== 'inflated') return result;
  }
  return output;
}

/** The message between two that are as they should be, and lost or not at the end. */
function inflateAll(inflater: Inflater, pieces: readonly Uint8Array[]): unknown[] {
  const right = COMPRESSED[0]!;
  const outcomes = [[right], pieces, [right]].map((message) => inflateOne(inflater, message));
  const { lost } = inflater;
  inflater.close();
  return [...outcomes, lost];
}

export const inflate: Target = {
  law: 'reads the same out of any split, by the handle and by the public functions',
  seeds: COMPRESSED,
  check(each) {
    if (each.stream.length === 0) return; // such a message is not given to an inflater (RFC 7692 §7.2.3.6)
    const side = pick(SIDES, each.variant);
    const pieces = piecesOf(each);
    const [byHandle, byFunctions] = [() => new HandleInflater(side), () => createSyncInflater(side)].map(
      (create) => {
        const whole = inflateAll(create(), [each.stream]);
        const split = inflateAll(create(), pieces);
        if (side.windowBits === WIDEST) assert.deepEqual(split, whole);
        return whole;
      },
    );
    // with takeover they may differ after a message that breaks off inside a block, which neither can notice
    if (side.windowBits === WIDEST && !side.takeover) assert.deepEqual(byFunctions, byHandle);
  },
};
