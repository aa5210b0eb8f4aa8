// The server's half of the opening handshake, RFC 6455 §4.2.2, checked as a client must check it (§4.1).
// An answer is judged against its request; why it is no 101 is told in refusal.ts.

import { acceptFor } from './accept.ts';
import { negotiated } from './deflate.ts';
import { type HandshakeFinding, onResponse } from './finding.ts';
import type { HandshakeRequest } from './handshake-request.ts';
import { combinedValue, hasToken, headerList, headerValue, headerValues, type Headers } from './http-head.ts';
import { explainRefusal } from './refusal.ts';

export interface HandshakeResponse {
  readonly status: number;
  readonly headers: Headers;
}

/** Null while there is no answer. */
export function explainResponse(
  response: HandshakeResponse | null,
  request: HandshakeRequest,
): HandshakeFinding[] {
  if (response === null) return [noAnswer()];
  if (response.status !== 101) return [refused(response)];
  return [accepted(), ...CHECKS.flatMap((check) => check(response, request))];
}

function noAnswer(): HandshakeFinding {
  const message = 'There is no answer yet. Until the server says 101, this is no WebSocket.';
  return onResponse('Status', 'RFC 6455 4.1')('warning', message);
}

function refused({ status, headers }: HandshakeResponse): HandshakeFinding {
  return onResponse('Status', 'RFC 6455 4.1')(
    'error',
    `${status} instead of 101. ${explainRefusal(status, headers)}`,
  );
}

function accepted(): HandshakeFinding {
  return onResponse('Status', 'RFC 6455 4.2.2')('ok', 'The server switches to WebSocket.');
}

const CHECKS: readonly ((
  response: HandshakeResponse,
  request: HandshakeRequest,
) => readonly HandshakeFinding[])[] = [
  checkUpgrade,
  checkConnection,
  checkAccept,
  checkSubprotocol,
  checkExtensions,
];

function checkUpgrade({ headers }: HandshakeResponse): HandshakeFinding[] {
  const say = onResponse('Upgrade', 'RFC 6455 4.1');
  if (hasToken(headers, 'Upgrade', 'websocket')) return [say('ok', 'Switches to WebSocket.')];
  return [
    say(
      'error',
      'The 101 lacks “Upgrade: websocket”: a client must fail the connection. The server, or something on the way, must send it.',
    ),
  ];
}

function checkConnection({ headers }: HandshakeResponse): HandshakeFinding[] {
  const say = onResponse('Connection', 'RFC 6455 4.1');
  if (hasToken(headers, 'Connection', 'upgrade'))
    return [say('ok', 'Says that Upgrade is meant for this connection.')];
  return [
    say(
      'error',
      'The 101 lacks “Connection: Upgrade”: a client must fail the connection. The server, or something on the way, must send it.',
    ),
  ];
}

function checkAccept({ headers }: HandshakeResponse, request: HandshakeRequest): HandshakeFinding[] {
  const say = onResponse('Sec-WebSocket-Accept', 'RFC 6455 4.2.2');
  const key = headerValue(request.headers, 'Sec-WebSocket-Key');
  const received = headerValues(headers, 'Sec-WebSocket-Accept');
  if (key === null) return [say('warning', 'It cannot be checked: the request had no key.')];
  const expected = acceptFor(key);
  if (received.length === 1 && received[0] === expected)
    return [say('ok', 'Fits the key: the server understood the handshake.')];
  if (received.length === 0)
    return [say('error', `Missing; ${expected} was expected. What answered is perhaps no WebSocket server.`)];
  return [
    say(
      'error',
      `Expected ${expected}, received ${received.join(', ')}. The answer belongs to another key: look for a cache or a proxy on the way that made its own handshake.`,
    ),
  ];
}

function checkSubprotocol({ headers }: HandshakeResponse, request: HandshakeRequest): HandshakeFinding[] {
  const say = onResponse('Sec-WebSocket-Protocol', 'RFC 6455 4.1');
  const offered = headerList(request.headers, 'Sec-WebSocket-Protocol');
  const chosen = headerValues(headers, 'Sec-WebSocket-Protocol');
  if (chosen.length > 1)
    return [
      say(
        'error',
        `The server may pick one subprotocol, and picked ${chosen.length}: a client must fail the connection.`,
      ),
    ];
  if (chosen.length === 1) return [judgeSubprotocol(chosen[0]!, offered)];
  if (offered.length === 0) return [];
  return [
    say(
      'warning',
      `The server picked none of ${offered.join(', ')}. Clients that insist on one close the connection.`,
    ),
  ];
}

function judgeSubprotocol(chosen: string, offered: readonly string[]): HandshakeFinding {
  const say = onResponse('Sec-WebSocket-Protocol', 'RFC 6455 4.1');
  if (offered.includes(chosen)) return say('ok', `The server picked ${chosen}.`);
  const list = offered.length > 0 ? `only ${offered.join(', ')}` : 'none';
  return say(
    'error',
    `The server picked ${chosen}, but the client offered ${list}: a client must fail the connection.`,
  );
}

function checkExtensions(
  { headers }: HandshakeResponse,
  request: HandshakeRequest,
): readonly HandshakeFinding[] {
  const name = 'Sec-WebSocket-Extensions';
  return negotiated(combinedValue(headers, name), combinedValue(request.headers, name)).findings;
}
