import { describe, expect, test } from 'vitest';
import { findRequestFault, findResponseFault } from '../../../proxy/protocol/head-fault.ts';
import { parseRequestHead, parseResponseHead } from '../../../proxy/protocol/http-head.ts';

/** Null for a request with one reading; `null` as a head is a fault of its own, for the reader of heads. */
function requestFault(text: string): string | null {
  const head = parseRequestHead(text);
  return head ? findRequestFault(text, head) : 'no request';
}

function responseFault(text: string): string | null {
  const head = parseResponseHead(text);
  return head ? findResponseFault(text, head) : 'no answer';
}

const post = (fields: string): string => `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
const ok = (fields: string): string => `HTTP/1.1 200 OK\r\n${fields}\r\n`;

/** In either kind of message. */
const ambiguous: readonly (readonly [name: string, fields: string, fault: RegExp])[] = [
  [
    'a length and chunks',
    'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
    /Content-Length and a Transfer-Encoding/,
  ],
  ['two lengths', 'Content-Length: 1\r\ncontent-length: 2\r\n', /not one number/],
  ['a list of lengths', 'Content-Length: 1, 2\r\n', /not one number/],
  ['a signed length', 'Content-Length: +5\r\n', /not one number/],
  ['a negative length', 'Content-Length: -5\r\n', /not one number/],
  ['a hexadecimal length', 'Content-Length: 0x5\r\n', /not one number/],
  ['an empty length', 'Content-Length: \r\n', /not one number/],
  ['a length in two words', 'Content-Length: 5 5\r\n', /not one number/],
  ['a length beyond what numbers hold', `Content-Length: ${'9'.repeat(16)}\r\n`, /not one number/],
  ['an unknown coding', 'Transfer-Encoding: xchunked\r\n', /does not say where it ends/],
  ['a coding in quotes', 'Transfer-Encoding: "chunked"\r\n', /does not say where it ends/],
  ['an empty coding', 'Transfer-Encoding: \r\n', /does not say where it ends/],
  ['chunked before another', 'Transfer-Encoding: chunked, gzip\r\n', /does not say where it ends/],
  ['chunked twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', /does not say where/],
  ['a folded field', 'X: a\r\n b\r\n', /folded/],
  ['a folded first field', ' X: a\r\n', /folded/],
  ['one bare LF', 'X: a\nY: b\r\n', /bare LF/],
  ['a bare CR in a value', 'X: a\rb\r\n', /bare CR/],
  ['a bare CR at the end', 'X: a\r\r\n', /bare CR/],
  ['a NUL in a value', 'X: a\0b\r\n', /NUL/],
  ['a NUL in a name', 'X\0: a\r\n', /NUL/],
  ['a space before the colon', 'Transfer-Encoding : chunked\r\n', /space before a colon/],
  ['a tab before the colon', 'Transfer-Encoding\t: chunked\r\n', /space before a colon/],
  ['a line without a colon', 'X\r\n', /no field/],
  ['a field without a name', ': a\r\n', /no field/],
  ['a name that is no token', 'X(): a\r\n', /no field/],
  ['another control character', 'X: a\x0bb\r\n', /no field/],
];

describe('A request has two readings', () => {
  test.each(ambiguous)('with %s', (_, fields, fault) => expect(requestFault(post(fields))).toMatch(fault));

  test.each([
    ['its length twice', post('Content-Length: 5\r\nContent-Length: 5\r\n'), /not one number/],
    ['a coding that is not chunked', post('Transfer-Encoding: gzip\r\n'), /does not say where it ends/],
    ['identity', post('Transfer-Encoding: identity\r\n'), /does not say where it ends/],
    ['chunks in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n', /HTTP\/1\.0/],
    ['bare line feeds only', 'GET / HTTP/1.1\nHost: a\n\n', /request line/],
    ['a target of two words', 'GET /a b HTTP/1.1\r\n\r\n', /request line/],
    ['two spaces', 'GET  / HTTP/1.1\r\n\r\n', /request line/],
    ['a tab in its first line', 'GET\t/ HTTP/1.1\r\n\r\n', /no request/],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\n', /request line/],
  ])('with %s', (_, text, fault) => expect(requestFault(text)).toMatch(fault));
});

describe('An answer has two readings', () => {
  test.each(ambiguous)('with %s', (_, fields, fault) => expect(responseFault(ok(fields))).toMatch(fault));

  test.each([
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', /no answer/],
    ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', /status line/],
    ['a control character in its reason', 'HTTP/1.1 200 a\x01b\r\n\r\n', /status line/],
    ['another major version', 'HTTP/2.0 200 OK\r\n\r\n', /status line/],
  ])('with %s', (_, text, fault) => expect(responseFault(text)).toMatch(fault));
});

describe('One reading is enough', () => {
  test.each([
    ['any token as a method', 'M-SEARCH * HTTP/1.1\r\n\r\n'],
    ['bytes beyond ASCII', 'GET /\xe9 HTTP/1.1\r\nX: \xff\r\n\r\n'],
    ['white space around a value', post('Content-Length: \t5 \r\n')],
    ['chunks in any case', post('transfer-encoding:CHUNKED\r\n')],
    ['a known coding before chunked', post('Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n')],
    ['HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n'],
  ])('for a request with %s', (_, text) => expect(requestFault(text)).toBe(null));

  test.each([
    ['no reason', 'HTTP/1.1 200\r\n\r\n'],
    ['an empty reason', 'HTTP/1.1 200 \r\n\r\n'],
    ['a reason beyond ASCII', 'HTTP/1.1 404 Nicht gefünden\r\n\r\n'],
    ['its length twice', ok('Content-Length: 5, 5\r\nContent-Length: 5\r\n')],
    ['a coding that ends with the connection', ok('Transfer-Encoding: gzip\r\n')],
    ['bare line feeds only', 'HTTP/1.0 200 OK\nContent-Length: 5\n\n'],
  ])('for an answer with %s', (_, text) => expect(responseFault(text)).toBe(null));
});
