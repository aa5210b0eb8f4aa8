// The way of our own clients (replay, retry): through our own proxy, so that what they do is captured like anybody's
// traffic and goes out by the user's own settings.

import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { ProxyAddress } from '../capture/capture.ts';
import { TICKET_FIELD, type Ticket } from '../capture/lane.ts';
import { FramescopeError } from '../contract/errors.ts';
import type { ConnectionId } from '../contract/ids.ts';

/** The way to the proxy, for clients of our own. */
export interface ClientRoute {
  readonly proxy: ProxyAddress;
  /** PEM of our own authority, which the client trusts. */
  readonly ca: string;
}

/** What a client of our own shows, and the id of its connection as soon as it has one. */
export interface IssuedTicket {
  readonly ticket: string;
  readonly claimed: PromiseWithResolvers<ConnectionId>;
}

/** What clients of our own are made with. */
export interface OwnClients {
  readonly route: () => ClientRoute;
  readonly issueTicket: (made: Omit<Ticket, 'claimed'>) => IssuedTicket;
}

/** A CONNECT to where a ws: or wss: URL leads; `ticket` is shown in the `Proxy-Framescope` field. Rejects with UNREACHABLE. */
export function openTunnel(url: URL, ticket: string | null, { proxy }: ClientRoute): Promise<net.Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<net.Socket>();
  const port = url.port || (url.protocol === 'wss:' ? 443 : 80);
  const request = http.request({
    host: proxy.host,
    port: proxy.port,
    method: 'CONNECT',
    path: `${url.hostname}:${port}`,
    headers: ticket === null ? {} : { [TICKET_FIELD]: ticket },
    agent: false,
  });
  request.on('connect', (response, socket) => {
    if (response.statusCode === 200) resolve(socket);
    else
      reject(
        new FramescopeError(
          'UNREACHABLE',
          `The proxy refused ${url.host}.`,
          'Is this a valid host and port?',
        ),
      );
  });
  request.on('error', reject);
  request.end();
  return promise;
}

/** TLS inside of a tunnel, with the certificate that the proxy makes for the host. */
export function secureTunnel(tunnel: net.Socket, { hostname }: URL, { ca }: ClientRoute): tls.TLSSocket {
  return tls.connect({
    socket: tunnel,
    servername: net.isIP(bare(hostname)) === 0 ? hostname : '',
    ALPNProtocols: ['http/1.1'],
    ca,
  });
}

/** Without the brackets of an IPv6 literal. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
