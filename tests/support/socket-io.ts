// Servers and clients of Socket.IO 2 and 4, which speak Engine.IO 3 and 4, through an agent.

import { once } from 'node:events';
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { onTestFinished } from 'vitest';

/** What both sides of both versions have. */
export interface Socket {
  on(event: string, listener: (...args: never[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
}

export interface ClientSocket extends Socket {
  readonly io: { readonly engine: { readonly transport: { readonly name: string }; readonly id: string } };
  connect(): unknown;
  close(): unknown;
}

type Connect = (url: string, options: object) => ClientSocket;

const require = createRequire(import.meta.url);
const serve2 = require('socket.io-2') as (server: http.Server, options: object) => Socket & { close(): void };
const connect2 = loadOldClient();

/** It would take Node's own WebSocket, which knows no agent, for a browser's. */
function loadOldClient(): Connect {
  const { WebSocket } = globalThis;
  Reflect.deleteProperty(globalThis, 'WebSocket');
  const connect = require('socket.io-client-2') as Connect;
  globalThis.WebSocket = WebSocket;
  return connect;
}

export type Version = 2 | 4;

/** Closed when the test is over, as is its client. */
export async function startSocketIo(version: Version, greet: (socket: Socket) => void): Promise<string> {
  const server = http.createServer();
  const options = { serveClient: false, pingInterval: 60_000, httpCompression: { threshold: 16 } };
  const sockets = version === 4 ? new Server(server, options) : serve2(server, options);
  (sockets as Socket).on('connection', greet);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    void sockets.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Not connected yet. */
export function socketIoClient(
  version: Version,
  url: string,
  agent: http.Agent,
  transports: readonly string[],
): ClientSocket {
  const connect = version === 4 ? (io as unknown as Connect) : connect2;
  const client = connect(url, { transports, agent, autoConnect: false, forceNew: true, reconnection: false });
  onTestFinished(() => void client.close());
  return client;
}
