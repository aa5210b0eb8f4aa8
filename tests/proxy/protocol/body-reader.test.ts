import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  createBodyReader,
  createRequestBodyReader,
  keepsAlive,
} from '../../../proxy/protocol/body-reader.ts';
import type { Headers } from '../../../proxy/protocol/http-head.ts';
import { cutAt } from '../../support/dialogue.ts';
import { utf8 } from '../../support/hex.ts';

interface Reading {
  /** Content, chunks joined. */
  readonly content: string;
  /** Bytes that belong to the body. */
  readonly length: number;
  readonly done: boolean;
  readonly untilClose: boolean;
  readonly broken: boolean;
}

function read(headers: Headers, pieces: readonly Uint8Array[], method = 'GET', status = 200): Reading {
  const body = createBodyReader(method, status, headers);
  const content: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    if (body.done) break;
    length += body.push(piece, (bytes) => content.push(new TextDecoder().decode(bytes)));
  }
  return {
    content: content.join(''),
    length,
    done: body.done,
    untilClose: body.untilClose,
    broken: body.broken,
  };
}

const once = (headers: Headers, text: string, method?: string, status?: number): Reading =>
  read(headers, [utf8(text)], method, status);

const CHUNKED: Headers = [['Transfer-Encoding', 'chunked']];

describe('RFC 9112 §6.3: a body', () => {
  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['GET', 101],
  ])('is empty in the answer %s %i, whatever the fields say', (method, status) => {
    for (const headers of [CHUNKED, [['Content-Length', '5']] as const]) {
      expect(once(headers, 'hello', method, status)).toMatchObject({ length: 0, done: true });
    }
  });

  test('is as long as its Content-Length, and the rest is somebody else’s', () => {
    const headers: Headers = [['content-length', '5']];
    expect(once(headers, 'hello, world')).toEqual({
      content: 'hello',
      length: 5,
      done: true,
      untilClose: false,
      broken: false,
    });
    expect(once(headers, 'hel')).toMatchObject({ content: 'hel', done: false });
    expect(once([['Content-Length', '0']], 'x')).toMatchObject({ length: 0, done: true });
  });

  test.each([['5, 5'], ['5,5']])('may have the same length twice: %s', (value) => {
    expect(once([['Content-Length', value]], 'hello!')).toMatchObject({ length: 5, done: true });
    const twice: Headers = [
      ['Content-Length', '5'],
      ['content-length', '5'],
    ];
    expect(once(twice, 'hello!')).toMatchObject({ length: 5, done: true });
  });

  test.each(['', '5, 6', '+5', '-5', '0x5', '5.0', 'five', '9'.repeat(20)])(
    'with the length %j ends with the connection, so that all of it is passed on',
    (value) => {
      expect(once([['Content-Length', value]], 'hello')).toEqual({
        content: 'hello',
        length: 5,
        done: false,
        untilClose: true,
        broken: false,
      });
    },
  );

  test('with a megabyte of spaces in its length is read all the same', () => {
    const length = `5${' '.repeat(1 << 20)}5`;
    expect(once([['Content-Length', length]], 'hello')).toMatchObject({ length: 5, untilClose: true });
  });

  test('without a length ends with the connection', () => {
    expect(once([], 'hello')).toMatchObject({ content: 'hello', length: 5, done: false, untilClose: true });
  });

  test('with another coding than chunked as the last ends with the connection', () => {
    for (const coding of ['gzip', 'chunked, gzip', 'xchunked', 'identity']) {
      expect(once([['Transfer-Encoding', coding]], '0\r\n\r\n')).toMatchObject({
        done: false,
        untilClose: true,
      });
    }
  });

  test('with chunks goes by them, also when there is a length, and when codings are in several fields', () => {
    const both: Headers = [['Content-Length', '3'], ...CHUNKED];
    expect(once(both, '1\r\na\r\n0\r\n\r\n')).toMatchObject({ content: 'a', length: 11, done: true });
    const several: Headers = [
      ['Transfer-Encoding', 'gzip'],
      ['transfer-encoding', 'Chunked'],
    ];
    expect(once(several, '1\r\na\r\n0\r\n\r\n')).toMatchObject({ content: 'a', length: 11, done: true });
  });
});

