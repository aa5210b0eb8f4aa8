// The capturing proxy as one object: a listening port whose traffic is relayed as it is and reported to a sink.
// It stores nothing and decodes nothing.

import net from 'node:net';
import { FramescopeError } from '../contract/errors.ts';
import type { ConnectionId } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import type { Authority } from './certificate-authority.ts';
import { createFront } from './front.ts';
import type { Guard } from './gate.ts';
import type { Ticket } from './lane.ts';
import { trackSockets } from './open-sockets.ts';
import { type Relay, notOpen } from './relay.ts';
import type { ResolveRule } from './resolve.ts';
import type { CaptureEvent, CaptureSink } from './sink.ts';
import { createTlsFront } from './tls-front.ts';
import { createUpstream } from './upstream.ts';

export interface CaptureOptions {
  readonly authority: Authority;
  readonly sink: CaptureSink;
  /** The first id to give out. */
  readonly firstId: number;
  readonly bodyBudget: () => number;
  /** Rules and authorities may be added while it runs; they hold for connections made afterwards. */
  readonly resolve: readonly ResolveRule[];
  readonly extraCa: readonly string[];
  readonly insecureHosts: readonly string[];
  readonly passthrough: readonly string[];
  readonly upstreamProxy: URL | null;
  /** Listeners of this process beside the proxy, which it must never dial. */
  readonly otherPorts: () => Iterable<number>;
  /** Milliseconds that each step of the way to an origin may take; 20 s unless said otherwise. */
  readonly stepTimeout?: number;
}

export interface ProxyAddress {
  readonly host: string;
  readonly port: number;
}

export interface Capture {
  /** Listens; port 0 takes any free one. Fails with PORT_IN_USE. */
  listen(host: string, port: number): Promise<ProxyAddress>;
  /** Stops listening, leaving open connections alone. */
  unlisten(): Promise<void>;
  /** Puts one frame on a live connection; fails with NOT_OPEN. */
  inject(id: ConnectionId, to: Side, frame: Uint8Array): Promise<void>;
  /** Puts what one side of a live connection sends under a guard, or no longer; fails with NOT_OPEN. */
  gate(id: ConnectionId, from: Side, guard: Guard | null): void;
  /** Announces a client of our own: the nonce to show in the `Proxy-Framescope` field. */
  issueTicket(nonce: string, ticket: Ticket): void;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

export function createCapture(options: CaptureOptions): Capture {
  const { sink } = options;
  const relays = new Map<ConnectionId, Relay>();
  const tickets = new Map<string, Ticket>();
  const clients = trackSockets();
  let server: net.Server | null = null;
  let address: ProxyAddress | null = null;
  let lastId = options.firstId - 1;
  let closing = false;

  const upstream = createUpstream({
    ...options,
    proxy: options.upstreamProxy,
    ownPorts: () => new Set([...options.otherPorts(), ...(address ? [address.port] : [])]),
  });
  const front = createFront({
    ...options,
    sink: {
      event: (event) => sink.event(closing ? endedByUs(event) : event),
      keep: (id, from, chunk, at, offset, injected) => sink.keep(id, from, chunk, at, offset, injected),
      skip: (id, from, length, at, offset) => sink.skip(id, from, length, at, offset),
      written: (kept) => sink.written(kept),
      get full() {
        return sink.full;
      },
      get skims() {
        return sink.skims;
      },
      onDrain: (listener) => sink.onDrain(listener),
    },
    upstream,
    tls: createTlsFront(options.authority),
    nextId: () => (lastId += 1) as ConnectionId,
    takeTicket: (nonce) => {
      const ticket = tickets.get(nonce) ?? null;
      tickets.delete(nonce);
      return ticket;
    },
    opened: (id, relay) => relays.set(id, relay),
    closed: (id) => relays.delete(id),
  });
  sink.onDrain(() => {
    for (const relay of relays.values()) relay.resume();
  });

  const accept = (socket: net.Socket) => {
    front.accept(socket);
    clients.add(socket);
  };
  const unlisten = () => {
    server?.close();
    server = null;
    address = null;
  };

  return {
    async listen(host, port) {
      unlisten();
      const listening = net.createServer({ allowHalfOpen: true, noDelay: true }, accept);
      address = await bind(listening, host, port);
      server = listening;
      return address;
    },
    async unlisten() {
      unlisten();
    },
    async inject(id, to, frame) {
      const relay = relays.get(id);
      if (!relay) throw notOpen();
      await relay.inject(to, frame);
    },
    gate(id, from, guard) {
      const relay = relays.get(id);
      if (!relay) throw notOpen();
      relay.gate(from, guard);
    },
    issueTicket: (nonce, ticket) => tickets.set(nonce, ticket),
    async close() {
      closing = true;
      unlisten();
      await Promise.all([clients.close(), upstream.close()]);
    },
  };
}

/** Whoever's socket was closed first while we close: it was us. */
function endedByUs(event: CaptureEvent): CaptureEvent {
  return event.type === 'ended' ? { ...event, cause: 'engine', by: null } : event;
}

function bind(server: net.Server, host: string, port: number): Promise<ProxyAddress> {
  const { promise, resolve, reject } = Promise.withResolvers<ProxyAddress>();
  server.on('error', (error: NodeJS.ErrnoException) =>
    reject(listenError(error, host, port, '--proxy-port')),
  );
  server.listen({ host, port }, () => resolve({ host, port: (server.address() as net.AddressInfo).port }));
  return promise;
}

/** Why nobody can listen there, and what to do; `option` is how the command line chooses another port. */
export function listenError(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
  option: '--proxy-port' | '--port',
): FramescopeError {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') {
    return new FramescopeError(
      'PORT_IN_USE',
      `Port ${where} is already in use.`,
      `Stop the program that uses it, or choose another with ${option} (0 takes any free one).`,
    );
  }
  if (error.code === 'EACCES') {
    return new FramescopeError(
      'PORT_IN_USE',
      `Listening on ${where} is not permitted.`,
      `Choose a port above 1023 with ${option}.`,
    );
  }
  return new FramescopeError(
    'PORT_IN_USE',
    `Listening on ${where} failed: ${error.message}.`,
    'Is this an address of this machine?',
  );
}
