// An HTTP proxy that answers for every host itself: CONNECT, then TLS with the authority's certificate.

import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Authority } from '../../proxy/capture/certificate-authority.ts';

export interface TerminatingProxy {
  /** `127.0.0.1:8899` */
  readonly address: string;
  /** What was asked for by CONNECT, in order. */
  readonly targets: readonly string[];
  /** Why the first client that did so ended the TLS handshake. */
  readonly refused: Promise<Error>;
  close(): void;
}

export async function openTerminatingProxy(
  authority: Authority,
  origin: RequestListener,
): Promise<TerminatingProxy> {
  const refused = Promise.withResolvers<Error>();
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on('connect', async (request, socket: Socket) => {
    targets.push(request.url!);
    sockets.add(socket.on('error', () => {}));
    const leaf = await authority.leafFor(request.url!.replace(/:\d+$/, ''));
    const secure = createSecureServer(leaf, origin);
    secure.on('tlsClientError', refused.resolve);
    secure.on('secureConnection', (inner) => inner.on('error', refused.resolve));
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    secure.emit('connection', socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    refused: refused.promise,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
