import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { Decoders } from '../../../../proxy/formats/decoders/decoders.ts';
import { protobuf } from '../../../../proxy/formats/decoders/protobuf/protobuf.ts';
import { BUILT_IN, builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { hex } from '../../../support/hex.ts';

const ANY: DecoderContext = { url: 'wss://h.test/', subprotocol: null, host: 'h.test' };
const CHOSEN = new Decoders(BUILT_IN, () => 'protobuf');

function inputOf(bytes: string) {
  return { from: 'server', opcode: 2, payload: hex(bytes) } as const;
}

function chosen(bytes: string) {
  return CHOSEN.decode(ANY, inputOf(bytes));
}

describe('fields by number', () => {
  test.each([
    ['a varint', '08 96 01', { 1: { uint: 150, sint: 75 } }],
    ['a bool', '08 01', { 1: { uint: 1, sint: -1, bool: true } }],
    [
      'a negative number',
      '08 ff ff ff ff ff ff ff ff ff 01',
      { 1: { uint: '18446744073709551615', int: -1, sint: '-9223372036854775808' } },
    ],
    ['32 bits', '15 00 00 c0 3f', { 2: { uint: 1_069_547_520, float: 1.5 } }],
    ['64 bits', '19 00 00 00 00 00 00 f8 3f', { 3: { uint: '4609434218613702656', double: 1.5 } }],
    ['a text', '12 03 61 6e 61', { 2: 'ana' }],
    ['a message', '1a 03 08 96 01', { 3: { 1: { uint: 150, sint: 75 } } }],
    ['a group', '0b 10 07 0c', { 1: { 2: { uint: 7, sint: -4 } } }],
    ['packed numbers', '22 03 03 8e 02', { 4: { packed: [3, 270], bytes: '03 8e 02 (3 bytes)' } }],
    ['bytes', '22 02 ff ff', { 4: 'ff ff (2 bytes)' }],
    ['what comes again', '0a 01 61 0a 01 62', { 1: ['a', 'b'] }],
  ])('read %s', (_, bytes, fields) => {
    expect(chosen(bytes)).toMatchObject({ protocol: 'protobuf', kind: 'message', fields });
  });

  test('stand in a line', () => {
    expect(chosen('08 96 01 12 03 61 6e 61 1a 02 08 07')?.summary).toBe('1: 150, 2: "ana", 3: {1: 7}');
  });

  test('have their secrets masked', () => {
    const token = Buffer.from('oauth:abcdef').toString('hex');
    expect(chosen(`0a 0c ${token.replace(/../g, '$& ')}`)?.fields).toEqual({ 1: 'oauth:•••' });
  });

  test('are found in the bytes', () => {
    const input = inputOf('08 96 01 0a 01 61 1a 02 10 07');
    const ranges = CHOSEN.ranges(ANY, input, CHOSEN.decode(ANY, input)!);
    expect(ranges).toEqual([
      { part: null, path: ['1', '0'], from: 1, to: 3 },
      { part: null, path: ['1', '1'], from: 5, to: 6 },
      { part: null, path: ['3'], from: 8, to: 10 },
      { part: null, path: ['3', '2'], from: 9, to: 10 },
    ]);
  });
});

describe('bytes that are no message', () => {
  test.each([
    ['00 01', 'no field begins at byte 0'],
    ['08', 'field 1 at byte 0 does not end'],
    ['0a 05 61', 'field 1 at byte 0 does not end'],
    ['0b 08 01', 'group 1 does not end'],
    ['0b 14', 'a group that did not begin ends at byte 1'],
  ])('say why: %s', (bytes, why) => {
    expect(chosen(bytes)).toMatchObject({ kind: 'malformed', note: `Not read as Protobuf: ${why}.` });
  });

  test('that only might be one are left alone', () => {
    for (const bytes of ['08 01', '08 96 01', '68 65 6c 6c 6f', '00 00 00 00 00', '01 02 03 04'])
      expect(builtIn.decode(ANY, inputOf(bytes))).toBeNull();
  });

  test('that fit exactly are believed last of all', () => {
    const message = '08 96 01 12 03 61 6e 61';
    expect(builtIn.decode(ANY, inputOf(message))?.protocol).toBe('protobuf');
    // MessagePack, and two fields as well.
    const both = '82 a1 61 01 a1 62 02';
    expect(builtIn.decode({ ...ANY, decoder: 'protobuf' }, inputOf(both))?.protocol).toBe('msgpack');
  });
});

describe('messages of gRPC', () => {
  test('are parts, and trailers are text', () => {
    const status = Buffer.from('grpc-status: 0\r\n');
    const trailers = `80 00 00 00 10 ${status.toString('hex').replace(/../g, '$& ')}`;
    const decoded = builtIn.decode(ANY, inputOf(`00 00 00 00 02 08 07 ${trailers}`));
    expect(decoded).toMatchObject({ protocol: 'protobuf', kind: 'message' });
    expect(decoded?.parts).toMatchObject([
      { kind: 'message', summary: '1: 7' },
      { kind: 'trailers', summary: 'grpc-status: 0', fields: { 'grpc-status': '0' } },
    ]);
    const ranges = builtIn.ranges(ANY, inputOf(`00 00 00 00 02 08 07 ${trailers}`), decoded!);
    expect(ranges[0]).toEqual({ part: 0, path: ['1'], from: 6, to: 7 });
  });
});

describe('whatever the bytes', () => {
  const tags = fc.constantFrom(0x08, 0x0a, 0x0b, 0x0c, 0x0d, 0x12, 0x11, 0x01, 0x02, 0x00, 0x80, 0xff);
  const payloads = fc.oneof(
    fc.uint8Array(),
    fc.array(tags).map((bytes) => Uint8Array.from(bytes)),
  );

  test('it does not throw, and every range is within them', () => {
    const context = { ...ANY, subprotocol: 'protobuf' };
    fc.assert(
      fc.property(payloads, (payload) => {
        const input = { from: 'client', opcode: 2, payload } as const;
        const decoded = builtIn.decode(context, input);
        if (decoded?.protocol !== 'protobuf') return;
        for (const { from, to } of builtIn.ranges(context, input, decoded))
          expect(0 <= from && from <= to && to <= payload.length).toBe(true);
      }),
    );
  });

  test('messages in messages end somewhere', () => {
    let payload = Uint8Array.of(8, 0xff, 1);
    for (let n = 0; n < 60; n += 1) payload = Uint8Array.of(0x0a, payload.length, ...payload);
    const decoded = CHOSEN.decode(ANY, { from: 'client', opcode: 2, payload });
    expect(JSON.stringify(decoded).length).toBeLessThan(2000);
  });

  test('of many values only some are shown, which is said', () => {
    const payload = Uint8Array.from({ length: 20_000 }, (_, n) => (n % 2 === 0 ? 8 : 1));
    const decoded = CHOSEN.decode(ANY, { from: 'client', opcode: 2, payload });
    expect(decoded?.note).toBe('It has more values than are shown.');
    expect(decoded?.fields['1']).toHaveLength(5000);
  });
});

test('it is a decoder of binary messages alone', () => {
  expect(protobuf.reads).toBe('binary');
});
