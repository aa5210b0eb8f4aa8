// Servers that answer a handshake with something else than a right 101, each in one way: what the upgrade doctor says of it,
// and what comes of what it offers.

import { ACCEPT, type Expected, fields } from '../../support/doctor-rig.ts';
import { fieldOf, lines, refusal, switching } from '../../support/wayward-origin.ts';

export interface AnswerRow extends Expected {
  readonly name: string;
  readonly request?: string;
  readonly path?: string;
  readonly answer: (head: string) => string;
}

const OFFER = 'permessage-deflate; client_max_window_bits';

/** Answers of a server that was reached without TLS. */
export const ANSWERS: readonly AnswerRow[] = [
  {
    name: 'a request without Upgrade and Connection',
    id: 'request-stripped',
    request: fields({ Upgrade: null, Connection: null }),
    answer: (head) =>
      fieldOf(head, 'Upgrade') ? switching(head) : refusal('426 Upgrade Required', 'Upgrade: websocket'),
    sentence: /neither “Upgrade: websocket” nor “Connection: Upgrade”/,
    evidence: {
      side: 'request',
      field: 'Upgrade',
      expected: 'websocket',
      received: null,
      section: 'RFC 6455 4.1',
    },
    retry: ['with a whole handshake', /^It works with a whole handshake: 101\.$/],
  },
  {
    name: 'a request without Upgrade',
    id: 'request-upgrade-missing',
    request: fields({ Upgrade: null }),
    answer: (head) => (fieldOf(head, 'Upgrade') ? switching(head) : refusal('400 Bad Request')),
    sentence: /lacks “Upgrade: websocket”/,
    evidence: { side: 'request', field: 'Upgrade', expected: 'websocket', received: null },
    retry: ['with a whole handshake', /^It works/],
  },
  {
    name: 'a request without Connection: Upgrade',
    id: 'request-connection-missing',
    request: fields({ Connection: 'keep-alive' }),
    answer: (head) =>
      fieldOf(head, 'Connection') === 'Upgrade' ? switching(head) : refusal('400 Bad Request'),
    sentence: /lacks “Connection: Upgrade”/,
    evidence: { side: 'request', field: 'Connection', expected: 'Upgrade', received: 'keep-alive' },
    retry: ['with a whole handshake', /^It works/],
  },
  {
    name: 'a malformed request',
    id: 'request-malformed',
    request: fields({ 'Sec-WebSocket-Version': null }),
    answer: (head) =>
      fieldOf(head, 'Sec-WebSocket-Version') === '13' ? switching(head) : refusal('400 Bad Request'),
    sentence: /malformed, and it is: Sec-WebSocket-Version/,
    evidence: { side: 'request', field: 'Sec-WebSocket-Version', expected: '13', received: null },
    retry: ['with a whole handshake', /^It works/],
  },
  {
    name: 'a 101 without Upgrade',
    id: 'answer-upgrade-missing',
    answer: (head) => switching(head).replace('Upgrade: websocket\r\n', ''),
    sentence: /101 lacks “Upgrade: websocket”/,
    evidence: {
      side: 'answer',
      field: 'Upgrade',
      expected: 'websocket',
      received: null,
      section: 'RFC 6455 4.1',
    },
    retry: ['as it was', /^It fails as it was: 101\. The server’s 101 lacks “Upgrade: websocket”/],
  },
  {
    name: 'a 101 without Connection',
    id: 'answer-connection-missing',
    answer: (head) => switching(head).replace('Connection: Upgrade', 'Connection: keep-alive'),
    sentence: /101 lacks “Connection: Upgrade”/,
    evidence: { side: 'answer', field: 'Connection', expected: 'Upgrade', received: 'keep-alive' },
    next: /^The Accept is right, so the server did answer/,
  },
  {
    name: 'a 101 that a proxy stripped',
    id: 'middlebox',
    answer: (head) =>
      switching(head, 'Via: 1.0 squid').replace('Upgrade: websocket\r\nConnection: Upgrade\r\n', ''),
    sentence: /A proxy on the way \(1\.0 squid\) seems to have removed the upgrade/,
    evidence: { side: 'answer', field: 'Via', received: '1.0 squid' },
    next: /^Use wss: inside of TLS no proxy can remove anything/,
  },
  {
    name: 'an answer of HTTP/1.0',
    id: 'middlebox',
    answer: () => lines('HTTP/1.0 200 OK', 'Connection: close'),
    sentence: /A proxy on the way seems to have removed the upgrade/,
    evidence: { side: 'answer', field: 'HTTP version', expected: 'HTTP/1.1', received: 'HTTP/1.0' },
    next: /^Let that proxy forward upgrades/,
  },
  {
    name: 'a 400 by way of a proxy',
    id: 'middlebox',
    answer: () => refusal('400 Bad Request', 'Via: 1.1 cache', 'Connection: close'),
    sentence: /\(1\.1 cache\)/,
    evidence: { side: 'answer', field: 'Connection', received: 'close' },
    next: /^Let that proxy forward upgrades/,
  },
  {
    name: 'an Accept out of a cache',
    id: 'accept-wrong',
    answer: (head) => switching(head).replace(/Accept: .*/, 'Accept: bm9wZQ=='),
    sentence: /a wrong Sec-WebSocket-Accept \(RFC 6455 4\.2\.2\)/,
    evidence: {
      field: 'Sec-WebSocket-Accept',
      expected: ACCEPT,
      received: 'bm9wZQ==',
      section: 'RFC 6455 4.2.2',
    },
    retry: ['as it was', /^It fails as it was: 101\. .*wrong Sec-WebSocket-Accept/],
  },
  {
    name: 'no Accept',
    id: 'accept-missing',
    answer: (head) => switching(head).replace(/Sec-WebSocket-Accept: .*\r\n/, ''),
    sentence: /no Sec-WebSocket-Accept/,
    evidence: { field: 'Sec-WebSocket-Accept', expected: ACCEPT, received: null },
    next: /^Check that a WebSocket server serves this path/,
  },
  {
    name: 'a 426 that names a version',
    id: 'wrong-version',
    answer: (head) =>
      fieldOf(head, 'Sec-WebSocket-Version') === '8'
        ? switching(head)
        : refusal('426 Upgrade Required', 'Sec-WebSocket-Version: 8, 7'),
    sentence: /other versions of the protocol: 8, 7\./,
    evidence: { side: 'request', field: 'Sec-WebSocket-Version', expected: '8 or 7', received: '13' },
    retry: ['with version 8', /^It works with version 8: 101\.$/],
  },
  {
    name: 'a 426 that saw no upgrade',
    id: 'upgrade-required',
    answer: () => refusal('426 Upgrade Required', 'Upgrade: websocket'),
    sentence: /upgraded to websocket, and did not see it asked for/,
    evidence: { side: 'request', field: 'Upgrade', received: 'websocket' },
    next: /^Check that Upgrade and Connection reach it/,
  },
  {
    name: 'a 403 because of the Origin',
    id: 'forbidden',
    request: fields({ Origin: 'http://elsewhere.test', Cookie: 'session=s3cr3t' }),
    answer: (head) => (fieldOf(head, 'Origin') ? refusal('403 Forbidden') : switching(head)),
    sentence: /forbids the connection of a page from http:\/\/elsewhere\.test\./,
    evidence: {
      side: 'request',
      field: 'Origin',
      received: 'http://elsewhere.test',
      section: 'RFC 6455 10.2',
    },
    retry: ['without Origin', /^It works without Origin: 101\.$/],
  },
  {
    name: 'a 403 that wants its own Origin',
    id: 'forbidden',
    answer: (head) =>
      /^http:\/\/origin\.test:\d+$/.test(fieldOf(head, 'Origin'))
        ? switching(head)
        : refusal('403 Forbidden'),
    sentence: /^The server forbids the connection\.$/,
    evidence: { side: 'request', field: 'Origin', received: null },
    retry: ['with the server’s own Origin', /^It works/],
  },
  {
    name: 'a 401',
    id: 'unauthorized',
    request: fields({ Cookie: 'session=expired' }),
    answer: (head) =>
      fieldOf(head, 'Cookie') ? refusal('401 Unauthorized', 'WWW-Authenticate: Basic') : switching(head),
    sentence: /It asks for: Basic\./,
    evidence: { side: 'answer', field: 'WWW-Authenticate', received: 'Basic' },
    retry: ['without cookies', /^It works without cookies/],
  },
  {
    name: 'a 407',
    id: 'proxy-unauthorized',
    answer: () => refusal('407 Proxy Authentication Required', 'Proxy-Authenticate: Basic'),
    sentence: /A proxy on the way wants credentials\. It asks for: Basic/,
    evidence: { side: 'answer', field: 'Proxy-Authenticate', received: 'Basic' },
    fix: '--upstream-proxy http://USER:PASSWORD@HOST:PORT',
  },
  ...[301, 302, 307, 308].map((status): AnswerRow => ({
    name: `a ${status}`,
    id: 'redirect',
    answer: (head) =>
      head.startsWith('GET /there ') ? switching(head) : refusal(`${status} Moved`, 'Location: /there'),
    sentence: /redirects to \/there\./,
    evidence: { side: 'answer', field: 'Location', received: '/there' },
    retry: ['', /^It works at ws:\/\/origin\.test:\d+\/there: 101\.$/],
  })),
  {
    name: 'an ordinary page',
    id: 'not-websocket',
    answer: (head) =>
      head.startsWith('GET /chat/ ') ? switching(head) : refusal('200 OK', 'Content-Type: text/html'),
    sentence: /answered like to an ordinary web request/,
    evidence: { side: 'answer', field: 'Content-Type', received: 'text/html' },
    retry: ['', /^It works at ws:\/\/origin\.test:\d+\/chat\/: 101\.$/],
  },
  {
    name: 'a 400 that dislikes an extension',
    id: 'bad-request',
    request: fields({ 'Sec-WebSocket-Extensions': OFFER }),
    answer: (head) =>
      fieldOf(head, 'Sec-WebSocket-Extensions') ? refusal('400 Bad Request') : switching(head),
    sentence: /finds the handshake malformed\./,
    evidence: { field: 'Status', expected: '101 Switching Protocols', received: '400 Bad Request' },
    retry: ['without permessage-deflate', /^It works without permessage-deflate: 101\.$/],
  },
  {
    name: 'a 404',
    id: 'not-found',
    answer: () => refusal('404 Not Found'),
    sentence: /Nothing is served under this path/,
    evidence: { side: 'request', field: 'Path', received: '/chat' },
    retry: ['', /^It fails at ws:.*\/chat\/: 404\. Nothing is served/],
  },
  {
    name: 'a 405',
    id: 'wrong-method',
    answer: () => refusal('405 Method Not Allowed'),
    sentence: /takes no GET/,
    evidence: { field: 'Status', received: '405 Method Not Allowed' },
    next: /^Check the path/,
  },
  {
    name: 'another 4xx',
    id: 'refused',
    answer: () => refusal('418 Teapot'),
    sentence: /\(418 Teapot\)/,
    evidence: { field: 'Status', received: '418 Teapot' },
    next: /^Read the body of the answer/,
  },
  {
    name: 'a 429',
    id: 'too-many',
    answer: () => refusal('429 Too Many Requests', 'Retry-After: 30'),
    sentence: /too many connections or attempts/,
    evidence: { side: 'answer', field: 'Retry-After', received: '30' },
    retry: ['as it was', /^It fails as it was: 429\./],
  },
  {
    name: 'a 503',
    id: 'unavailable',
    answer: () => refusal('503 Busy', 'Retry-After: 5'),
    sentence: /overloaded or down/,
    evidence: { side: 'answer', field: 'Retry-After', received: '5' },
    next: /^Wait 5 s \(Retry-After\), then reconnect/,
  },
  {
    name: 'a 500',
    id: 'server-error',
    answer: () => refusal('500 Oh'),
    sentence: /The server failed/,
    evidence: { field: 'Status', received: '500 Oh' },
    retry: ['as it was', /^It fails as it was: 500\./],
  },
  {
    name: 'a status that HTTP does not know',
    id: 'unknown-status',
    answer: () => refusal('799 What'),
    sentence: /^This status means nothing to HTTP\.$/,
    evidence: { field: 'Status', received: '799 What' },
    next: /^Check what answers there/,
  },
  ...[502, 504].map((status): AnswerRow => ({
    name: `a ${status}`,
    id: 'gateway',
    answer: () => refusal(`${status} Bad`, 'Server: nginx'),
    sentence: /A gateway got no answer/,
    evidence: { side: 'answer', field: 'Server', received: 'nginx' },
    next: /^Check that the gateway forwards upgrades/,
  })),
  {
    name: 'a subprotocol that was not offered',
    id: 'subprotocol-not-offered',
    request: fields({ 'Sec-WebSocket-Protocol': 'chat' }),
    answer: (head) => switching(head, 'Sec-WebSocket-Protocol: mqtt'),
    sentence: /picks the subprotocol mqtt, which was not offered/,
    evidence: { side: 'answer', field: 'Sec-WebSocket-Protocol', expected: 'one of chat', received: 'mqtt' },
    retry: ['with the subprotocol mqtt', /^It works with the subprotocol mqtt: 101\.$/],
  },
  {
    name: 'two subprotocols',
    id: 'subprotocol-several',
    request: fields({ 'Sec-WebSocket-Protocol': 'a, b' }),
    answer: (head) =>
      fieldOf(head, 'Sec-WebSocket-Protocol')
        ? switching(head, 'Sec-WebSocket-Protocol: a', 'Sec-WebSocket-Protocol: b')
        : switching(head),
    sentence: /picks 2 subprotocols/,
    evidence: { side: 'answer', field: 'Sec-WebSocket-Protocol', received: 'a, b' },
    retry: ['without a subprotocol', /^It works without a subprotocol: 101\.$/],
  },
  {
    name: 'none of the subprotocols',
    id: 'subprotocol-none',
    request: fields({ 'Sec-WebSocket-Protocol': 'chat' }),
    answer: (head) => switching(head),
    sentence: /picked none of the offered subprotocols \(chat\)/,
    evidence: { side: 'answer', field: 'Sec-WebSocket-Protocol', expected: 'one of chat', received: null },
    retry: ['without a subprotocol', /^It works without a subprotocol: 101\.$/],
  },
  {
    name: 'an extension that was not offered',
    id: 'extension-not-offered',
    answer: (head) => switching(head, 'Sec-WebSocket-Extensions: permessage-bzip2'),
    sentence: /uses the extension permessage-bzip2, which was not offered/,
    evidence: {
      side: 'answer',
      field: 'Sec-WebSocket-Extensions',
      expected: 'none',
      received: 'permessage-bzip2',
    },
    next: /^Let the server answer only with what is offered/,
  },
  {
    name: 'bad parameters of permessage-deflate',
    id: 'deflate-parameters',
    request: fields({ 'Sec-WebSocket-Extensions': OFFER }),
    answer: (head) =>
      fieldOf(head, 'Sec-WebSocket-Extensions')
        ? switching(head, 'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99')
        : switching(head),
    sentence: /answers permessage-deflate with wrong parameters/,
    evidence: {
      side: 'answer',
      received: 'permessage-deflate; server_max_window_bits=99',
      section: 'RFC 7692 7.1',
    },
    retry: ['without permessage-deflate', /^It works without permessage-deflate: 101\.$/],
  },
];
