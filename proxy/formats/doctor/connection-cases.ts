// No answer at all, or none that is HTTP: what happened on the way to the server, by the code of the Failure, whose
// words capture has found (capture/failure.ts). The certificate is that of TlsDetails.

import type { ConnectionDetail, Failure } from '../../contract/model.ts';
import type { CaseId, Diagnosis, Evidence, Fix } from './diagnosis.ts';
import { inRequest, ofConnection } from './evidence.ts';
import { authorityOf } from './place.ts';
import { AS_IT_WAS, overOtherScheme } from './retries.ts';

export function diagnoseConnection(detail: ConnectionDetail, failure: Failure): Diagnosis {
  const explain = Object.hasOwn(CASES, failure.code) ? CASES[failure.code]! : other;
  const found = explain(detail, failure);
  return {
    level: 'error',
    sentence: failure.message,
    retries: [],
    fixes: [],
    ...found,
    evidence: [...found.evidence, ...reached(detail)],
    next: [...stepsOf(failure.hint, found.fixes ?? []), ...(found.next ?? [])],
  };
}

/** The sentences of a hint; what Framescope can be told is not said twice. */
function stepsOf(hint: string, fixes: readonly Fix[]): string[] {
  const steps = hint.split(/(?<=[.?]) (?=[A-Z])/).filter((step) => step !== '');
  return fixes.length === 0 ? steps : steps.filter((step) => !step.includes(' --'));
}

/** `next` comes after the hint of the Failure. */
type Found = Pick<Diagnosis, 'id' | 'why' | 'evidence'> &
  Partial<Pick<Diagnosis, 'next' | 'retries' | 'fixes'>>;

function other(_: ConnectionDetail, { code }: Failure): Found {
  return {
    id: 'failed',
    why: 'Framescope knows no more of this error than what it says.',
    evidence: [ofConnection('Error', null, code)],
    retries: AS_IT_WAS,
  };
}

/** Where it went, as far as it came. */
function reached({ remoteAddress }: ConnectionDetail): Evidence[] {
  return remoteAddress === null ? [] : [ofConnection('Address', null, remoteAddress)];
}

const CASES: Readonly<Record<string, (detail: ConnectionDetail, failure: Failure) => Found>> = {
  TLS_UNTRUSTED: (detail) =>
    untrusted(detail, 'tls-untrusted', [
      ofConnection('Certificate', 'one whose authority is trusted', detail.tls?.peer?.subject ?? null),
      ofConnection('Issued by', 'an authority that this machine trusts', detail.tls?.peer?.issuer ?? null),
    ]),
  TLS_EXPIRED: (detail) => untrusted(detail, 'tls-expired', [expiredPart(detail)]),
  TLS_NOT_YET_VALID: (detail) =>
    untrusted(detail, 'tls-not-yet-valid', [
      ofConnection('Valid from', `before ${dayOf(detail.openedAt)}`, detail.tls?.peer?.validFrom ?? null),
    ]),
  TLS_WRONG_HOST: (detail) =>
    untrusted(detail, 'tls-wrong-host', [
      ofConnection('Names', detail.host, detail.tls?.peer?.names ?? null),
      ofConnection('Certificate', null, detail.tls?.peer?.subject ?? null),
    ]),
  TLS_PROTOCOL: (detail) => ({
    id: 'tls-not-spoken',
    why: 'The port speaks something other than TLS, or a version of TLS that nobody here speaks any more.',
    evidence: [ofConnection('TLS', 'a handshake (RFC 8446)', 'something else')],
    next: ['Check scheme and port: wss and https are usually on 443 or 8443.'],
    retries: overOtherScheme(detail),
  }),
  TLS_EXPECTED: (detail) => ({
    id: 'tls-expected',
    why: 'What came back is a TLS record: the port wants TLS before anything else is said.',
    evidence: [ofConnection('Protocol', 'HTTP/1.1', 'TLS')],
    retries: overOtherScheme(detail),
  }),
  HTTP2_ONLY: () => ({
    id: 'http2-only',
    why: 'A WebSocket over HTTP/2 is opened by an extended CONNECT (RFC 8441); the upgrade that this client sends is one of HTTP/1.1, which HTTP/2 does not have.',
    evidence: [ofConnection('Protocol (ALPN)', 'http/1.1', 'h2 only')],
    next: ['Let the server offer http/1.1 beside h2 in ALPN, at least for the path of the WebSocket.'],
  }),
  ENOTFOUND: nameUnknown,
  EAI_AGAIN: nameUnknown,
  ECONNREFUSED: (detail) => ({
    id: 'connection-refused',
    why: 'The machine is there and said no: nobody listens on this port, or a firewall rejects it.',
    evidence: [ofConnection('TCP', `a connection to port ${detail.port}`, 'refused (RST)')],
    retries: AS_IT_WAS,
  }),
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: (detail) => ({
    id: 'timed-out',
    why: 'Nothing came back at all: a firewall that drops packets, a machine that is off, or a wrong address.',
    evidence: [ofConnection('Answer', `something from ${authorityOf(detail)}`, `nothing${waited(detail)}`)],
    retries: AS_IT_WAS,
  }),
  ECONNRESET: reset,
  EPIPE: reset,
  NO_ANSWER: (detail) => ({
    id: 'no-answer',
    why: 'It took the connection and the request, and hung up: it may not know upgrades, have crashed, or want TLS here.',
    evidence: [ofConnection('Answer', 'HTTP/1.1 101', `the end of the connection${waited(detail)}`)],
    next: ['Look into the log of the server.'],
    retries: [...overOtherScheme(detail), ...AS_IT_WAS],
  }),
  NOT_HTTP: (detail, { message }) => ({
    id: 'not-http',
    why: 'Another protocol is served on this port.',
    evidence: [ofConnection('First bytes', 'HTTP/1.1 101', /“(.*)”/s.exec(message)?.[1] ?? 'something else')],
    next: ['Check the port.'],
    retries: overOtherScheme(detail),
  }),
  CLIENT_LEFT: (detail) => ({
    id: 'client-left',
    why:
      detail.remoteAddress === null
        ? 'The way to the server was not open yet when the client gave up.'
        : 'The server had the request and said nothing until the client gave up: it may be stuck, or wait for somebody behind it.',
    evidence: [ofConnection('Answer', 'HTTP/1.1 101', `nothing${waited(detail)}`)],
    next: ['If the client gave up, let it wait longer; if the server was silent, look into its log.'],
    retries: AS_IT_WAS,
  }),
  CANCELLED: (detail) => ({
    id: 'cancelled',
    why: 'It was ended here, while it waited: whether the server would have answered is not known.',
    evidence: [ofConnection('Answer', 'HTTP/1.1 101', `nothing${waited(detail)}`)],
    retries: AS_IT_WAS,
  }),
  UPSTREAM_PROXY: (detail, { message }) => ({
    id: 'upstream-proxy',
    why: 'The server was never asked: the proxy on the way there did not let it through.',
    evidence: [
      ofConnection(
        'Proxy',
        `a way to ${authorityOf(detail)}`,
        /did not connect to \S+: (.*)\.$/s.exec(message)?.[1] ?? null,
      ),
    ],
    retries: AS_IT_WAS,
  }),
  LOOP: (detail) => ({
    id: 'loop',
    why: 'It would come back here again and again.',
    evidence: [ofConnection('Target', 'a server', authorityOf(detail))],
  }),
  BAD_TARGET: badTarget,
  BAD_REQUEST: badTarget,
};

