// Ways in which no answer comes that is HTTP, or none at all: a server, a proxy or a client that misbehaves so, what the
// upgrade doctor says of it, and what comes of what it offers.

import { expect, onTestFinished } from 'vitest';
import type { Authority, Identity } from '../../../proxy/capture/certificate-authority.ts';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import type { LiveSession } from '../../../proxy/session/create-session.ts';
import { openBlackHole } from '../../support/black-hole.ts';
import { type Asked, type Expected, ask, captured, fields } from '../../support/doctor-rig.ts';
import { ownSession, reach, requestOf, settled } from '../../support/doctor-rig.ts';
import { findDeadPort, selfSigned } from '../../support/origins.ts';
import { type UpstreamProxy, openHttpProxy, openSocksProxy } from '../../support/upstream-proxies.ts';
import {
  lines,
  openPlainOnly,
  openTlsOnly,
  openWayward,
  refusal,
  switching,
} from '../../support/wayward-origin.ts';
import { connectWire } from '../../support/wire.ts';

export interface Rig {
  readonly session: LiveSession;
  /** Trusted by the session. */
  readonly authority: Authority;
}

interface Found {
  readonly session: LiveSession;
  readonly detail: ConnectionDetail;
}

export interface UnansweredRow extends Expected {
  readonly name: string;
  /** Where the system can be made to do it. */
  readonly only?: NodeJS.Platform;
  readonly find: (rig: Rig) => Promise<Found>;
}

const text = (pattern: RegExp) => expect.stringMatching(pattern) as string;

async function found(session: LiveSession, asked: Asked): Promise<Found> {
  return { session, detail: await ask(session, asked) };
}

/** A server with this certificate; `trusted`: its own is added to what is trusted. */
async function behind(identity: Promise<Identity>, { session, authority }: Rig, trusted = false) {
  const shown = await identity;
  const port = await openWayward((head) => switching(head), shown);
  const upstreamCa = [authority.pem, shown.cert];
  return found(trusted ? await ownSession(authority, { upstreamCa }) : session, { port, secure: true });
}

/** Whatever is asked goes out by way of this proxy. */
async function through({ authority }: Rig, url: string): Promise<Found> {
  return found(await ownSession(authority, { upstreamProxy: new URL(url) }), { port: 80 });
}

const UNTRUSTED: readonly UnansweredRow[] = [
  {
    name: 'a certificate that signed itself',
    id: 'tls-untrusted',
    find: (rig) => behind(selfSigned('origin.test', [-1, 1]), rig),
    sentence: /self-signed/,
    evidence: { field: 'Issued by', received: 'CN=origin.test' },
    fix: '--upstream-ca FILE',
  },
  {
    name: 'a certificate of another name',
    id: 'tls-wrong-host',
    find: (rig) => behind(rig.authority.leafFor('other.test'), rig),
    sentence: /issued for another name/,
    evidence: { field: 'Names', expected: 'origin.test', received: 'DNS:other.test' },
    fix: '--insecure-upstream origin.test',
  },
  {
    name: 'a certificate that has expired',
    id: 'tls-expired',
    find: (rig) => behind(selfSigned('origin.test', [-3, -1]), rig, true),
    sentence: /has expired/,
    evidence: { field: 'Valid until', received: text(/GMT/) },
    fix: '--insecure-upstream origin.test',
  },
  {
    name: 'a certificate that is not valid yet',
    id: 'tls-not-yet-valid',
    find: (rig) => behind(selfSigned('origin.test', [1, 3]), rig, true),
    sentence: /is not valid yet\.$/,
    evidence: { field: 'Valid from', expected: text(/^before \d{4}-/), received: text(/GMT/) },
    next: /^Is the clock of this machine right\?$/,
    fix: '--insecure-upstream origin.test',
  },
];

