// What to do with a client's socket: read one head and send it down its lane (upgrade, HTTP, CONNECT), inside of a
// CONNECT again, as deep as clients nest. Nothing here changes a byte.

import type net from 'node:net';
import { type RequestHead, headerValue, parseRequestHead } from '../protocol/http-head.ts';
import type { Authority } from './certificate-authority.ts';
import { clientSpeaksFirst, sniff } from './connect.ts';
import type { End } from './end.ts';
import { explainError } from './failure.ts';
import { type HeadResult, readHead } from './head-reader.ts';
import { type Lane, type ReplayTicket, TICKET_FIELD } from './lane.ts';
import { createHttpLane } from './http-lane.ts';
import { createPortal } from './portal.ts';
import { type Target, matchesHost, parseAbsolute, parseAuthority } from './target.ts';
import type { HandshakeError, TlsFront } from './tls-front.ts';
import { abandonTunnel, joinReported, refuseTarget, reportLeft, reportRejected } from './tunnel-reports.ts';
import { type UpgradeOptions, forwardUpgrade, isUpgrade } from './upgrade.ts';
import type { UpstreamConnection } from './upstream.ts';

export interface FrontOptions extends UpgradeOptions {
  readonly tls: TlsFront;
  readonly authority: Authority;
  /** Hosts whose tunnels are not opened. */
  readonly passthrough: readonly string[];
  readonly takeTicket: (nonce: string) => ReplayTicket | null;
}

export interface Front {
  /** A connection that was accepted on the proxy's port. */
  accept(socket: net.Socket): void;
}

/** A client that leaves sooner than this after its handshake, without a word, did not like the certificate. */
const LOOK_MS = 1_000;
const NOTHING = Buffer.alloc(0);

