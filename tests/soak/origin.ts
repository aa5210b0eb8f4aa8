// The soak's server, a process: `/paced?rate=&size=&count=` sends numbered messages at a steady rate and closes after the
// last, `/echo` sends back what comes. A sender whose reader does not read sends less.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { formatFrame } from '../../proxy/protocol/frame.ts';
import { formatNumbered } from './numbered.ts';

const TICK = 10; // milliseconds
/** Bytes that may wait for a slow reader. */
const MAX_WAITING = 1024 * 1024;

function paced(webSocket: WebSocket, socket: Duplex, rate: number, size: number, count: number): void {
  const started = performance.now();
  let sent = 0;
  let owed = 0; // taken back while the reader is slow
  const timer = setInterval(() => {
    const due = Math.min(count, Math.floor(((performance.now() - started) / 1000) * rate) - owed);
    if (socket.writableLength > MAX_WAITING) owed += Math.max(0, due - sent);
    else {
      const frames: Uint8Array[] = [];
      for (; sent < due; sent += 1)
        frames.push(formatFrame({ opcode: 1, payload: formatNumbered(sent, size) }));
      socket.write(Buffer.concat(frames));
      if (sent === count) webSocket.close(1000);
    }
    if (sent === count) clearInterval(timer);
  }, TICK);
  webSocket.on('close', () => clearInterval(timer));
}

const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('upgrade', (request, socket, head) => {
  const url = new URL(request.url ?? '/', 'http://origin');
  const number = (name: string) => Number(url.searchParams.get(name) ?? Infinity);
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('error', () => undefined);
    if (url.pathname === '/paced') paced(webSocket, socket, number('rate'), number('size'), number('count'));
    else webSocket.on('message', (data, binary) => webSocket.send(data, { binary }));
  });
});
server.listen(0, '127.0.0.1', 4096, () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.on('SIGINT', () => process.exit(0));