const UNREACHED: readonly UnansweredRow[] = [
  {
    name: 'a name that is not in DNS',
    id: 'name-unknown',
    find: ({ session }) =>
      found(session, { host: 'nowhere.invalid', port: 80, request: fields({ Host: 'nowhere.invalid' }) }),
    sentence: /nowhere\.invalid/,
    evidence: {
      side: 'connection',
      field: 'DNS',
      expected: 'an address of nowhere.invalid',
      received: 'none',
    },
    fix: '--resolve nowhere.invalid:80:ADDRESS',
  },
  {
    name: 'a port on which nobody listens',
    id: 'connection-refused',
    find: async ({ session }) => found(session, { port: await findDeadPort() }),
    sentence: /refused the connection\./,
    evidence: { field: 'TCP', expected: text(/^a connection to port \d+$/), received: 'refused (RST)' },
    retry: ['as it was', /^It fails as it was: .* refused the connection\.$/],
  },
  {
    name: 'an address that no route leads to',
    id: 'unreachable',
    only: 'linux', // where nothing can be sent to the broadcast address of loopback
    find: ({ session }) => found(session, { host: '127.255.255.255', port: 9 }),
    sentence: /^There is no network to 127\.255\.255\.255:9\.$/,
    evidence: { field: 'Route', expected: 'one to 127.255.255.255:9', received: 'none' },
    retry: ['as it was', /^It fails as it was: There is no network/],
  },
  {
    name: 'an answer that could be read in two ways',
    id: 'failed',
    async find({ session }) {
      const port = await openWayward(() =>
        lines('HTTP/1.1 200 OK', 'Content-Length: 2', 'Content-Length: 3'),
      );
      return found(session, { port, request: fields({ Upgrade: null, Connection: null }) });
    },
    sentence: /sent an answer that could be read in two ways/,
    evidence: { field: 'Error', received: 'BAD_ANSWER' },
    next: /This is for the server to mend\.$/,
  },
  {
    name: 'a server of which nothing comes back',
    id: 'timed-out',
    only: 'linux',
    async find({ authority }) {
      const hole = await openBlackHole();
      const session = await ownSession(authority, { stepTimeout: 500 });
      const end = await found(session, { host: '127.0.0.1', port: hole.port });
      await hole.close();
      return end;
    },
    sentence: /did not answer in time/,
    evidence: { field: 'Answer', received: text(/^nothing after [\d.]+ s$/) },
    next: /^Is it reachable from this machine\?$/,
  },
  {
    name: 'a request that would come back to the proxy',
    id: 'loop',
    find: ({ session }) => found(session, { host: '127.0.0.1', port: session.proxy.port }),
    sentence: /^127\.0\.0\.1:\d+ is Framescope itself\.$/,
    evidence: { field: 'Target', expected: 'a server', received: text(/^127\.0\.0\.1:\d+$/) },
    next: /^Send the request to the server that you want to reach\.$/,
  },
  {
    name: 'a request that names no host',
    id: 'bad-target',
    async find({ session }) {
      const detail = await captured(session, async () => {
        const client = await connectWire(session.proxy.port);
        client.send(requestOf({ request: fields({ Host: 'a%20host' }) }));
        return client;
      });
      return { session, detail };
    },
    sentence: /^The request names no valid host and port\.$/,
    evidence: { side: 'request', field: 'Host', expected: 'HOST:PORT', received: 'a%20host' },
    next: /absolute URL/,
  },
];

async function closedAfterwards(proxy: Promise<UpstreamProxy>): Promise<number> {
  const { port, close } = await proxy;
  onTestFinished(close);
  return port;
}

const BY_PROXY: readonly UnansweredRow[] = [
  {
    name: 'an upstream proxy that wants a login',
    id: 'upstream-proxy',
    find: async (rig) => through(rig, `http://127.0.0.1:${await closedAfterwards(openHttpProxy(407))}`),
    sentence: /^The upstream proxy 127\.0\.0\.1:\d+ did not connect to origin\.test: it answered 407\.$/,
    evidence: { field: 'Proxy', expected: 'a way to origin.test', received: 'it answered 407' },
    next: /^It wants a login: put USER:PASSWORD@ before 127\.0\.0\.1:\d+ in --upstream-proxy\.$/,
  },
  {
    name: 'an upstream proxy that refuses',
    id: 'upstream-proxy',
    find: async (rig) => through(rig, `http://127.0.0.1:${await closedAfterwards(openHttpProxy(403))}`),
    sentence: /it answered 403\.$/,
    evidence: { field: 'Proxy', received: 'it answered 403' },
    next: /^The proxy lets nobody through to there: ask who runs it\.$/,
    retry: ['as it was', /^It fails as it was: The upstream proxy .* 403\.$/],
  },
  {
    name: 'an upstream proxy that answers garbage',
    id: 'upstream-proxy',
    find: async (rig) => through(rig, `http://127.0.0.1:${await openWayward(() => 'SSH-2.0-x\r\n')}`),
    sentence: /it answered something that is not HTTP\.$/,
    evidence: { field: 'Proxy', received: 'it answered something that is not HTTP' },
    next: /^Is --upstream-proxy right, and is it running\?$/,
  },
  {
    name: 'an upstream proxy that hangs up',
    id: 'upstream-proxy',
    find: async (rig) =>
      through(rig, `http://127.0.0.1:${await openWayward((_, socket) => void socket.end())}`),
    sentence: /it closed the connection\.$/,
    evidence: { field: 'Proxy', received: 'it closed the connection' },
    next: /^Is --upstream-proxy right, and is it running\?$/,
  },
  {
    name: 'an upstream proxy that is not there',
    id: 'upstream-proxy',
    find: async (rig) => through(rig, `http://127.0.0.1:${await findDeadPort()}`),
    sentence: /it refused the connection\.$/,
    evidence: { field: 'Proxy', received: 'it refused the connection' },
    next: /^Is --upstream-proxy right, and is it running\?$/,
  },
  {
    name: 'a SOCKS proxy that takes no such login',
    id: 'upstream-proxy',
    find: async (rig) =>
      through(rig, `socks5://me:myself@127.0.0.1:${await closedAfterwards(openSocksProxy('somebody:else'))}`),
    sentence: /^The upstream proxy 127\.0\.0\.1:\d+ did not connect to origin\.test: it refused the login\.$/,
    evidence: { field: 'Proxy', received: 'it refused the login' },
    next: /^Check user and password in --upstream-proxy\.$/,
  },
];

