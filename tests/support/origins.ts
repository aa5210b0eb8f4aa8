// Origins on loopback ports: raw sockets in the hands of the test, with or without TLS. Certificates come from an
// authority that only the tests know.

import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { Identity } from '../../proxy/capture/certificate-authority.ts';
import { issue } from './certificates.ts';
import { Wire } from './wire.ts';

export interface Origin {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** The next connection that nobody took yet. */
  next(): Promise<Wire>;
  /** Those that nobody took. */
  readonly untaken: readonly Wire[];
  /** The socket of the newest one, below TLS. */
  readonly newest: net.Socket | null;
  close(): Promise<void>;
}

/** An origin without TLS. */
export function openOrigin(host = '127.0.0.1'): Promise<Origin> {
  return listen(net.createServer({ allowHalfOpen: true, noDelay: true }), 'connection', host);
}

/** An origin with TLS, and this identity. */
export function openTlsOrigin(options: tls.TlsOptions, host = '127.0.0.1'): Promise<Origin> {
  return listen(tls.createServer({ allowHalfOpen: true, ...options }), 'secureConnection', host);
}

async function listen(server: net.Server, event: string, host: string): Promise<Origin> {
  const sockets = new Set<net.Socket>();
  const wires: Wire[] = [];
  const waiting: ((wire: Wire) => void)[] = [];
  let accepted = 0;
  let newest: net.Socket | null = null;
  server.on('connection', (socket: net.Socket) => {
    accepted += 1;
    newest = socket;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on(event, (socket: net.Socket) => {
    const wire = new Wire(socket);
    const taker = waiting.shift();
    if (taker) taker(wire);
    else wires.push(wire);
  });
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, host), 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    get accepted() {
      return accepted;
    },
    next() {
      const wire = wires.shift();
      return wire ? Promise.resolve(wire) : new Promise((resolve) => waiting.push(resolve));
    },
    untaken: wires,
    get newest() {
      return newest;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A loopback port on which nobody listens. */
export async function findDeadPort(): Promise<number> {
  const server = net.createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A self-signed certificate for a name, valid around today by so many days. */
export function selfSigned(host: string, days: readonly [from: number, to: number]): Promise<Identity> {
  return issue({ name: host, names: [{ type: 'dns', value: host }], days });
}
