// A `ws` client that goes through a proxy by CONNECT, as terminal programs do.

import http from 'node:http';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { type ClientOptions, WebSocket } from 'ws';

export interface ProxiedOptions extends ClientOptions {
  readonly proxy: string;
  readonly subprotocols?: readonly string[];
  /** PEM text to trust. */
  readonly ca?: string;
}

/** The socket, not yet open. */
export async function connectThrough(url: string, options: ProxiedOptions): Promise<WebSocket> {
  const { proxy, subprotocols = [], ca, ...rest } = options;
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'wss:';
  const tunnel = await openTunnel(proxy, `${hostname}:${port || (secure ? 443 : 80)}`);
  return new WebSocket(url, [...subprotocols], {
    ...rest,
    createConnection: () => (secure ? tls.connect({ socket: tunnel, servername: hostname, ca }) : tunnel),
  });
}

/** A socket through a CONNECT. */
export function openTunnel(proxy: string, authority: string): Promise<Duplex> {
  const { hostname, port } = new URL(proxy);
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const request = http.request({ host: hostname, port, method: 'CONNECT', path: authority, agent: false });
  request.on('connect', (_response, socket) => resolve(socket));
  request.on('error', reject);
  request.end();
  return promise;
}
