import { describe, expect, test } from 'vitest';
import {
  type HandshakeRequest,
  type HandshakeResponse,
  acceptFor,
  explainHandshake,
} from '../../../proxy/protocol/handshake.ts';
import type { Headers } from '../../../proxy/protocol/http-head.ts';

/** The handshake of RFC 6455 §1.3. */
const REQUEST: HandshakeRequest = {
  method: 'GET',
  target: '/chat',
  headers: [
    ['Host', 'server.example.com'],
    ['Upgrade', 'websocket'],
    ['Connection', 'keep-alive, Upgrade'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['Origin', 'http://example.com'],
    ['Sec-WebSocket-Protocol', 'chat, superchat'],
    ['Sec-WebSocket-Version', '13'],
  ],
};

const RESPONSE: HandshakeResponse = {
  status: 101,
  headers: [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
    ['Sec-WebSocket-Protocol', 'chat'],
  ],
};

function change<Head extends { readonly headers: Headers }>(
  head: Head,
  name: string,
  ...values: string[]
): Head {
  const others = head.headers.filter(([field]) => field !== name);
  return { ...head, headers: [...others, ...values.map((value) => [name, value] as const)] };
}

/** `side header: message` of everything at least as bad as a warning. */
function complaints(request: HandshakeRequest, response: HandshakeResponse | null = RESPONSE): string[] {
  return explainHandshake(request, response)
    .filter(({ level }) => level === 'warning' || level === 'error')
    .map(({ side, header, message }) => `${side} ${header}: ${message}`);
}

const refusal = (status: number, ...headers: [string, string][]) => complaints(REQUEST, { status, headers });

describe('RFC 6455 §4.2.2: Sec-WebSocket-Accept', () => {
  test('is the one of the example in §1.3', () => {
    expect(acceptFor('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });
});

describe('a right handshake', () => {
  test('draws no complaint, and explains its fields in order', () => {
    expect(complaints(REQUEST)).toEqual([]);
    expect(
      explainHandshake(REQUEST, RESPONSE).map(({ side, header, level }) => `${side} ${header} ${level}`),
    ).toEqual([
      'request Upgrade ok',
      'request Connection ok',
      'request Sec-WebSocket-Key ok',
      'request Sec-WebSocket-Version ok',
      'request Origin info',
      'request Sec-WebSocket-Protocol info',
      'response Status ok',
      'response Upgrade ok',
      'response Connection ok',
      'response Sec-WebSocket-Accept ok',
      'response Sec-WebSocket-Protocol ok',
    ]);
  });

  test('may have tokens in any case', () => {
    const request = change(change(REQUEST, 'Upgrade', 'WebSocket'), 'Connection', 'UPGRADE');
    expect(complaints(request)).toEqual([]);
  });
});

describe('RFC 6455 §4.1: a wrong request', () => {
  test.each([
    ['Upgrade', [], /“Upgrade: websocket”/],
    ['Connection', ['keep-alive'], /“Connection: Upgrade”/],
    ['Host', [], /exactly one Host/],
    ['Sec-WebSocket-Version', [], /missing/],
    ['Sec-WebSocket-Version', ['8'], /The version is 8/],
    ['Sec-WebSocket-Protocol', ['chat, a b'], /a b/],
    ['Sec-WebSocket-Protocol', ['chat, chat'], /be there once: chat/],
  ] as const)('is told by %s: %j', (name, values, message) => {
    const [complaint] = complaints(change(REQUEST, name, ...values));
    expect(complaint).toMatch(new RegExp(`^request ${name}: `));
    expect(complaint).toMatch(message);
  });

  test.each([[[]], [['short']], [['dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ==']]])(
    'is told by its keys %j',
    (keys) => {
      expect(complaints(change(REQUEST, 'Sec-WebSocket-Key', ...keys))[0]).toMatch(
        /^request Sec-WebSocket-Key: The/,
      );
    },
  );

  test('is told by its method', () => {
    expect(complaints({ ...REQUEST, method: 'POST' })).toEqual([
      'request Method: The method is POST: a WebSocket is opened with GET.',
    ]);
  });
});

describe('RFC 6455 §4.1: a wrong 101', () => {
  test('with another Accept shows both', () => {
    expect(complaints(REQUEST, change(RESPONSE, 'Sec-WebSocket-Accept', 'bm9wZQ=='))[0]).toMatch(
      /^response Sec-WebSocket-Accept: Expected s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=, received bm9wZQ==\./,
    );
  });

  test.each([
    ['Upgrade', [], /“Upgrade: websocket”/],
    ['Connection', [], /“Connection: Upgrade”/],
    ['Sec-WebSocket-Accept', [], /Missing/],
    ['Sec-WebSocket-Protocol', ['nope'], /offered only chat, superchat/],
    ['Sec-WebSocket-Protocol', ['chat', 'superchat'], /picked 2/],
    ['Sec-WebSocket-Protocol', [], /picked none/],
    ['Sec-WebSocket-Extensions', ['permessage-deflate'], /never offered/],
  ] as const)('is told by %s: %j', (name, values, message) => {
    const [complaint] = complaints(REQUEST, change(RESPONSE, name, ...values));
    expect(complaint).toMatch(new RegExp(`^response ${name}: `));
    expect(complaint).toMatch(message);
  });

  test('may pick a subprotocol where none was offered, and is told so', () => {
    expect(complaints(change(REQUEST, 'Sec-WebSocket-Protocol'))[0]).toMatch(/the client offered none/);
  });

  test('cannot be checked without a key', () => {
    expect(complaints(change(REQUEST, 'Sec-WebSocket-Key')).at(-1)).toMatch(/the request had no key/);
  });
});

describe('compression', () => {
  test('is explained where it was agreed on', () => {
    const name = 'Sec-WebSocket-Extensions';
    const findings = explainHandshake(
      change(REQUEST, name, 'permessage-deflate'),
      change(RESPONSE, name, 'permessage-deflate'),
    );
    const messages = findings.filter(({ header }) => header === name).map(({ message }) => message);
    expect(messages).toEqual([
      'Offers permessage-deflate. The server may take it up.',
      'Messages may be compressed. Client: window of 32768 bytes, kept between messages. Server: window of 32768 bytes, kept between messages.',
    ]);
  });
});

describe('no 101', () => {
  test('is no answer yet', () => {
    expect(complaints(REQUEST, null)).toEqual([
      'response Status: There is no answer yet. Until the server says 101, this is no WebSocket.',
    ]);
  });

  test('because of a missing credential names the scheme', () => {
    expect(refusal(401, ['WWW-Authenticate', 'Basic'])[0]).toMatch(/It asks for: Basic\./);
  });

  test('because of the version names those that are spoken', () => {
    expect(refusal(426, ['Sec-WebSocket-Version', '13, 8'])[0]).toMatch(
      /other versions of the protocol: 13, 8/,
    );
    expect(refusal(426, ['Upgrade', 'h2c'])[0]).toMatch(/upgraded to h2c/);
  });

  test.each([301, 302, 303, 307, 308])('because of a %i names the other place', (status) => {
    expect(refusal(status, ['Location', '/elsewhere'])[0]).toMatch(/redirects to \/elsewhere\./);
  });

  test.each([100, 200, 204, 304, 400, 403, 404, 405, 407, 418, 429, 500, 502, 503, 504, 999])(
    'because of a %i has one sentence at least',
    (status) => {
      expect(refusal(status)).toHaveLength(1);
      expect(refusal(status)[0]).toMatch(
        new RegExp(`^response Status: ${status} instead of 101\\. .{20,}\\.$`),
      );
    },
  );
});
