import { encodePayload } from 'engine.io-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitPollingPayload } from '../../../proxy/session/polling-payload.ts';

const shown = (body: string | Uint8Array, version: string) =>
  splitPollingPayload(Buffer.from(body as string), version).map(({ payload, binary, size, whole }) =>
    [
      binary ? Buffer.from(payload).toString('hex') : Buffer.from(payload).toString(),
      size,
      ...(whole ? [] : ['cut']),
    ].join(' '),
  );

describe('a body of Engine.IO 4', () => {
  test('has a record separator between its packets, and binary in base64', () => {
    expect(shown('4hello\x1e2\x1ebAQID', '4')).toEqual(['4hello 6', '2 2', '010203 6']);
  });

  test('is read as its own parser writes it', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    encodePayload(
      [
        { type: 'message', data: '€' },
        { type: 'message', data: Buffer.of(1, 2, 3, 4) },
      ],
      resolve,
    );
    expect(shown(await promise, '4')).toEqual(['4€ 4', '01020304 10']);
  });
});

describe('a body of Engine.IO 3', () => {
  test('has the length of each packet before it, in characters', () => {
    expect(shown('6:4hello2:4€1:210:b4AQIDBAUG', '3')).toEqual([
      '4hello 8',
      '4€ 6',
      '2 3',
      '04010203040506 13',
    ]);
  });

  test('or in its binary form, in bytes', () => {
    const body = Buffer.concat([
      Buffer.of(0, 4, 0xff),
      Buffer.from('4€'),
      Buffer.of(1, 1, 0, 0xff, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    ]);
    expect(shown(body, '3')).toEqual(['4€ 7', '04010203040506070809 14']);
  });

  test('that is cut short, or is none, loses no byte', () => {
    expect(shown('6:4hel', '3')).toEqual(['4hel 6 cut']);
    expect(shown('nonsense', '3')).toEqual(['nonsense 8 cut']);
    expect(shown(Buffer.of(1, 9, 0xff, 4, 1), '3')).toEqual(['0401 5 cut']);
  });
});

describe('JSONP', () => {
  test('wraps an answer into a call', () => {
    expect(shown('___eio[0]("5:4\\"h\\"\\u2028");', '3')).toEqual(['4"h"\u2028 28']);
    expect(shown('/**/___eio[12]("4a\\u001e4b");', '4')).toEqual(['4a 12', '4b 17']);
  });

  test('and what it posts into a form', () => {
    expect(shown(`d=${encodeURIComponent('4a\\nb\x1e4c\\\\nd')}`, '4')).toEqual(['4a\nb 9', '4c\\nd 13']);
  });
});

test('any bytes become packets that take all of them', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom('3', '4'), (body, version) => {
      const packets = splitPollingPayload(body, version);
      expect(packets.reduce((sum, { size }) => sum + size, 0)).toBe(body.length);
    }),
  );
});