function untrusted({ host }: ConnectionDetail, id: CaseId, evidence: readonly Evidence[]): Found {
  return {
    id,
    why: 'Framescope verifies servers as a browser does, and says nothing to one that it cannot verify.',
    evidence,
    fixes: trustFixes(host, id),
  };
}

/** The certificate itself, or one above it, which is not known. */
function expiredPart({ openedAt, tls }: ConnectionDetail): Evidence {
  const until = tls?.peer?.validTo ?? null;
  if (until !== null && Date.parse(until) > openedAt)
    return ofConnection('Issued by', 'an authority whose certificate is valid', tls?.peer?.issuer ?? null);
  return ofConnection('Valid until', `after ${dayOf(openedAt)}`, until);
}

function trustFixes(host: string, id: CaseId): readonly Fix[] {
  const authority: Fix = { words: '--upstream-ca FILE', does: 'Trusts the authority in this PEM file, too.' };
  return [
    ...(id === 'tls-untrusted' ? [authority] : []),
    { words: `--insecure-upstream ${host}`, does: 'Takes whatever certificate this host has.' },
    { words: `--passthrough ${host}`, does: 'Leaves TLS to the client: nothing can be read then.' },
  ];
}

function nameUnknown({ host, port }: ConnectionDetail): Found {
  return {
    id: 'name-unknown',
    why: 'The name is not in DNS, or the name server of this machine does not know it.',
    evidence: [ofConnection('DNS', `an address of ${host}`, 'none')],
    retries: AS_IT_WAS,
    fixes: [
      { words: `--resolve ${host}:${port}:ADDRESS`, does: 'Uses this address for the name, as curl does.' },
    ],
  };
}

function unreachable(detail: ConnectionDetail): Found {
  return {
    id: 'unreachable',
    why: 'No route leads there from this machine: it is offline, or needs a VPN.',
    evidence: [ofConnection('Route', `one to ${authorityOf(detail)}`, 'none')],
    retries: AS_IT_WAS,
  };
}

function reset(detail: ConnectionDetail): Found {
  return {
    id: 'reset',
    why: 'It took the connection and tore it down: a server that crashed, a firewall, or one that speaks another protocol here.',
    evidence: [ofConnection('Answer', 'HTTP/1.1 101', `a reset${waited(detail)}`)],
    retries: [...AS_IT_WAS, ...overOtherScheme(detail)],
  };
}

function badTarget(detail: ConnectionDetail): Found {
  const expected = 'ws://HOST:PORT/PATH';
  return {
    id: 'bad-target',
    why: 'It went nowhere: nothing was sent to any server.',
    evidence: [
      { side: 'request', field: 'Target', expected, received: detail.url, section: 'RFC 9112 3.2.2' },
      inRequest(detail, 'Host', 'HOST:PORT', 'RFC 9110 7.2'),
    ],
  };
}

function waited({ openedAt, ending }: ConnectionDetail): string {
  if (ending === null) return '';
  const seconds = (ending.at - openedAt) / 1000;
  return ` after ${seconds.toLocaleString('en', { maximumFractionDigits: seconds < 1 ? 3 : 1 })} s`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
