import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAscii, formatByte, formatOffset, readBytes } from '../../../renderer/ui/hex-view-values.ts';

const reading = (bytes: Uint8Array, type: string, offset = 0) =>
  readBytes(bytes, offset).find((each) => each.type === type);

describe('bytes as numbers', () => {
  const bytes = new Uint8Array([0x01, 0x02, 0x03, 0x04, 0xff, 0xfe, 0xfd, 0xfc, 0x80]);

  test('are read in both byte orders', () => {
    expect(reading(bytes, 'uint16')).toEqual({ type: 'uint16', little: '513', big: '258' });
    expect(reading(bytes, 'uint32')).toEqual({ type: 'uint32', little: '67305985', big: '16909060' });
  });

  test('have one reading where byte order does not matter', () => {
    expect(reading(bytes, 'int8', 8)).toEqual({ type: 'int8', little: '-128', big: null });
  });

  test('keep every digit of 64 bits', () => {
    const most = new Uint8Array(8).fill(0xff);
    expect(reading(most, 'uint64')?.big).toBe('18446744073709551615');
    expect(reading(most, 'int64')?.big).toBe('-1');
  });

  test('are not read beyond the end', () => {
    expect(readBytes(bytes, 8).map(({ type }) => type)).toEqual(['int8', 'uint8']);
    expect(readBytes(bytes, 9)).toEqual([]);
  });

  test('are read from the middle of a larger buffer', () => {
    expect(reading(bytes.subarray(2), 'uint16')?.big).toBe('772');
  });

  test('give back the float that was written', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const buffer = new DataView(new ArrayBuffer(8));
        buffer.setFloat64(0, value, false);
        expect(reading(new Uint8Array(buffer.buffer), 'float64')?.big).toBe(String(value));
      }),
    );
  });
});

test('offsets have eight digits, bytes two', () => {
  expect(formatOffset(0)).toBe('00000000');
  expect(formatOffset(0x1f40)).toBe('00001f40');
  expect(formatByte(10)).toBe('0a');
});

test('the ASCII column shows a dot for what has no picture', () => {
  expect([0x41, 0x20, 0x7e].map(formatAscii)).toEqual(['A', ' ', '~']);
  expect([0x00, 0x1f, 0x7f, 0xff].map(formatAscii)).toEqual(['·', '·', '·', '·']);
});
