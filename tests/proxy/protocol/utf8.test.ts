import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createUtf8Checker } from '../../../proxy/protocol/utf8.ts';
import { byteByByte } from '../../support/dialogue.ts';
import { hex, utf8 } from '../../support/hex.ts';

function isUtf8(pieces: Iterable<Uint8Array>): boolean {
  const checker = createUtf8Checker();
  for (const piece of pieces) checker.push(piece);
  return checker.complete;
}

const VALID = {
  'an empty text': '',
  ASCII: '48 65 6c 6c 6f',
  'a code point of two bytes': 'c3 a9',
  'a code point of three bytes': 'e2 82 ac',
  'a code point of four bytes': 'f0 9f 98 80',
  'the last code point': 'f4 8f bf bf',
  'the code points around the surrogates': 'ed 9f bf ee 80 80',
};

const INVALID = {
  'a lone continuation byte': '80',
  'a cut-off code point': 'e2 82',
  'a lead byte without its continuation': 'c3 28',
  'an overlong form of two bytes': 'c0 af',
  'an overlong form of three bytes': 'e0 9f bf',
  'an overlong form of four bytes': 'f0 8f bf bf',
  'a surrogate': 'ed a0 80',
  'a code point beyond U+10FFFF': 'f4 90 80 80',
  'a byte that never occurs': 'ff',
};

describe('RFC 3629 §4', () => {
  test.each(Object.entries(VALID))('%s is UTF-8', (_, bytes) => {
    expect(isUtf8([hex(bytes)])).toBe(true);
    expect(isUtf8(byteByByte(hex(bytes)))).toBe(true);
  });

  test.each(Object.entries(INVALID))('%s is not', (_, bytes) => {
    expect(isUtf8([hex(bytes)])).toBe(false);
    expect(isUtf8(byteByByte(hex(bytes)))).toBe(false);
  });

  test('the verdict is that of the platform, for any bytes', () => {
    const texts = fc.string({ unit: 'binary' }).map(utf8);
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 12 }), texts), (bytes) => {
        expect(isUtf8([bytes])).toBe(platformSays(bytes));
        expect(isUtf8(byteByByte(bytes))).toBe(platformSays(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a checker', () => {
  test('stays at no once it has said no', () => {
    const checker = createUtf8Checker();
    expect([checker.push(hex('ff')), checker.push(hex('41'))]).toEqual([false, false]);
  });

  test('begins anew after a reset', () => {
    const checker = createUtf8Checker();
    checker.push(hex('e0'));
    checker.reset();
    expect([checker.push(hex('c3 a9')), checker.complete]).toEqual([true, true]);
  });
});

function platformSays(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
