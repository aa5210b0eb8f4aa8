import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  OPCODE,
  formatFrame,
  isControl,
  isReserved,
  opcodeName,
  parseFrameHeader,
} from '../../../proxy/protocol/frame.ts';
import { formatHex, hex, utf8 } from '../../support/hex.ts';

const HELLO = utf8('Hello');

describe('RFC 6455 §5.7: the examples', () => {
  test('a single-frame unmasked text message', () => {
    expect(formatHex(formatFrame({ opcode: OPCODE.text, payload: HELLO }))).toBe('81 05 48 65 6c 6c 6f');
  });

  test('a single-frame masked text message', () => {
    const frame = formatFrame({ opcode: OPCODE.text, payload: HELLO, maskingKey: hex('37 fa 21 3d') });
    expect(formatHex(frame)).toBe('81 85 37 fa 21 3d 7f 9f 4d 51 58');
    expect(parseFrameHeader(frame)).toEqual({
      fin: true,
      rsv1: false,
      rsv2: false,
      rsv3: false,
      opcode: 1,
      masked: true,
      maskingKey: 0x37fa213d,
      payloadLength: 5,
      headerLength: 6,
    });
  });

  test('a fragmented message', () => {
    expect(formatHex(formatFrame({ opcode: OPCODE.text, fin: false, payload: utf8('Hel') }))).toBe(
      '01 03 48 65 6c',
    );
    expect(formatHex(formatFrame({ opcode: OPCODE.continuation, payload: utf8('lo') }))).toBe('80 02 6c 6f');
  });

  test('256 bytes take a 16-bit length, 64 KiB a 64-bit length', () => {
    const head = (length: number) =>
      formatHex(formatFrame({ opcode: 2, payload: new Uint8Array(length) }).subarray(0, 10));
    expect(head(256)).toMatch(/^82 7e 01 00 /);
    expect(head(65_536)).toBe('82 7f 00 00 00 00 00 01 00 00');
  });
});

describe('RFC 6455 §5.2: the payload length', () => {
  test.each([0, 1, 125, 126, 127, 65_535, 65_536, 2 ** 20, 2 ** 24 + 1])(
    '%i bytes are announced as such',
    (length) => {
      const frame = formatFrame({ opcode: 2, payload: new Uint8Array(length) });
      expect(parseFrameHeader(frame)).toMatchObject({
        payloadLength: length,
        headerLength: frame.length - length,
      });
    },
  );

  test('is exact up to 2^53', () => {
    expect(parseFrameHeader(hex('82 7f 00 1f ff ff ff ff ff ff'))?.payloadLength).toBe(2 ** 53 - 1);
  });

  test('is Infinity when its highest bit is set', () => {
    expect(parseFrameHeader(hex('82 7f 80 00 00 00 00 00 00 00'))?.payloadLength).toBe(Infinity);
  });
});

describe('a header', () => {
  test('is null until its last byte is there', () => {
    const frame = formatFrame({ opcode: 1, payload: new Uint8Array(65_536), maskingKey: hex('01 02 03 04') });
    for (let length = 0; length < 14; length++)
      expect(parseFrameHeader(frame.subarray(0, length))).toBeNull();
    expect(parseFrameHeader(frame.subarray(0, 14))?.headerLength).toBe(14);
  });

  test('is read at any offset', () => {
    expect(parseFrameHeader(hex('ff ff 89 00'), 2)).toMatchObject({
      opcode: 9,
      payloadLength: 0,
      headerLength: 2,
    });
  });

  test('says what was formatted, whatever that was', () => {
    const frames = fc.record({
      fin: fc.boolean(),
      rsv1: fc.boolean(),
      opcode: fc.integer({ min: 0, max: 15 }),
      payload: fc.uint8Array({ maxLength: 300 }),
      maskingKey: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 })),
    });
    fc.assert(
      fc.property(frames, (frame) => {
        const bytes = formatFrame(frame);
        const header = parseFrameHeader(bytes)!;
        const { fin, rsv1, opcode } = header;
        expect({ fin, rsv1, opcode }).toEqual({ fin: frame.fin, rsv1: frame.rsv1, opcode: frame.opcode });
        expect(header.masked).toBe(frame.maskingKey !== null);
        const again = formatFrame({
          fin,
          rsv1,
          opcode,
          payload: frame.payload,
          maskingKey: frame.maskingKey,
        });
        expect(again).toEqual(bytes);
      }),
    );
  });
});

describe('opcodes', () => {
  test('have the names of the RFC', () => {
    expect([0, 1, 2, 8, 9, 10].map(opcodeName)).toEqual([
      'continuation',
      'text',
      'binary',
      'close',
      'ping',
      'pong',
    ]);
    expect([3, 11].map(opcodeName)).toEqual(['reserved-3', 'reserved-11']);
  });

  test('are control from 8 on, and reserved where they have no name', () => {
    const all = Array.from({ length: 16 }, (_, opcode) => opcode);
    expect(all.filter(isControl)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect(all.filter(isReserved)).toEqual([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]);
  });
});
