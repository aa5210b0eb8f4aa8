// Live traffic in a process of its own: `traffic.ts RATE [PROXYPORT]`. A server that says RATE ticks a second to whoever
// asks for `/paced`, echoes at `/echo` and has the yardstick's page; with a proxy, a client through it that listens, and
// measures round trips meanwhile. When it is interrupted it says what they took.

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { findTimes } from '../finding.ts';
import { tick } from '../texts.ts';
import { openThrough, routeTo } from '../tunnel.ts';
import { PLAIN_LIST } from './plain-list.ts';

/** Milliseconds. */
const TURN = 4;
const ROUND_TRIP_EVERY = 10;
/** Sent over and over. */
const TICKS = 20_000;

const [rate = NaN, proxyPort = 0] = process.argv.slice(2).map(Number);

const frames = Array.from({ length: TICKS }, (_, n) =>
  formatFrame({ opcode: 1, payload: new TextEncoder().encode(tick(n)) }),
);
let end = 0;
const ends = [0, ...frames.map((frame) => (end += frame.length))];
const bytes = Buffer.concat(frames);

function speak(socket: Duplex): void {
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * rate);
    while (sent < due) {
      const first = sent % TICKS;
      const count = Math.min(due - sent, TICKS - first);
      socket.write(bytes.subarray(ends[first], ends[first + count]));
      sent += count;
    }
  }, TURN);
  socket.once('close', () => clearInterval(timer));
}

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = http.createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8').end(PLAIN_LIST);
});
server.on('upgrade', (request, socket: Duplex & { setNoDelay?(on: boolean): void }, head) => {
  socket.setNoDelay?.(true);
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('error', () => undefined);
    if (request.url === '/paced') speak(socket);
    else webSocket.on('message', (data, binary) => webSocket.send(data, { binary }));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const times: number[] = [];
if (proxyPort > 0) {
  const through = { kind: 'many', proxyPort, originPort: port, secure: false, count: 0, size: 0 } as const;
  const { socket } = await openThrough({ ...through, absolute: true }, routeTo('/paced'));
  socket.removeAllListeners('data');
  socket.resume();
  const { client } = await openThrough({ ...through, absolute: true }, routeTo('/echo'));
  measure(client);
}

function measure(client: WebSocket): void {
  client.on('message', (data: Buffer) => times.push(performance.now() - Number(data.toString('latin1'))));
  setInterval(() => client.send(String(performance.now())), ROUND_TRIP_EVERY);
}

process.stdout.write(`${JSON.stringify({ port })}\n`);
process.on('SIGINT', () => {
  const findings = findTimes('', times);
  process.stdout.write(`${JSON.stringify({ p50: findings[0]?.value, p99: findings[1]?.value })}\n`, () =>
    process.exit(0),
  );
});
