// An HTTP proxy that opens tunnels (CONNECT) to a loopback port, whatever the host is called.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

export interface TunnelProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** What was asked for by CONNECT, in order. */
  readonly targets: readonly string[];
  /** Resolves when so many bytes have come back through all tunnels together. */
  received(bytes: number): Promise<void>;
  close(): void;
}

export async function openTunnelProxy(): Promise<TunnelProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Map<() => void, number>();
  let total = 0;
  const count = (chunk: Buffer) => {
    total += chunk.length;
    for (const [resolve, bytes] of waiting) if (total >= bytes) resolve();
  };
  const server = createServer();
  server.on('connect', (request, client: Socket) => {
    const target = request.url!;
    targets.push(target);
    const origin = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(origin).pipe(client);
      origin.on('data', count);
    });
    for (const [socket, other] of [
      [client, origin],
      [origin, client],
    ] as const)
      sockets.add(socket.on('error', () => {}).on('close', () => other.destroy()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    targets,
    received: (bytes) =>
      new Promise((resolve) => {
        waiting.set(resolve, bytes);
        count(Buffer.alloc(0));
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
