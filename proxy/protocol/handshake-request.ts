// The client's half of the opening handshake, RFC 6455 §4.1, checked field by field.
// It knows nothing of the answer.

import { parseExtensions } from './extensions.ts';
import { type HandshakeFinding, onRequest } from './finding.ts';
import {
  TOKEN,
  combinedValue,
  hasToken,
  headerList,
  headerValue,
  headerValues,
  type Headers,
} from './http-head.ts';

export interface HandshakeRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
}

export function explainRequest(request: HandshakeRequest): HandshakeFinding[] {
  return CHECKS.flatMap((check) => check(request));
}

const CHECKS: readonly ((request: HandshakeRequest) => HandshakeFinding[])[] = [
  checkMethod,
  checkHost,
  checkUpgrade,
  checkConnection,
  checkKey,
  checkVersion,
  checkOrigin,
  checkSubprotocols,
  checkExtensions,
];

function checkMethod({ method }: HandshakeRequest): HandshakeFinding[] {
  if (method === 'GET') return [];
  return [
    onRequest('Method', 'RFC 6455 4.1')('error', `The method is ${method}: a WebSocket is opened with GET.`),
  ];
}

function checkHost({ headers }: HandshakeRequest): HandshakeFinding[] {
  if (headerValues(headers, 'Host').length === 1) return [];
  return [
    onRequest('Host', 'RFC 6455 4.1')('error', 'There must be exactly one Host field: it names the server.'),
  ];
}

function checkUpgrade({ headers }: HandshakeRequest): HandshakeFinding[] {
  const say = onRequest('Upgrade', 'RFC 6455 4.1');
  if (hasToken(headers, 'Upgrade', 'websocket'))
    return [say('ok', 'Asks the server to switch to WebSocket.')];
  return [
    say(
      'error',
      'Without “Upgrade: websocket” this is an ordinary request. The client, or something on the way, must send it.',
    ),
  ];
}

function checkConnection({ headers }: HandshakeRequest): HandshakeFinding[] {
  const say = onRequest('Connection', 'RFC 6455 4.1');
  if (hasToken(headers, 'Connection', 'upgrade'))
    return [say('ok', 'Says that Upgrade is meant for this connection.')];
  return [
    say(
      'error',
      'Without “Connection: Upgrade” the Upgrade field is ignored. The client, or something on the way, must send it.',
    ),
  ];
}

function checkKey({ headers }: HandshakeRequest): HandshakeFinding[] {
  const say = onRequest('Sec-WebSocket-Key', 'RFC 6455 4.1');
  const keys = headerValues(headers, 'Sec-WebSocket-Key');
  if (keys.length !== 1) return [say('error', `There must be exactly one key; there are ${keys.length}.`)];
  if (!/^[A-Za-z0-9+/]{22}==$/.test(keys[0]!))
    return [say('error', 'The key must be 16 bytes in base64: 24 characters that end with “==”.')];
  return [
    say('ok', '16 random bytes. The server proves that it speaks WebSocket by answering with their hash.'),
  ];
}

function checkVersion({ headers }: HandshakeRequest): HandshakeFinding[] {
  const say = onRequest('Sec-WebSocket-Version', 'RFC 6455 4.1');
  const versions = headerValues(headers, 'Sec-WebSocket-Version');
  if (versions.length === 1 && versions[0] === '13')
    return [say('ok', 'The version of RFC 6455, the only one in use.')];
  if (versions.length === 0) return [say('error', 'The version is missing: it must be 13.')];
  return [say('error', `The version is ${versions.join(', ')}: RFC 6455 has only 13.`)];
}

function checkOrigin({ headers }: HandshakeRequest): HandshakeFinding[] {
  const say = onRequest('Origin', 'RFC 6455 10.2');
  const origin = headerValue(headers, 'Origin');
  if (origin === null)
    return [say('info', 'Not sent, so this is probably no browser. A server that checks it may answer 403.')];
  return [
    say(
      'info',
      `The page that opens the connection is from ${origin}. A server that does not accept it answers 403.`,
    ),
  ];
}

function checkSubprotocols({ headers }: HandshakeRequest): HandshakeFinding[] {
  const say = onRequest('Sec-WebSocket-Protocol', 'RFC 6455 4.1');
  const offered = headerList(headers, 'Sec-WebSocket-Protocol');
  if (offered.length === 0) return [];
  const wrong = offered.filter((name, index) => !TOKEN.test(name) || offered.indexOf(name) !== index);
  if (wrong.length > 0)
    return [say('error', `Each subprotocol must be a token, and be there once: ${wrong.join(', ')}.`)];
  return [say('info', `Offers ${offered.join(', ')}. The server may pick one of them.`)];
}

function checkExtensions({ headers }: HandshakeRequest): HandshakeFinding[] {
  const offered = parseExtensions(combinedValue(headers, 'Sec-WebSocket-Extensions'));
  if (offered.length === 0) return [];
  const names = [...new Set(offered.map(({ name }) => name))].join(', ');
  return [
    onRequest('Sec-WebSocket-Extensions', 'RFC 6455 9.1')(
      'info',
      `Offers ${names}. The server may take it up.`,
    ),
  ];
}
