// Dialling the origin: resolve, refuse loops, connect, TLS with verification on. Both lanes (HTTP and
// upgrades) get their sockets here, so the user's rules hold for both. It writes no byte of HTTP.
//
// TLS is judged here and not by Node, so that a refused certificate can be shown. What holds all the same
// (tests/proxy/capture/upstream-trust.test.ts):
// - Nothing of the client goes to a server before it was judged, and nothing of an untrusted server to the client.
// - The name that is verified is the one that the client asked for (SNI), else the host; an address only by an iPAddress
//   of the certificate (RFC 9525 §6.5), and it is no SNI (RFC 6066 §3).
// - An exception is for its host alone, is asked for at every connection, and never becomes a session to resume.
// - A resumed session was verified for this very name against the authorities that count now (tls-sessions.ts).
// - Whoever shows another certificate later (a renegotiation of TLS 1.2) is judged again.
// - Revocation is not looked at, as Node does not.

import type { X509Certificate } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';
import type { CertificateFacts, TlsDetails } from '../contract/model.ts';
import type { End } from './end.ts';
import { UpstreamError, explainDistrust, explainError } from './failure.ts';
import { isOwnAddress } from './own-address.ts';
import { askOuterProxy } from './outer-proxy.ts';
import { type ResolveRule, type ResolvedAddress, resolveHost } from './resolve.ts';
import { inTime } from './in-time.ts';
import type { Dialled } from './sink.ts';
import { type OpenSockets, trackSockets } from './open-sockets.ts';
import { type Target, formatAuthority, matchesHost } from './target.ts';
import { type TlsSessions, createTlsSessions } from './tls-sessions.ts';
import { trustContext } from './trust-store.ts';
import { connectThroughProxy } from './upstream-proxy.ts';

export interface UpstreamOptions {
  readonly resolve: readonly ResolveRule[];
  /** PEM certificates trusted beside the system's. */
  readonly extraCa: readonly string[];
  /** Hosts whose certificate is accepted as it is. */
  readonly insecureHosts: readonly string[];
  /** `http://host:port` or `socks5://host:port`; null dials directly. */
  readonly proxy: URL | null;
  /** Ports that this process listens on. */
  readonly ownPorts: () => ReadonlySet<number>;
  /** Milliseconds that each step of the way may take. */
  readonly stepTimeout?: number;
}

export interface UpstreamConnection extends End {
  readonly dialled: Dialled;
}

export interface Upstream {
  /** Rejects with an UpstreamError; `signal` gives up early. */
  dial(target: Target, signal: AbortSignal): Promise<UpstreamConnection>;
  /** Destroys every connection; resolves when they are closed. */
  close(): Promise<void>;
}

/** Each step of the way has its time. */
const TIMEOUT_MS = 20_000;

/** A client's own probes end here: without some of ours, a router on the way forgets a quiet connection. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 45_000 }; // as Chromium

/** What connections have in common. */
interface Shared {
  readonly sessions: TlsSessions;
  readonly sockets: OpenSockets;
}

export function createUpstream(options: UpstreamOptions): Upstream {
  const shared: Shared = {
    sessions: createTlsSessions(),
    sockets: trackSockets(),
  };
  setImmediate(() => trustContext(options.extraCa)); // while nobody waits for it
  return {
    async dial(target, signal) {
      try {
        return await dial(target, signal, options, shared);
      } catch (error) {
        if (error instanceof UpstreamError) throw error;
        throw new UpstreamError(explainError(error, target), { cause: error });
      }
    },
    close: () => shared.sockets.close(),
  };
}

async function dial(
  target: Target,
  signal: AbortSignal,
  options: UpstreamOptions,
  shared: Shared,
): Promise<UpstreamConnection> {
  const started = performance.now();
  const limit = options.stepTimeout ?? TIMEOUT_MS;
  const { end, dns } = await open(target, signal, options, shared);
  const { socket, raw } = end;
  const remoteAddress = formatRemote(raw);
  const connected = performance.now();
  const reached = (details: TlsDetails | null): Dialled => ({
    remoteAddress,
    timing: {
      dns,
      connect: connected - started - (dns ?? 0),
      tls: target.secure ? performance.now() - connected : null,
      wait: null,
    },
    tls: details,
  });
  if (!target.secure) return { socket, raw, dialled: reached(null) };
  let refused: TlsDetails | null = null;
  try {
    const secured = await inTime(signal, limit, (inside) =>
      secure(socket, target, options, shared, inside, (details) => (refused = details)),
    );
    return { socket: secured.socket, raw, dialled: reached(secured.details) };
  } catch (error) {
    throw new UpstreamError(explainError(error, target), { cause: error }, reached(refused));
  }
}

/** What the target's own bytes go over: a TCP connection, or a tunnel through the client's own proxy. */
async function open(
  target: Target,
  signal: AbortSignal,
  options: UpstreamOptions,
  shared: Shared,
): Promise<{ end: End; dns: number | null }> {
  const limit = options.stepTimeout ?? TIMEOUT_MS;
  const { via } = target;
  if (via) {
    const proxy = await dial(via.proxy, signal, options, shared);
    const end = await inTime(signal, limit, (inside) => askOuterProxy(proxy, via, target, inside));
    return { end, dns: null };
  }
  const { raw, dns } = await inTime(signal, limit, (inside) => openTcp(target, options, inside));
  shared.sockets.add(raw);
  return { end: { socket: raw, raw }, dns };
}

