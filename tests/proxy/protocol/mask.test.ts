import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unmask } from '../../../proxy/protocol/mask.ts';
import { formatHex, hex, utf8 } from '../../support/hex.ts';

describe('RFC 6455 §5.3: masking', () => {
  test('turns the masked “Hello” of §5.7 into text', () => {
    const payload = hex('7f 9f 4d 51 58');
    unmask(payload, 0, 5, 0x37fa213d, 0);
    expect(payload).toEqual(utf8('Hello'));
  });

  test('touches nothing outside of the range', () => {
    const bytes = hex('00 00 00 00');
    unmask(bytes, 1, 3, 0xffffffff, 0);
    expect(formatHex(bytes)).toBe('00 ff ff 00');
  });

  test('goes on with the key where the last piece ended', () => {
    const bytes = hex('00 00 00');
    unmask(bytes, 0, 3, 0x01020304, 6);
    expect(formatHex(bytes)).toBe('03 04 01');
  });

  test('does what §5.3 says, at any length, alignment and position', () => {
    const cases = fc.tuple(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(20),
      fc.nat(2 ** 40),
      fc.integer({ min: 0, max: 0xffffffff }),
    );
    fc.assert(
      fc.property(cases, ([payload, start, position, key]) => {
        const bytes = new Uint8Array(start + payload.length);
        bytes.set(payload, start);
        unmask(bytes, start, bytes.length, key, position);
        const octets = [key >>> 24, (key >>> 16) & 255, (key >>> 8) & 255, key & 255];
        expect(bytes.subarray(start)).toEqual(payload.map((byte, i) => byte ^ octets[(position + i) % 4]!));
      }),
    );
  });
});
