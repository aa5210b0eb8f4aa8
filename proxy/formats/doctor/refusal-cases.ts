// An answer that is no 101, to a request that is right as far as one can see: what its status says (refusal.ts), with
// the fields that prove it, and what to try.

import type { ConnectionDetail } from '../../contract/model.ts';
import type { UpgradeChange } from '../../contract/upgrade-change.ts';
import { headerList, headerValue } from '../../protocol/http-head.ts';
import { type Refusal, type RefusalId, refusalOf } from '../../protocol/refusal.ts';
import type { Diagnosis, Evidence } from './diagnosis.ts';
import { inAnswer, inRequest, present, statusLine } from './evidence.ts';
import { redirectTarget } from './place.ts';
import { AS_IT_WAS, withOwnOrigin, without } from './retries.ts';

export function diagnoseRefusal(detail: ConnectionDetail): Diagnosis {
  const refusal = refusalOf(detail.status ?? 0, detail.responseHeaders);
  const { evidence, ...told } = CASES[refusal.id]?.(detail, refusal) ?? {};
  return {
    id: refusal.id,
    level: 'error',
    sentence: refusal.says,
    why: refusal.why,
    next: refusal.next,
    retries: [],
    fixes: [],
    ...told,
    evidence: [statusLine(detail), ...(evidence ?? [])],
  };
}

/** What there is to say beyond the refusal itself. */
type Told = Partial<Omit<Diagnosis, 'id' | 'level'>>;

const CASES: Readonly<Partial<Record<RefusalId, (detail: ConnectionDetail, refusal: Refusal) => Told>>> = {
  redirect,
  forbidden,
  unauthorized: (detail) => ({
    evidence: [
      inAnswer(detail, 'WWW-Authenticate', null),
      inRequest(detail, 'Authorization', 'credentials'),
      inRequest(detail, 'Cookie', null),
    ],
    retries: without(detail, 'cookies'),
  }),
  'proxy-unauthorized': (detail) => ({
    evidence: [inAnswer(detail, 'Proxy-Authenticate', null), ...present(inAnswer(detail, 'Via', null))],
    fixes: [
      {
        words: '--upstream-proxy http://USER:PASSWORD@HOST:PORT',
        does: 'Goes out through that proxy with these credentials.',
      },
    ],
  }),
  'wrong-version': wrongVersion,
  'upgrade-required': (detail) => ({
    evidence: [
      inRequest(detail, 'Upgrade', 'websocket'),
      inRequest(detail, 'Connection', 'Upgrade'),
      ...present(inAnswer(detail, 'Upgrade', 'websocket')),
    ],
  }),
  'bad-request': (detail) => ({
    evidence: present(inAnswer(detail, 'Server', null)),
    retries: without(detail, 'extensions', 'subprotocols', 'cookies', 'origin'),
  }),
  'not-websocket': (detail) => ({
    evidence: [
      inAnswer(detail, 'Upgrade', 'websocket', 'RFC 6455 4.1'),
      ...present(inAnswer(detail, 'Content-Type', null), inAnswer(detail, 'Server', null)),
    ],
    retries: otherSlash(detail),
  }),
  'not-found': (detail) => ({
    evidence: [{ side: 'request', field: 'Path', expected: null, received: detail.path, section: null }],
    retries: otherSlash(detail),
  }),
  'too-many': waiting,
  unavailable: waiting,
  gateway: (detail) => ({
    evidence: present(inAnswer(detail, 'Server', null), inAnswer(detail, 'Via', null)),
    retries: AS_IT_WAS,
  }),
  'server-error': (detail) => ({
    retries: [...AS_IT_WAS, ...without(detail, 'extensions', 'subprotocols', 'cookies')],
  }),
  refused: (detail, { says }) => ({
    sentence: `${says} (${detail.status} ${detail.statusText}`.trimEnd() + ')',
    retries: without(detail, 'extensions', 'subprotocols', 'cookies', 'origin'),
  }),
};

function redirect(detail: ConnectionDetail, refusal: Refusal): Told {
  const location = headerValue(detail.responseHeaders, 'Location');
  const target = redirectTarget(detail, location);
  const evidence: readonly Evidence[] = [inAnswer(detail, 'Location', null)];
  if (!target) return { evidence };
  const url = target.href;
  const secured =
    detail.scheme === 'ws' &&
    url.replace(/^wss:\/\/([^/:]*):?\d*/, '$1') === detail.url.replace(/^ws:\/\/([^/:]*):?\d*/, '$1');
  return {
    evidence,
    why: secured ? `It is the same place, with TLS: the server takes no ws. ${refusal.why}` : refusal.why,
    next: [`Connect to ${url} directly.`],
    retries: [[{ kind: 'url', url }]],
  };
}

function forbidden(detail: ConnectionDetail, refusal: Refusal): Told {
  const origin = inRequest(detail, 'Origin', 'one that the server accepts', 'RFC 6455 10.2');
  const retries = [...without(detail, 'origin'), ...withOwnOrigin(detail), ...without(detail, 'cookies')];
  const evidence = [origin, ...present(inRequest(detail, 'Cookie', null))];
  if (origin.received !== null)
    return {
      evidence,
      retries,
      sentence: `The server forbids the connection of a page from ${origin.received}.`,
    };
  return {
    evidence,
    retries,
    why: `The client sent no Origin, which some servers insist on. ${refusal.why}`,
    next: [
      'Retry with the server’s own Origin to tell whether it is missed.',
      'Check cookie, token and permission.',
    ],
  };
}

const MOST_VERSIONS = 3;

function wrongVersion(detail: ConnectionDetail): Told {
  const versions = headerList(detail.responseHeaders, 'Sec-WebSocket-Version');
  const retry = (version: string): readonly UpgradeChange[] => [{ kind: 'version', version }];
  return {
    evidence: [
      inRequest(detail, 'Sec-WebSocket-Version', versions.join(' or '), 'RFC 6455 4.1'),
      inAnswer(detail, 'Sec-WebSocket-Version', null, 'RFC 6455 4.2.2'),
    ],
    retries: versions
      .filter((version) => /^\d{1,3}$/.test(version))
      .slice(0, MOST_VERSIONS)
      .map(retry),
  };
}

function waiting(detail: ConnectionDetail): Told {
  return { evidence: [inAnswer(detail, 'Retry-After', null)], retries: AS_IT_WAS };
}

/** The same path with a slash at its end, or without. */
function otherSlash({ url }: ConnectionDetail): readonly (readonly UpgradeChange[])[] {
  if (!/^wss?:\/\/./.test(url) || !URL.canParse(url)) return [];
  const other = new URL(url);
  if (other.pathname === '/') return [];
  other.pathname = other.pathname.endsWith('/') ? other.pathname.slice(0, -1) : `${other.pathname}/`;
  return [[{ kind: 'url', url: other.href }]];
}
