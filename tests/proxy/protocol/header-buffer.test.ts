import { expect, test } from 'vitest';
import { HeaderBuffer } from '../../../proxy/protocol/header-buffer.ts';
import { byteByByte } from '../../support/dialogue.ts';
import { hex } from '../../support/hex.ts';

test.each(['81 05', '81 85 01 02 03 04', '82 7e 00 80', '82 ff 00 00 00 00 00 01 00 00 01 02 03 04'])(
  'the header %s is whole with its last byte',
  (text) => {
    const header = new HeaderBuffer();
    const bytes = hex(text);
    const whole = [...byteByByte(bytes)].map((byte) => [header.fill(byte, 0), header.whole]);
    expect(whole).toEqual(Array.from(bytes, (_, i) => [1, i === bytes.length - 1]));
    expect(header.bytes.subarray(0, header.length)).toEqual(bytes);
  },
);

test('a header takes its own bytes out of a chunk, and no more', () => {
  const header = new HeaderBuffer();
  expect(header.fill(hex('ff ff 89 00 42 43'), 2)).toBe(2);
  expect(header.fill(hex('42 43'), 0)).toBe(0);
});
