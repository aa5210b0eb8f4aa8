import { encode as encodeCbor, Tagged } from 'cborg';
import { encode, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { mayHoldSecret } from '../../../../proxy/formats/secrets.ts';
import { concat, hex, utf8 } from '../../../support/hex.ts';
import { ANYWHERE, outline } from '../../../support/protocol-cases.ts';

const input = (payload: Uint8Array) => ({ from: 'server', opcode: 2, payload }) as const;
const read = (payload: Uint8Array, context: DecoderContext = ANYWHERE) =>
  builtIn.decode(context, input(payload));

const FORMATS = [
  ['msgpack', (value: unknown) => Uint8Array.from(encode(value, { useBigInt64: true }))],
  ['cbor', (value: unknown) => Uint8Array.from(encodeCbor(value, { mapSorter: () => 0 }))],
] as const;

describe.each(FORMATS)('%s', (protocol, write) => {
  const chosen: DecoderContext = { url: 'ws://h.test/', subprotocol: `x.${protocol}` };

  test('is read like the JSON that it stands for', () => {
    const value = { type: 'trade', price: 1.5, at: [1, -2, null, true], deep: { text: 'Zoë 😀' } };
    expect(read(write(value))).toEqual({
      protocol,
      kind: 'trade',
      summary: JSON.stringify(value),
      heartbeat: false,
      fields: value,
      parts: [],
    });
    expect(read(write({ type: 'ping' }))?.heartbeat).toBe(true);
  });

  test('shows bytes as hex, and masks secrets', () => {
    const decoded = read(write({ blob: Uint8Array.of(0, 255), access_token: 'abc', n: 2n ** 60n }));
    expect(decoded?.fields).toMatchObject({
      blob: '00 ff (2 bytes)',
      access_token: '•••',
      n: '1152921504606846976',
    });
  });

  test('of several values has a part for each', () => {
    expect(outline(read(concat(write({ type: 'a' }), write([1, 2]))))).toEqual([
      `${protocol} values: 2 values: {"type":"a"}; [1,2]`,
      `  ${protocol} a: {"type":"a"}`,
      `  ${protocol} array: [1,2]`,
    ]);
  });

  test('is believed only if it fits exactly and has a structure', () => {
    const whole = write({ type: 'trade', price: 1 });
    expect(read(whole.subarray(0, -1))?.protocol).not.toBe(protocol);
    expect(read(write('a text'))).toBeNull();
    expect(read(write(7))).toBeNull();
    expect(read(write([1]))).toBeNull();
    expect(read(utf8('hello'))).toBeNull();
  });

  test('that the subprotocol promises and the bytes do not hold is malformed', () => {
    expect(read(write({ a: 'bcd' }).subarray(0, 4), chosen)).toMatchObject({
      kind: 'malformed',
      summary: expect.stringContaining('no value fits the 4 bytes'),
    });
    expect(read(write(7), chosen)).toMatchObject({ kind: 'value', fields: { value: 7 } });
  });

  test('any value comes back, and each field is where its bytes are', () => {
    // a key that the library refuses makes the message malformed; secrets are masked
    const readable = fc
      .jsonValue({ maxDepth: 3 })
      .filter((any) => !/__proto__/.test(JSON.stringify(any)) && !mayHoldSecret(JSON.stringify(any)));
    const names = fc.string({ minLength: 1, maxLength: 8 }).map((name) => `n${name}`);
    const values = fc.dictionary(names, readable, { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(values, (any) => {
        const value = JSON.parse(JSON.stringify(any)) as Record<string, unknown>; // there is no -0 in JSON
        const payload = write(value);
        const decoded = builtIn.decode(chosen, input(payload))!;
        expect(decoded.fields).toEqual(value);
        for (const { path, from, to } of builtIn.ranges(chosen, input(payload), decoded)) {
          const found = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], value);
          expect(Buffer.from(payload.slice(from, to))).toEqual(Buffer.from(write(found)));
        }
      }),
    );
  });

  test('never throws, and takes no more than the bytes are worth', () => {
    const greedy = [
      ...[
        'dd 0f ff ff ff',
        'df ff ff ff ff',
        '9b 00 00 00 0f ff ff ff ff',
        'c6 ff ff ff ff',
        '9f',
        'bf',
        'ff',
      ].map(hex),
      new Uint8Array(100_000).fill(0x91),
      new Uint8Array(100_000).fill(0x81),
      new Uint8Array(100_000).fill(0xc1),
    ];
    for (const payload of greedy) expect(read(payload, chosen)?.kind).toMatch(/malformed|value/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (payload) => {
        const decoded = read(payload, chosen);
        expect(JSON.parse(JSON.stringify(decoded))).toEqual(decoded);
      }),
      { numRuns: 3000 },
    );
  });
});

test('MessagePack: extensions are named, timestamps are times', () => {
  const payload = encode({ at: new Date(1e12), own: new ExtData(5, Uint8Array.of(1)) });
  expect(read(Uint8Array.from(payload))?.fields).toEqual({
    at: '2001-09-09T01:46:40.000Z',
    own: { 'ext 5': '01 (1 byte)' },
  });
});

test('CBOR: tags, lists that do not say how long they are, keys that are no texts', () => {
  const tagged = encodeCbor({
    a: new Tagged(1, 1e9),
    b: new Tagged(99, 'x'),
    c: new Tagged(32, 'http://h/'),
  });
  expect(read(Uint8Array.from(tagged))?.fields).toEqual({
    a: '2001-09-09T01:46:40.000Z',
    b: { 'tag 99': 'x' },
    c: 'http://h/',
  });
  expect(read(hex('d9 d9f7 bf 61 61 9f 01 02 ff ff'))?.fields).toEqual({ a: [1, 2] });
  const context = { url: 'ws://h.test/', subprotocol: 'cbor' };
  expect(read(hex('a1 01 02'), context)?.fields).toEqual({ 1: 2 });
});