describe('RFC 9112 §6.3: a request’s body', () => {
  test.each([
    ['is empty without fields of its own', [], 'GET /', '', 0],
    ['is as long as its Content-Length', [['Content-Length', '3']], 'abcGET', 'abc', 3],
    ['goes by its chunks', CHUNKED, '1\r\na\r\n0\r\n\r\nGET', 'a', 11],
  ] as const)('%s', (_, headers, text, content, length) => {
    const body = createRequestBodyReader(headers);
    const pieces: string[] = [];
    const taken = body.done
      ? 0
      : body.push(utf8(text), (piece) => pieces.push(new TextDecoder().decode(piece)));
    expect([pieces.join(''), taken, body.done]).toEqual([content, length, true]);
  });
});

describe('RFC 9112 §7.1: chunks', () => {
  const body = '4\r\nwiki\r\n5;name="va;l"\r\npedia\r\nA \r\n in chunks\r\n000\r\nX-A: 1\r\nX-B: 2\r\n\r\n';

  test('are joined, without sizes, extensions and trailers', () => {
    expect(once(CHUNKED, `${body}HTTP/1.1`)).toEqual({
      content: 'wikipedia in chunks',
      length: body.length,
      done: true,
      untilClose: false,
      broken: false,
    });
  });

  test('are the same however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(body.length), { maxLength: 20 }), (cuts) => {
        expect(read(CHUNKED, cutAt(utf8(body), cuts))).toEqual(once(CHUNKED, body));
      }),
    );
  });

  test.each([
    ['a size that is none', 'x\r\nabc'],
    ['a sign', '-1\r\nabc'],
    ['0x', '0x1\r\nabc'],
    ['no size', '\r\nabc'],
    ['a size beyond 52 bits', 'fffffffffffffff\r\nabc'],
    ['data longer than its size', '1\r\nabc\r\n0\r\n\r\n'],
    ['a size that ends with a bare LF', '1\na\r\n0\r\n\r\n'],
    ['a LF in an extension', '1;a\nb\r\na\r\n0\r\n\r\n'],
    ['a CR in an extension', '1;a\rb\r\na\r\n0\r\n\r\n'],
    ['data that ends with a bare LF', '1\r\na\n0\r\n\r\n'],
    ['trailers that end with a bare LF', '0\r\nX: a\n\r\n'],
    ['a line without end', `1;${'x'.repeat(9000)}`],
  ])('with %s are passed on until the connection closes', (_, text) => {
    const reading = once(CHUNKED, `${text}${'z'.repeat(100)}`);
    expect(reading).toMatchObject({
      length: text.length + 100,
      done: false,
      untilClose: true,
      broken: true,
    });
  });

  test('of any bytes never take more than there are, and never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (pieces) => {
        const { length } = read(CHUNKED, pieces);
        expect(length).toBeLessThanOrEqual(pieces.reduce((sum, piece) => sum + piece.length, 0));
      }),
    );
  });
});

describe('RFC 9112 §9.3: the connection', () => {
  test.each([
    ['HTTP/1.1', null, true],
    ['HTTP/1.1', 'close', false],
    ['HTTP/1.1', 'Upgrade, CLOSE', false],
    ['HTTP/1.1', 'not-close', true],
    ['HTTP/1.0', null, false],
    ['HTTP/1.0', 'Keep-Alive', true],
  ])('of %s with Connection: %s may be used again: %s', (version, value, kept) => {
    expect(keepsAlive(version, value === null ? [] : [['Connection', value]])).toBe(kept);
  });

  test('closes when any of several fields says so', () => {
    const headers: Headers = [
      ['Connection', 'Upgrade'],
      ['connection', 'close'],
    ];
    expect(keepsAlive('HTTP/1.1', headers)).toBe(false);
  });
});
