// The upgrade doctor from end to end: an origin that misbehaves in one way, a client that asks it through the proxy, what
// was captured, what the doctor says of it, and what comes of the retry that it offers.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { type UpgradeChange, describeChanges } from '../../../proxy/contract/upgrade-change.ts';
import { diagnose } from '../../../proxy/formats/doctor/diagnose.ts';
import type { CaseId, Evidence } from '../../../proxy/formats/doctor/diagnosis.ts';
import { outcomeOf } from '../../../proxy/formats/doctor/outcome.ts';
import { type LiveSession, createSession } from '../../../proxy/session/create-session.ts';
import { openBlackHole } from '../../support/black-hole.ts';
import { temporaryFolder } from '../../support/framescope.ts';
import { temporaryAuthority } from '../../support/open-capture.ts';
import { findDeadPort, selfSigned } from '../../support/origins.ts';
import { sessionOptions } from '../../support/session-options.ts';
import {
  fieldOf,
  lines,
  openPlainOnly,
  openTlsOnly,
  openWayward,
  refusal,
  switching,
} from '../../support/wayward-origin.ts';
import { type Wire, connectWire, secureWire } from '../../support/wire.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const SECTION = 'RFC 6455 4.1';

const HANDSHAKE: readonly (readonly [string, string])[] = [
  ['Host', 'origin.test'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Key', KEY],
  ['Sec-WebSocket-Version', '13'],
];

/** The usual fields, changed so; null takes one away. */
function fields(changes: Readonly<Record<string, string | null>> = {}): string {
  const kept = HANDSHAKE.filter(([name]) => changes[name] === undefined);
  const set = Object.entries(changes).filter(([, value]) => value !== null);
  return [...kept, ...set].map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

let originAuthority: Authority;
let session: LiveSession;
let folder: string;
beforeAll(async () => {
  originAuthority = await temporaryAuthority();
  folder = mkdtempSync(join(tmpdir(), 'framescope-test-'));
  session = await createSession(
    sessionOptions(folder, {
      upstreamCa: [originAuthority.pem],
      resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
    }),
  );
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly host?: string;
  readonly port: number;
  readonly secure?: boolean;
  readonly path?: string;
  readonly request?: string;
  readonly alpn?: readonly string[];
  readonly engine?: LiveSession;
}

async function reach({ host = 'origin.test', port, secure, alpn, engine = session }: Asked): Promise<Wire> {
  const wire = await connectWire(engine.proxy.port);
  wire.send(`CONNECT ${host}:${port} HTTP/1.1\r\n\r\n`);
  await wire.takeHead();
  if (!secure) return wire;
  const options = { ca: engine.authority.pem, servername: host };
  return secureWire(wire, alpn ? { ...options, ALPNProtocols: [...alpn] } : options);
}

/** Asks through the proxy, and waits until it is over or has been answered. */
async function ask(asked: Asked): Promise<ConnectionDetail> {
  const engine = asked.engine ?? session;
  const before = new Set((await engine.connections()).map(({ id }) => id));
  const client = await reach(asked);
  client.send(`GET ${asked.path ?? '/chat'} HTTP/1.1\r\n${asked.request ?? fields()}\r\n`);
  const id = await expectRow(engine, before);
  const detail = await settled(engine, id);
  client.socket.destroy();
  return detail;
}

async function expectRow(engine: LiveSession, before: ReadonlySet<ConnectionId>): Promise<ConnectionId> {
  const fresh = async () => (await engine.connections()).find(({ id }) => !before.has(id))?.id ?? null;
  await expect.poll(fresh).not.toBeNull();
  return (await fresh())!;
}

async function settled(engine: LiveSession, id: ConnectionId): Promise<ConnectionDetail> {
  const detail = () => engine.connection(id);
  await expect.poll(async () => isSettled(await detail()), { timeout: 20_000 }).toBe(true);
  return detail();
}

/** What answers something else than HTTP may leave its connection open. */
function isSettled({ status, ending, failure }: ConnectionDetail): boolean {
  return status === 101 || ending !== null || OTHER_PROTOCOLS.has(failure?.code ?? '');
}

const OTHER_PROTOCOLS: ReadonlySet<string> = new Set(['NOT_HTTP', 'TLS_EXPECTED', 'HTTP2_ONLY']);

interface Expected {
  readonly id: CaseId;
  readonly sentence: RegExp;
  /** One that must be there. */
  readonly evidence: Partial<Evidence>;
  /** The retry that is offered, in words, and what comes of it. */
  readonly retry?: readonly [words: string, outcome: RegExp];
}

async function examine(detail: ConnectionDetail, { id, sentence, evidence, retry }: Expected): Promise<void> {
  const diagnosis = diagnose(detail);
  expect(diagnosis).toMatchObject({ id, sentence: expect.stringMatching(sentence) });
  expect(diagnosis!.evidence).toContainEqual(expect.objectContaining(evidence));
  expect(diagnosis!.why).toMatch(/\.$/);
  if (diagnosis!.level === 'error') expect(detail.failure).toMatchObject({ message: diagnosis!.sentence });
  if (!retry) return;
  const changes = diagnosis!.retries.find((each) => describeChanges(each) === retry[0]);
  expect(diagnosis!.retries.map(describeChanges)).toContain(retry[0]);
  expect(await outcomeOfRetry(detail, changes!)).toMatch(retry[1]);
}

async function outcomeOfRetry(
  original: ConnectionDetail,
  changes: readonly UpgradeChange[],
): Promise<string> {
  const id = await session.retryUpgrade(original.id, changes);
  const retried = await settled(session, id);
  expect(retried.replayOf).toBe(original.id);
  expect(retried.requestHead ?? '').not.toContain(KEY);
  const { verdict, words } = outcomeOf(retried, changes);
  if (verdict === 'works') {
    await expect
      .poll(async () => (await session.connection(id)).ending)
      .toMatchObject({ code: 1000, by: 'client' });
  }
  return words;
}

interface Row extends Expected {
  readonly name: string;
  readonly request?: string;
  readonly path?: string;
  readonly answer: (head: string) => string;
}

const OFFER = 'permessage-deflate; client_max_window_bits';

/** Answers of a server that was reached without TLS. */
const ROWS: readonly Row[] = [
  {
    name: 'a request without Upgrade and Connection',
    id: 'request-stripped',
    request: fields({ Upgrade: null, Connection: null }),
    answer: (head) =>
      fieldOf(head, 'Upgrade') ? switching(head) : refusal('426 Upgrade Required', 'Upgrade: websocket'),
    sentence: /neither “Upgrade: websocket” nor “Connection: Upgrade”/,
    evidence: { side: 'request', field: 'Upgrade', expected: 'websocket', received: null, section: SECTION },
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
    evidence: { side: 'answer', field: 'Upgrade', expected: 'websocket', received: null, section: SECTION },
    retry: ['as it was', /^It fails as it was: 101\. The server’s 101 lacks “Upgrade: websocket”/],
  },
  {
    name: 'a 101 without Connection',
    id: 'answer-connection-missing',
    answer: (head) => switching(head).replace('Connection: Upgrade', 'Connection: keep-alive'),
    sentence: /101 lacks “Connection: Upgrade”/,
    evidence: { side: 'answer', field: 'Connection', expected: 'Upgrade', received: 'keep-alive' },
  },
  {
    name: 'a 101 that a proxy stripped',
    id: 'middlebox',
    answer: (head) =>
      switching(head, 'Via: 1.0 squid').replace('Upgrade: websocket\r\nConnection: Upgrade\r\n', ''),
    sentence: /A proxy on the way \(1\.0 squid\) seems to have removed the upgrade/,
    evidence: { side: 'answer', field: 'Via', received: '1.0 squid' },
  },
  {
    name: 'an answer of HTTP/1.0',
    id: 'middlebox',
    answer: () => lines('HTTP/1.0 200 OK', 'Connection: close'),
    sentence: /A proxy on the way seems to have removed the upgrade/,
    evidence: { side: 'answer', field: 'HTTP version', expected: 'HTTP/1.1', received: 'HTTP/1.0' },
  },
  {
    name: 'a 400 by way of a proxy',
    id: 'middlebox',
    answer: () => refusal('400 Bad Request', 'Via: 1.1 cache', 'Connection: close'),
    sentence: /\(1\.1 cache\)/,
    evidence: { side: 'answer', field: 'Connection', received: 'close' },
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
  },
  ...[301, 302, 307, 308].map((status): Row => ({
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
  },
  {
    name: 'another 4xx',
    id: 'refused',
    answer: () => refusal('418 Teapot'),
    sentence: /\(418 Teapot\)/,
    evidence: { field: 'Status', received: '418 Teapot' },
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
  },
  {
    name: 'a 500',
    id: 'server-error',
    answer: () => refusal('500 Oh'),
    sentence: /The server failed/,
    evidence: { field: 'Status', received: '500 Oh' },
  },
  ...[502, 504].map((status): Row => ({
    name: `a ${status}`,
    id: 'gateway',
    answer: () => refusal(`${status} Bad`, 'Server: nginx'),
    sentence: /A gateway got no answer/,
    evidence: { side: 'answer', field: 'Server', received: 'nginx' },
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

describe('An answer that makes no WebSocket', () => {
  test.each(ROWS)('$name is $id', async ({ answer, request, path, ...expected }) => {
    const port = await openWayward(answer);
    const detail = await ask({ port, ...(request && { request }), ...(path && { path }) });
    await examine(detail, withUrl(expected, detail));
  });
});

/** The retry at another URL, whose port only now is known. */
function withUrl(expected: Expected, detail: ConnectionDetail): Expected {
  if (expected.retry?.[0] !== '') return expected;
  const [words = ''] = (diagnose(detail)?.retries ?? []).map(describeChanges);
  return { ...expected, retry: [words, expected.retry[1]] };
}

describe('A server that is not trusted', () => {
  test.each<[CaseId, () => Promise<{ key: string; cert: string }>, RegExp, Partial<Evidence>]>([
    [
      'tls-untrusted',
      () => selfSigned('origin.test', [-1, 1]),
      /self-signed/,
      { field: 'Issued by', received: 'CN=origin.test' },
    ],
    [
      'tls-wrong-host',
      () => originAuthority.leafFor('other.test'),
      /issued for another name/,
      { field: 'Names', expected: 'origin.test', received: 'DNS:other.test' },
    ],
    [
      'tls-expired',
      () => selfSigned('origin.test', [-3, -1]),
      /has expired/,
      { field: 'Valid until', received: expect.stringContaining('GMT') as string },
    ],
  ])('is %s, with its certificate as evidence', async (id, identity, sentence, evidence) => {
    const shown = await identity();
    const engine = await startTrusting(id === 'tls-expired' ? shown.cert : null);
    const port = await openWayward((head) => switching(head), shown);
    const detail = await ask({ port, secure: true, engine });
    expect(detail.tls).toMatchObject({ trust: 'refused', client: { serverName: 'origin.test' } });
    await examine(detail, { id, sentence, evidence });
    expect(diagnose(detail)!.fixes.map(({ words }) => words)).toContain('--insecure-upstream origin.test');
    if (engine !== session) await engine.close();
  });
});

/** The session of all, or one that knows this certificate as well. */
async function startTrusting(certificate: string | null): Promise<LiveSession> {
  if (certificate === null) return session;
  return createSession(
    sessionOptions(temporaryFolder(), {
      upstreamCa: [certificate],
      resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
    }),
  );
}

describe('No answer that is HTTP', () => {
  test('because the name is not in DNS', async () => {
    const detail = await ask({
      host: 'nowhere.invalid',
      port: 80,
      request: fields({ Host: 'nowhere.invalid' }),
    });
    await examine(detail, {
      id: 'name-unknown',
      sentence: /nowhere\.invalid/,
      evidence: {
        side: 'connection',
        field: 'DNS',
        expected: 'an address of nowhere.invalid',
        received: 'none',
      },
    });
    expect(diagnose(detail)!.fixes[0]!.words).toBe('--resolve nowhere.invalid:80:ADDRESS');
  });

  test('because nobody listens', async () => {
    const port = await findDeadPort();
    await examine(await ask({ port }), {
      id: 'connection-refused',
      sentence: /refused the connection\./,
      evidence: { field: 'TCP', expected: `a connection to port ${port}`, received: 'refused (RST)' },
      retry: ['as it was', /^It fails as it was: .* refused the connection\.$/],
    });
  });

  test.runIf(process.platform === 'linux')('because nothing comes back', async () => {
    const hole = await openBlackHole();
    const engine = await createSession(sessionOptions(temporaryFolder(), { stepTimeout: 500 }));
    const detail = await ask({ host: '127.0.0.1', port: hole.port, engine });
    await hole.close();
    await engine.close();
    await examine(detail, {
      id: 'timed-out',
      sentence: /did not answer in time/,
      evidence: { field: 'Answer', received: expect.stringMatching(/^nothing after [\d.]+ s$/) },
    });
  });

  test('because another protocol is spoken', async () => {
    const port = await openWayward(() => 'SSH-2.0-OpenSSH_9.6\r\n');
    await examine(await ask({ port }), {
      id: 'not-http',
      sentence: /not valid HTTP: “SSH-2\.0-OpenSSH_9\.6”/,
      evidence: { field: 'First bytes', received: 'SSH-2.0-OpenSSH_9.6' },
    });
  });

  test('because the port wants TLS', async () => {
    const port = await openTlsOnly((head) => switching(head), await originAuthority.leafFor('origin.test'));
    await examine(await ask({ port }), {
      id: 'tls-expected',
      sentence: /speaks TLS on this port/,
      evidence: { field: 'Protocol', expected: 'HTTP/1.1', received: 'TLS' },
      retry: ['over wss', /^It works over wss: 101\.$/],
    });
  });

  test('because the port knows no TLS', async () => {
    const port = await openPlainOnly((head) => switching(head));
    await examine(await ask({ port, secure: true }), {
      id: 'tls-not-spoken',
      sentence: /did not complete the TLS handshake/,
      evidence: { field: 'TLS', received: 'something else' },
      retry: ['over ws', /^It works over ws: 101\.$/],
    });
  });

  test('because the server knows HTTP/2 only, and says so in ALPN', async () => {
    const identity = await originAuthority.leafFor('origin.test');
    const port = await openWayward(() => '', { ...identity, ALPNProtocols: ['h2'] });
    await examine(await ask({ port, secure: true, alpn: ['http/1.1'] }), {
      id: 'http2-only',
      sentence: /speaks HTTP\/2 only/,
      evidence: { field: 'Protocol (ALPN)', expected: 'http/1.1', received: 'h2 only' },
    });
  });

  test('because the server answers with frames of HTTP/2', async () => {
    const port = await openWayward(() => '\0\0\0\x04\0\0\0\0\0');
    const detail = await ask({ port });
    expect(diagnose(detail)).toMatchObject({ id: 'http2-only' });
    const body = async () => (await session.body(detail.id, 'server')).bytes.length;
    await expect.poll(body).toBe(9);
  });

  test('because the server hangs up', async () => {
    const port = await openWayward((_, socket) => void socket.end());
    await examine(await ask({ port }), {
      id: 'no-answer',
      sentence: /closed the connection without an answer/,
      evidence: { field: 'Answer', received: expect.stringContaining('the end of the connection') },
      retry: ['as it was', /^It fails/],
    });
  });

  test('because the server resets', async () => {
    const port = await openWayward((_, socket) => void socket.resetAndDestroy());
    await examine(await ask({ port }), {
      id: 'reset',
      sentence: /reset the connection before it answered/,
      evidence: { field: 'Answer', received: expect.stringContaining('a reset') },
    });
  });

  test('because the client gave up first', async () => {
    const { promise: got, resolve } = Promise.withResolvers<void>();
    const port = await openWayward(() => resolve());
    const before = new Set((await session.connections()).map(({ id }) => id));
    const client = await reach({ port });
    client.send(`GET /chat HTTP/1.1\r\n${fields()}\r\n`);
    await got;
    client.socket.destroy();
    const detail = await settled(session, await expectRow(session, before));
    await examine(detail, {
      id: 'client-left',
      sentence: /client closed the connection before there was an answer/,
      evidence: { field: 'Answer', received: expect.stringContaining('nothing') },
    });
  });
});