export function createFront(options: FrontOptions): Front {
  const httpLane = createHttpLane({
    ...options,
    portal: createPortal(options.authority),
    switched: (lane, head) => start(lane, route(lane, head, formatHead(head))),
  });

  /** Every way that a connection takes ends here when it fails as none should. */
  const start = (lane: Lane, way: Promise<void>): void => {
    way.catch(() => lane.client.raw.destroy());
  };

  /** Reads the next head on this socket and routes it, again and again while the socket may carry another. */
  const serve = async (lane: Lane): Promise<void> => {
    await dispatch(lane, await readHead(lane.client.socket, looksLikeHttp));
  };

  const dispatch = async (lane: Lane, result: HeadResult): Promise<void> => {
    const { socket } = lane.client;
    const head = headOf(result);
    if (result.kind === 'closed') socket.end();
    else if (head && (head.method === 'CONNECT' || isUpgrade(head))) {
      await route(lane, head, result.bytes.toString('latin1'));
    } else {
      socket.unshift(result.bytes);
      httpLane.serve(lane); // Node's own strict parser has the last word on what is a request
    }
  };

  const route = async (lane: Lane, head: RequestHead, headText: string): Promise<void> => {
    const ticket = lane.ticket ?? options.takeTicket(headerValue(head.headers, TICKET_FIELD) ?? '');
    if (head.method === 'CONNECT') await connect({ ...lane, ticket }, head);
    else await upgrade({ ...lane, ticket }, head, headText);
  };

  const upgrade = async (lane: Lane, head: RequestHead, headText: string): Promise<void> => {
    const absolute = parseAbsolute(head.target);
    const target = lane.tunnel ?? absolute?.target ?? hostOf(head);
    if (!target) {
      refuseTarget(lane.client, head, options);
      return;
    }
    const path = absolute?.path ?? head.target;
    if (await forwardUpgrade({ lane, target, path, head, headText }, options)) await serve(lane);
  };

  const connect = async (lane: Lane, head: RequestHead): Promise<void> => {
    const authority = parseAuthority(head.target, 443);
    if (!authority) {
      refuseTarget(lane.client, head, options);
      return;
    }
    lane.client.socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    const target: Target = { ...authority, secure: false };
    if (options.passthrough.some((pattern) => matchesHost(target.host, pattern)))
      await tunnel(lane, target, NOTHING);
    else await enter(lane, target);
  };

  /** Inside of a CONNECT: by what the client says first. */
  const enter = async (lane: Lane, target: Target): Promise<void> => {
    const { spoken, last } = await sniff(lane.client);
    switch (spoken) {
      case 'tls':
        return terminate(lane, target);
      case 'http':
        return serve({ ...lane, tunnel: target });
      case 'unknown':
        return tunnel(lane, target, last);
      case 'silent':
        return tunnelOrEnter(lane, target);
      case 'closed':
        lane.client.socket.end();
    }
  };

  const terminate = async (lane: Lane, target: Target): Promise<void> => {
    const secured = await options.tls
      .terminate(lane.client.socket, target)
      .catch((error: HandshakeError) => error);
    if (secured instanceof Error) {
      reportRejected(lane.client, target, secured, options);
      return;
    }
    const serverName = secured.servername ? { serverName: secured.servername } : {};
    const client: End = { socket: secured, raw: lane.client.raw };
    const done = performance.now();
    const result = await readHead(secured, looksLikeHttp);
    const silent = result.kind === 'closed' && result.bytes.length === 0;
    if (silent && performance.now() - done < LOOK_MS) reportLeft(target, options);
    await dispatch({ ...lane, client, tunnel: { ...target, ...serverName, secure: true } }, result);
  };

  /** Nobody spoke yet. The server is dialled: if it is the first to speak this is an opaque tunnel. */
  const tunnelOrEnter = async (lane: Lane, target: Target): Promise<void> => {
    const server = await dial(lane, target);
    if (!server) return;
    if (await clientSpeaksFirst(lane.client, server)) {
      server.raw.destroy();
      await enter(lane, target);
    } else joinReported(lane, target, server, NOTHING, options);
  };

  const tunnel = async (lane: Lane, target: Target, last: Buffer): Promise<void> => {
    const server = await dial(lane, target);
    if (server) joinReported(lane, target, server, last, options);
  };

  /** For a tunnel; null when that failed, and is reported. */
  const dial = async ({ client }: Lane, target: Target): Promise<UpstreamConnection | null> => {
    const gone = new AbortController();
    client.socket.once('close', () => gone.abort());
    try {
      return await options.upstream.dial(target, gone.signal);
    } catch (error) {
      abandonTunnel(client, target, explainError(error, target), options);
      return null;
    }
  };

  return {
    accept(socket) {
      socket.on('error', () => undefined); // those who carry its bytes see it in `errored`
      const lane: Lane = { client: { socket, raw: socket }, tunnel: null, ticket: null };
      start(lane, serve(lane));
    },
  };
}

const looksLikeHttp = (bytes: Buffer): boolean => /^[A-Z]{1,16}( |$)/.test(bytes.toString('latin1', 0, 17));

/** Null when this is no request; a CONNECT is one whatever follows it, so that it is refused as such. */
function headOf({ kind, bytes }: HeadResult): RequestHead | null {
  if (kind !== 'head') return null;
  const head = parseRequestHead(bytes);
  if (head || bytes.toString('latin1', 0, 8) !== 'CONNECT ') return head;
  return { method: 'CONNECT', target: '', version: 'HTTP/1.1', headers: [] };
}

/** Where the Host field points, for requests in origin form on the proxy's own port. */
function hostOf({ headers }: RequestHead): Target | null {
  const authority = parseAuthority(headerValue(headers, 'host') ?? '', 80);
  return authority && { ...authority, secure: false };
}

/** The text of a head whose bytes Node's parser has eaten. */
function formatHead({ method, target, version, headers }: RequestHead): string {
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} ${version}\r\n${fields.join('')}\r\n`;
}
