// A WebSocket server that answers each JSON message with others: the smallest honest peer of protocols that speak JSON.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';

export interface JsonServer {
  readonly subprotocol?: string;
  /** What it says unasked when a client has come. */
  readonly welcome?: readonly unknown[];
  /** What it says to a message: JSON, or bytes as they are. */
  answer(said: never): readonly unknown[];
  /** What it says to a binary message. */
  answerBytes?(said: Uint8Array): readonly Uint8Array[];
}

/** Its host and port. */
export async function serveJson(spoken: JsonServer): Promise<string> {
  const { subprotocol, welcome = [], answer, answerBytes } = spoken;
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: () => subprotocol ?? false,
  });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => {
    for (const each of welcome) socket.send(JSON.stringify(each));
    socket.on('message', (data: Buffer, binary) => {
      if (binary) for (const each of answerBytes?.(data) ?? []) socket.send(each);
      else for (const each of answer(JSON.parse(data.toString()) as never)) socket.send(JSON.stringify(each));
    });
  });
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
