import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findHeadEnd,
  headerList,
  headerValue,
  headerValues,
  parseRequestHead,
  parseResponseHead,
} from '../../../proxy/protocol/http-head.ts';
import { utf8 } from '../../support/hex.ts';

const REQUEST =
  'GET /chat?a=b HTTP/1.1\r\nhost: example.com\r\nUPGRADE:websocket\r\nCookie: a=1\r\ncookie:  b=2 \r\n\r\n';

describe('RFC 9112 §2: the end of the head', () => {
  test('is after the empty line', () => {
    expect(findHeadEnd(utf8(`${REQUEST}\x81\x00`))).toBe(REQUEST.length);
  });

  test('is not there before its last byte is', () => {
    const bytes = utf8(REQUEST);
    for (let length = 0; length < bytes.length; length++)
      expect(findHeadEnd(bytes.subarray(0, length))).toBe(-1);
  });

  test('may be made of bare line feeds', () => {
    expect(findHeadEnd(utf8('GET / HTTP/1.0\nA: b\n\nrest'))).toBe(21);
    expect(findHeadEnd(utf8('GET / HTTP/1.0\nA: b\n\r\nrest'))).toBe(22);
  });

  test('is found when searching goes on where the last bytes ended, less three', () => {
    const bytes = utf8(REQUEST);
    for (let known = 0; known < bytes.length; known++) {
      expect(findHeadEnd(bytes, Math.max(0, known - 3))).toBe(REQUEST.length);
    }
  });
});

describe('RFC 9112 §3: a request head', () => {
  test('keeps order, case and number of its fields', () => {
    expect(parseRequestHead(utf8(REQUEST))).toEqual({
      method: 'GET',
      target: '/chat?a=b',
      version: 'HTTP/1.1',
      headers: [
        ['host', 'example.com'],
        ['UPGRADE', 'websocket'],
        ['Cookie', 'a=1'],
        ['cookie', 'b=2'],
      ],
    });
  });

  test('ignores what follows it', () => {
    expect(parseRequestHead(`${REQUEST}X: y\r\n\r\n`)?.headers).toHaveLength(4);
  });

  test.each([
    '',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 HTTP/1.1\r\n\r\n',
    'GET /\r\n\r\n',
    '\x16\x03\x01\x02',
    'GET HTTP/1.1\r\n\r\n',
  ])('is null for %j', (head) => {
    expect(parseRequestHead(head)).toBeNull();
  });
});

describe('RFC 9112 §4: a response head', () => {
  test('has status and reason', () => {
    const head = parseResponseHead('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
    expect(head).toEqual({
      version: 'HTTP/1.1',
      status: 101,
      statusText: 'Switching Protocols',
      headers: [['Upgrade', 'websocket']],
    });
  });

  test('may be without a reason', () => {
    expect(parseResponseHead('HTTP/1.0 403\r\n\r\n')).toMatchObject({ status: 403, statusText: '' });
    expect(parseResponseHead('HTTP/1.0 403 \r\n\r\n')).toMatchObject({ status: 403, statusText: '' });
  });

  test.each(['', 'HTTP/1.1 xyz\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', 'SSH-2.0-x\r\n\r\n'])(
    'is null for %j',
    (head) => {
      expect(parseResponseHead(head)).toBeNull();
    },
  );
});

describe('RFC 9112 §5: fields', () => {
  const fields = (lines: string) => parseRequestHead(`GET / HTTP/1.1\r\n${lines}\r\n\r\n`)?.headers;

  test('are latin1, byte for byte', () => {
    const head = Uint8Array.from('GET / HTTP/1.1\r\nA: \x80\x9f\xff\r\n\r\n', (character) =>
      character.charCodeAt(0),
    );
    expect(parseRequestHead(head)?.headers).toEqual([['A', '\x80\x9f\xff']]);
  });

  test('may be folded over lines', () => {
    expect(fields('A: 1\r\n  2\r\n\t3\r\nB: 4')).toEqual([
      ['A', '1 2 3'],
      ['B', '4'],
    ]);
  });

  test('may be odd, and are shown all the same', () => {
    expect(fields('no colon\r\nA:\r\n: b')).toEqual([
      ['no colon', ''],
      ['A', ''],
      ['', 'b'],
    ]);
  });

  test('are found in any case', () => {
    const headers = [
      ['Accept', 'a, b'],
      ['X', '1'],
      ['ACCEPT', ' ,c'],
    ] as const;
    expect(headerValue(headers, 'accept')).toBe('a, b');
    expect(headerValue(headers, 'Y')).toBeNull();
    expect(headerValues(headers, 'Accept')).toEqual(['a, b', ' ,c']);
    expect(headerList(headers, 'Accept')).toEqual(['a', 'b', 'c']);
  });
});

test('no bytes make a head throw', () => {
  const pieces = fc.constantFrom(
    'GET ',
    '/ ',
    'HTTP/1.1',
    ' 200',
    '\r\n',
    '\n',
    '\r',
    ':',
    ' ',
    'A',
    '\x00',
    '\xff',
  );
  fc.assert(
    fc.property(fc.array(pieces), (list) => {
      const head = list.join('');
      findHeadEnd(utf8(head));
      expect([parseRequestHead(head), parseResponseHead(head)].some((parsed) => parsed === null)).toBe(true);
    }),
  );
});
