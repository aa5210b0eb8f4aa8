// A WebSocket server that says what a test has it say: the smallest peer of a protocol of which there is no server package.

import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

export interface TextPeer {
  readonly socket: WebSocket;
  /** As JSON, unless it is a text already. */
  say(message: unknown): void;
}

export interface TextServer {
  /** `ws://127.0.0.1:…` */
  readonly url: string;
  readonly port: number;
}

export interface TextServerOptions {
  /** Said as soon as somebody is there. */
  readonly greets?: (peer: TextPeer) => void;
  readonly hears: (text: string, peer: TextPeer) => void;
  readonly subprotocol?: string;
}

/** Closed when the test is over. */
export function startTextServer({ greets, hears, subprotocol }: TextServerOptions): Promise<TextServer> {
  const { promise, resolve } = Promise.withResolvers<TextServer>();
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    ...(subprotocol && { handleProtocols: () => subprotocol }),
  });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', (socket) => {
    const say = (message: unknown) =>
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    const peer = { socket, say };
    socket.on('message', (data) => hears(textOf(data), peer));
    greets?.(peer);
  });
  server.on('listening', () => {
    const { port } = server.address() as AddressInfo;
    resolve({ url: `ws://127.0.0.1:${port}`, port });
  });
  return promise;
}

/** `ws` gives one Buffer unless it is told otherwise. */
function textOf(data: RawData): string {
  return (data as Buffer).toString();
}
