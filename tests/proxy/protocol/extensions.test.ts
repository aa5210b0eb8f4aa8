import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExtensions } from '../../../proxy/protocol/extensions.ts';

describe('RFC 6455 §9.1: Sec-WebSocket-Extensions', () => {
  test('is nothing when the field is not there', () => {
    expect(parseExtensions(null)).toEqual([]);
    expect(parseExtensions(' , ')).toEqual([]);
  });

  test('is a list of names with parameters, in order', () => {
    expect(parseExtensions('foo, Bar; baz=2 ;qux,deflate-stream')).toEqual([
      { name: 'foo', parameters: [] },
      {
        name: 'bar',
        parameters: [
          ['baz', '2'],
          ['qux', null],
        ],
      },
      { name: 'deflate-stream', parameters: [] },
    ]);
  });

  test('may have quoted values, with commas and semicolons inside', () => {
    expect(parseExtensions('foo; a="1, 2; \\"3\\""; b="10", bar')).toEqual([
      {
        name: 'foo',
        parameters: [
          ['a', '1, 2; "3"'],
          ['b', '10'],
        ],
      },
      { name: 'bar', parameters: [] },
    ]);
  });

  test('keeps repeated parameters and odd ones, for whoever judges them', () => {
    expect(parseExtensions('foo; a; a=; =1; b="open')).toEqual([
      {
        name: 'foo',
        parameters: [
          ['a', null],
          ['a', ''],
          ['', '1'],
          ['b', 'open'],
        ],
      },
    ]);
  });

  test('is read whatever it is', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', '\\', ',', ';', '=', ' ') });
    fc.assert(
      fc.property(field, (text) => {
        expect(parseExtensions(text).every(({ name }) => name !== '')).toBe(true);
      }),
    );
  });
});
