import { expect, test } from 'vitest';
import type { Headers } from '../../../proxy/contract/model.ts';
import { resourceTypeOf } from '../../../proxy/session/resource-type.ts';

const http = (request: Headers, response: Headers) =>
  resourceTypeOf({ kind: 'http', requestHeaders: request, responseHeaders: response });

test('a WebSocket and a tunnel are what they are', () => {
  expect(resourceTypeOf({ kind: 'websocket', requestHeaders: [], responseHeaders: [] })).toBe('websocket');
  expect(resourceTypeOf({ kind: 'tunnel', requestHeaders: [], responseHeaders: [] })).toBe('tunnel');
});

test.each([
  ['document', 'document'],
  ['style', 'stylesheet'],
  ['empty', 'fetch'],
  ['Image', 'image'],
])('the browser’s Sec-Fetch-Dest: %s says %s, whatever came back', (destination, type) => {
  expect(http([['Sec-Fetch-Dest', destination]], [['Content-Type', 'text/javascript']])).toBe(type);
});

test.each([
  ['text/html; charset=utf-8', 'document'],
  ['application/javascript', 'script'],
  ['TEXT/CSS', 'stylesheet'],
  ['image/png', 'image'],
  ['font/woff2', 'font'],
  ['video/mp4', 'media'],
  ['application/json', 'fetch'],
  ['application/octet-stream', 'other'],
])('without it, %s is %s', (contentType, type) => {
  expect(http([], [['content-type', contentType]])).toBe(type);
});
