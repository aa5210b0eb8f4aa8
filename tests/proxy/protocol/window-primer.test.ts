import { deflateRawSync, constants } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createSyncInflater } from '../../../proxy/capture/inflate-sync.ts';
import { createInflater } from '../../../proxy/capture/inflate.ts';
import { primerFor } from '../../../proxy/protocol/window-primer.ts';
import { concat, formatHex, hex, utf8 } from '../../support/hex.ts';

const HISTORY = utf8(Array.from({ length: 9_000 }, (_, i) => `${(i * 7_919) % 10_007},`).join(''));

function next(text: Uint8Array, windowBits: number): Uint8Array {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, windowBits, dictionary: HISTORY };
  return deflateRawSync(text, options).subarray(0, -4);
}

test('is a stored block and the head of an empty one (RFC 1951 §3.2.4)', () => {
  expect(formatHex(primerFor(hex('61 62')))).toBe('00 02 00 fd ff 61 62 00');
  expect(formatHex(primerFor(hex('')))).toBe('00 00 00 ff ff 00');
});

describe.each([createInflater, createSyncInflater])('Primed with what was inflated before', (create) => {
  test.each([9, 12, 15])('an inflater with a window of 2^%i follows', (windowBits) => {
    const inflater = create({ windowBits, takeover: true });
    const text = HISTORY.slice(300 - 2 ** windowBits, -10);
    expect(inflater.inflate(primerFor(HISTORY), true, () => true)).toBe('inflated');
    const pieces: Uint8Array[] = [];
    const emit = (piece: Uint8Array) => pieces.push(Uint8Array.from(piece)) > 0;
    expect(inflater.inflate(next(text, windowBits), true, emit)).toBe('inflated');
    expect(formatHex(concat(...pieces))).toBe(formatHex(text));
  });
});