async function openTcp(
  target: Target,
  options: UpstreamOptions,
  signal: AbortSignal,
): Promise<{ raw: net.Socket; dns: number | null }> {
  if (options.proxy) return { raw: await connectThroughProxy(options.proxy, target, signal), dns: null };
  const started = performance.now();
  const addresses = await resolveHost(target.host, target.port, options.resolve);
  const dns = net.isIP(target.host) === 0 ? performance.now() - started : null;
  refuseLoop(target, addresses, options.ownPorts());
  return { raw: await connectTcp(target, addresses, signal), dns };
}

function refuseLoop(
  target: Target,
  addresses: readonly ResolvedAddress[],
  ownPorts: ReadonlySet<number>,
): void {
  if (!ownPorts.has(target.port) || !addresses.some(({ address }) => isOwnAddress(address))) return;
  throw new UpstreamError({
    code: 'LOOP',
    message: `${formatAuthority(target)} is Framescope itself.`,
    hint: 'Send the request to the server that you want to reach.',
  });
}

function connectTcp(
  target: Target,
  addresses: readonly ResolvedAddress[],
  signal: AbortSignal,
): Promise<net.Socket> {
  const [only] = addresses.length === 1 ? addresses : [];
  const socket = net.connect({
    host: only?.address ?? target.host,
    port: target.port,
    allowHalfOpen: true,
    noDelay: true,
    ...KEEP_ALIVE,
    lookup: (_host, _options, done) => done(null, addresses as LookupAddress[]),
  });
  return settled(socket, 'connect', socket, signal);
}

interface Secured {
  readonly socket: tls.TLSSocket;
  readonly details: TlsDetails;
}

async function secure(
  raw: net.Socket,
  target: Target,
  { extraCa, insecureHosts }: UpstreamOptions,
  { sessions }: Shared,
  signal: AbortSignal,
  refused: (details: TlsDetails) => void,
): Promise<Secured> {
  const { host, port, applicationProtocol, via } = target;
  const name = target.serverName ?? host;
  const origin = JSON.stringify([host, port, name, via && formatAuthority(via.proxy)]);
  const trusted = trustContext(extraCa);
  const resumed = sessions.find(origin, trusted);
  const socket = tls.connect({
    socket: raw,
    host: name, // verified where there is no SNI
    servername: net.isIP(name) === 0 ? name.replace(/\.$/, '') : '',
    ...(applicationProtocol === null ? {} : { ALPNProtocols: [applicationProtocol ?? 'http/1.1'] }),
    ...(resumed ? { session: resumed.ticket } : {}),
    secureContext: trusted,
    rejectUnauthorized: false, // judged below, where the certificate can still be told
  });
  await settled(socket, 'secureConnect', raw, signal);
  const peer = socket.getPeerX509Certificate() ?? resumed?.peer ?? null; // Node gives it once
  const accepted = () => socket.authorized || insecureHosts.some((pattern) => matchesHost(host, pattern));
  if (!accepted()) {
    refused({ ...describe(socket, peer), trust: 'refused' });
    socket.destroy();
    throw new UpstreamError(explainDistrust(String(socket.authorizationError), target, peer));
  }
  socket.on('secureConnect', () => {
    if (!accepted()) socket.destroy(new Error('another certificate, which is not trusted'));
  });
  sessions.keep(origin, socket, peer, trusted);
  return { socket, details: describe(socket, peer) };
}

/** The socket once `event` was emitted; destroys `raw` when it fails or the signal aborts first. */
function settled<S extends net.Socket>(
  socket: S,
  event: string,
  raw: net.Socket,
  signal: AbortSignal,
): Promise<S> {
  const { promise, resolve, reject } = Promise.withResolvers<S>();
  const abort = () => fail(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
  const closed = () => fail(Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' }));
  const stop = () => {
    signal.removeEventListener('abort', abort);
    socket.off('close', closed);
  };
  const fail = (error: Error) => {
    stop();
    socket.destroy();
    raw.destroy();
    reject(error);
  };
  socket.on('error', fail); // stays: an error after this is the taker's to see in `errored`, and never crashes
  socket.on('close', closed);
  socket.once(event, () => {
    stop();
    resolve(socket);
  });
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  return promise;
}

function formatRemote(socket: net.Socket): string | null {
  if (!socket.remoteAddress) return null;
  const host = net.isIP(socket.remoteAddress) === 6 ? `[${socket.remoteAddress}]` : socket.remoteAddress;
  return `${host}:${socket.remotePort}`;
}

function describe(socket: tls.TLSSocket, certificate: X509Certificate | null): TlsDetails {
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    peer: certificate && factsOf(certificate),
    trust: socket.authorized ? 'verified' : 'exception',
    alpn: socket.alpnProtocol || null,
  };
}

function factsOf({ subject, issuer, validFrom, validTo, subjectAltName }: X509Certificate): CertificateFacts {
  return { subject, issuer, validFrom, validTo, names: subjectAltName ?? '' };
}
