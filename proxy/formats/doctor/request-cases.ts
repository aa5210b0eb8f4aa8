// A request that is no handshake, or a broken one (RFC 6455 §4.1): whatever answered it is not to blame.

import type { ConnectionDetail } from '../../contract/model.ts';
import { explainRequest } from '../../protocol/handshake-request.ts';
import { hasToken } from '../../protocol/http-head.ts';
import type { Diagnosis } from './diagnosis.ts';
import { inRequest, requestOf, statusLine } from './evidence.ts';
import { without } from './retries.ts';

const SECTION = 'RFC 6455 4.1';
const STRIPPED =
  'Upgrade and Connection are meant for one hop (RFC 9110 7.6.1): a proxy or a library on the way that does not know them drops them.';

/** Null where nothing is wrong with it that could have led to this answer. */
export function diagnoseRequest(detail: ConnectionDetail): Diagnosis | null {
  return lacksFields(detail) ?? malformed(detail);
}

function lacksFields(detail: ConnectionDetail): Diagnosis | null {
  const { requestHeaders } = detail;
  const upgrade = inRequest(detail, 'Upgrade', 'websocket', SECTION);
  const connection = inRequest(detail, 'Connection', 'Upgrade', SECTION);
  const hasUpgrade = hasToken(requestHeaders, 'Upgrade', 'websocket');
  const hasConnection = hasToken(requestHeaders, 'Connection', 'upgrade');
  const about = { level: 'error', retries: [[{ kind: 'complete' }]], fixes: [] } as const;
  if (hasUpgrade && hasConnection) return null;
  if (!hasUpgrade && !hasConnection)
    return {
      ...about,
      id: 'request-stripped',
      sentence:
        'The request has a WebSocket key, but neither “Upgrade: websocket” nor “Connection: Upgrade”.',
      evidence: [upgrade, connection, keyOf(detail)],
      why: `Without them it is an ordinary request, and gets an ordinary answer. ${STRIPPED}`,
      next: [
        'Look for a proxy between the client and Framescope, and let it forward upgrades.',
        'If the client itself left them out, let it send them.',
      ],
    };
  const missing = hasUpgrade ? 'Connection: Upgrade' : 'Upgrade: websocket';
  return {
    ...about,
    id: hasUpgrade ? 'request-connection-missing' : 'request-upgrade-missing',
    sentence: `The request lacks “${missing}”, so it is no WebSocket handshake.`,
    evidence: [hasUpgrade ? connection : upgrade, statusLine(detail)],
    why: `The server took it for an ordinary request. ${STRIPPED}`,
    next: [`Let the client send “${missing}”.`, 'Look for a proxy between the client and Framescope.'],
  };
}

function keyOf(detail: ConnectionDetail) {
  return inRequest(detail, 'Sec-WebSocket-Key', null, SECTION);
}

/** Only where the server complains: many take what the RFC does not allow. */
function malformed(detail: ConnectionDetail): Diagnosis | null {
  if (detail.status !== 400) return null;
  const wrong = explainRequest(requestOf(detail)).filter(({ level }) => level === 'error');
  const [first] = wrong;
  if (!first) return null;
  return {
    id: 'request-malformed',
    level: 'error',
    sentence: `The server finds the handshake malformed, and it is: ${first.header}.`,
    evidence: [
      ...wrong.map(({ header, section }) => ({
        ...inRequest(detail, header, EXPECTED[header] ?? null, section),
        ...(header === 'Method' ? { received: detail.method } : {}),
      })),
      statusLine(detail),
    ],
    why: wrong.map(({ message }) => message).join(' '),
    next: ['Let the client send what the RFC asks for.'],
    retries: [[{ kind: 'complete' }], ...without(detail, 'subprotocols')],
    fixes: [],
  };
}

const EXPECTED: Readonly<Record<string, string>> = {
  Method: 'GET',
  Host: 'one name',
  'Sec-WebSocket-Key': '16 bytes in base64, once',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Protocol': 'tokens, each once',
};
