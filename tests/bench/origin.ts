// The benchmark's server: `/echo`, `/flood?n=&size=` (frames as fast as the socket takes them, framed beforehand), and
// `/sink` (counts what it gets and says so). Plain and TLS.

import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { formatFrame } from '../../proxy/protocol/frame.ts';

const BATCH = 256 * 1024;
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 0 });
const deflating = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 }, maxPayload: 0 });

function upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const number = (name: string) => Number(url.searchParams.get(name));
  const server = url.pathname === '/deflate' ? deflating : sockets;
  server.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('error', () => undefined);
    if (url.pathname === '/flood')
      webSocket.once('message', () => flood(socket, number('n'), number('size')));
    else if (url.pathname === '/sink') sink(webSocket, number('n'));
    else webSocket.on('message', (data, binary) => webSocket.send(data, { binary }));
  });
}

function flood(socket: Duplex, count: number, size: number): void {
  const frame = formatFrame({ opcode: 1, payload: Buffer.alloc(size, 0x61) });
  const perBatch = Math.max(1, Math.floor(BATCH / frame.length));
  const batch = Buffer.concat(Array.from({ length: perBatch }, () => frame));
  let left = count;
  const pump = (): void => {
    while (left > 0) {
      const take = Math.min(left, perBatch);
      left -= take;
      if (!socket.write(batch.subarray(0, take * frame.length))) {
        socket.once('drain', pump);
        return;
      }
    }
  };
  pump();
}

function sink(webSocket: import('ws').WebSocket, count: number): void {
  let got = 0;
  webSocket.on('message', () => {
    got += 1;
    if (got === count) webSocket.send('done');
  });
}

const authority = await openAuthority(process.argv[2] ?? '');
const plain = http.createServer((_request, response) => response.end('ok'));
const secure = https.createServer(await authority.leafFor('bench.test'), (_request, response) =>
  response.end('ok'),
);
for (const server of [plain, secure]) {
  server.on('upgrade', (request, socket: Duplex & { setNoDelay?(on: boolean): void }, head) => {
    socket.setNoDelay?.(true);
    upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}
const portOf = (server: http.Server) => (server.address() as AddressInfo).port;
process.stdout.write(
  `${JSON.stringify({ plain: portOf(plain), secure: portOf(secure), ca: authority.certificatePath })}\n`,
);
process.on('SIGINT', () => process.exit(0));