const NOT_HTTP: readonly UnansweredRow[] = [
  {
    name: 'another protocol',
    id: 'not-http',
    find: async ({ session }) => found(session, { port: await openWayward(() => 'SSH-2.0-OpenSSH_9.6\r\n') }),
    sentence: /not valid HTTP: “SSH-2\.0-OpenSSH_9\.6”/,
    evidence: { field: 'First bytes', received: 'SSH-2.0-OpenSSH_9.6' },
    next: /^Check the port\.$/,
  },
  {
    name: 'a port that wants TLS',
    id: 'tls-expected',
    async find({ session, authority }) {
      const identity = await authority.leafFor('origin.test');
      return found(session, { port: await openTlsOnly((head) => switching(head), identity) });
    },
    sentence: /speaks TLS on this port/,
    evidence: { field: 'Protocol', expected: 'HTTP/1.1', received: 'TLS' },
    retry: ['over wss', /^It works over wss: 101\.$/],
  },
  {
    name: 'a port that knows no TLS',
    id: 'tls-not-spoken',
    find: async ({ session }) =>
      found(session, { port: await openPlainOnly((head) => switching(head)), secure: true }),
    sentence: /did not complete the TLS handshake/,
    evidence: { field: 'TLS', received: 'something else' },
    retry: ['over ws', /^It works over ws: 101\.$/],
  },
  {
    name: 'a server that knows HTTP/2 only, and says so in ALPN',
    id: 'http2-only',
    async find({ session, authority }) {
      const identity = await authority.leafFor('origin.test');
      const port = await openWayward(() => '', { ...identity, ALPNProtocols: ['h2'] });
      return found(session, { port, secure: true, alpn: ['http/1.1'] });
    },
    sentence: /speaks HTTP\/2 only/,
    evidence: { field: 'Protocol (ALPN)', expected: 'http/1.1', received: 'h2 only' },
    next: /^Let the server offer http\/1\.1 beside h2/,
  },
  {
    name: 'frames of HTTP/2',
    id: 'http2-only',
    find: async ({ session }) => found(session, { port: await openWayward(() => '\0\0\0\x04\0\0\0\0\0') }),
    sentence: /speaks HTTP\/2 only/,
    evidence: { field: 'Protocol (ALPN)', received: 'h2 only' },
    next: /^Let the server speak HTTP\/1\.1 as well\.$/,
  },
  {
    name: 'the end of the connection',
    id: 'no-answer',
    find: async ({ session }) =>
      found(session, { port: await openWayward((_, socket) => void socket.end()) }),
    sentence: /closed the connection without an answer/,
    evidence: { field: 'Answer', received: text(/the end of the connection/) },
    retry: ['as it was', /^It fails/],
  },
  {
    name: 'a reset',
    id: 'reset',
    find: async ({ session }) =>
      found(session, { port: await openWayward((_, socket) => void socket.resetAndDestroy()) }),
    sentence: /reset the connection before it answered/,
    evidence: { field: 'Answer', received: text(/a reset/) },
    retry: ['as it was', /^It fails as it was: .* reset the connection/],
  },
  {
    name: 'nothing, until the client gives up',
    id: 'client-left',
    async find({ session }) {
      const { promise: got, resolve } = Promise.withResolvers<void>();
      const port = await openWayward(() => resolve());
      const detail = await captured(session, async () => {
        const client = await reach(session, { port });
        client.send(requestOf({}));
        await got;
        client.socket.destroy();
        return client;
      });
      return { session, detail };
    },
    sentence: /client closed the connection before there was an answer/,
    evidence: { field: 'Answer', received: text(/nothing/) },
    next: /^If the client gave up, let it wait longer/,
  },
  {
    name: 'nothing, until the retry is cancelled',
    id: 'cancelled',
    async find({ session }) {
      const heads: string[] = [];
      const port = await openWayward((head) => (heads.push(head) === 2 ? undefined : refusal('503 No')));
      const original = await ask(session, { port });
      const retry = await session.retryUpgrade(original.id, []);
      await expect.poll(() => heads.length).toBe(2);
      await session.cancelRetry(retry);
      return { session, detail: await settled(session, retry) };
    },
    sentence: /^The retry was cancelled before there was an answer\.$/,
    evidence: { field: 'Answer', received: text(/^nothing after/) },
    retry: ['as it was', /^It fails as it was: 503\./],
  },
];

export const UNANSWERED: readonly UnansweredRow[] = [...UNTRUSTED, ...UNREACHED, ...BY_PROXY, ...NOT_HTTP];
