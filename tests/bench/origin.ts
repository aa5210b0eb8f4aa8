// The benchmark's server: `/echo`, `/deflate` (an echo that compresses), `/flood?n=&size=` (as fast as the socket takes
// them, after the first message), `/deflated-flood?n=` (the same, compressed), `/spoken-flood?n=&of=` (messages of a
// protocol), and `/sink?n=` (says when it has got that many messages). Plain and TLS.

import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { callbackify } from 'node:util';
import { type WebSocket, WebSocketServer } from 'ws';
import { openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { type Batch, deflatedBatch, jsonBatch, plainBatch, spokenBatch } from './batch.ts';
import { LOOPBACKS } from './loopback.ts';
import { MessageCounter } from './message-counter.ts';

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 0 });
const deflating = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 }, maxPayload: 0 });
const deflated = await deflatedBatch(1024);
const json = jsonBatch(1024);

function upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const server = url.pathname.startsWith('/deflate') ? deflating : sockets;
  server.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('error', () => undefined);
    serve(webSocket, socket, url);
  });
}

function serve(webSocket: WebSocket, socket: Duplex, url: URL): void {
  const number = (name: string) => Number(url.searchParams.get(name));
  switch (url.pathname) {
    case '/flood':
      return floodAfterFirst(webSocket, socket, plainBatch(number('size')), number('n'));
    case '/deflated-flood': {
      const compressed = webSocket.extensions.includes('permessage-deflate');
      return floodAfterFirst(webSocket, socket, compressed ? deflated : json, number('n'));
    }
    case '/spoken-flood':
      return floodAfterFirst(webSocket, socket, spokenBatch(url.searchParams.get('of') ?? ''), number('n'));
    case '/sink':
      return sink(webSocket, socket, number('n'));
    default:
      webSocket.on('message', (data, binary) => webSocket.send(data, { binary }));
  }
}

function floodAfterFirst(webSocket: WebSocket, socket: Duplex, batch: Batch, count: number): void {
  webSocket.once('message', () => flood(socket, batch, count));
}

function flood(socket: Duplex, { bytes, ends }: Batch, count: number): void {
  let left = count;
  const pump = (): void => {
    while (left > 0) {
      const take = Math.min(left, ends.length);
      left -= take;
      if (socket.write(bytes.subarray(0, ends[take - 1]))) continue;
      socket.once('drain', pump);
      return;
    }
  };
  pump();
}

function sink(webSocket: WebSocket, socket: Duplex, count: number): void {
  const counter = new MessageCounter();
  let done = false;
  socket.removeAllListeners('data');
  socket.on('data', (chunk: Buffer) => {
    counter.push(chunk);
    if (done || counter.messages < count) return;
    done = true;
    webSocket.send('done');
  });
}

async function listen(server: http.Server, address: string, port = 0): Promise<number> {
  server.on('upgrade', (request, socket: Duplex & { setNoDelay?(on: boolean): void }, head) => {
    socket.setNoDelay?.(true);
    upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen({ host: address, port, backlog: 1024 }, resolve));
  return (server.address() as AddressInfo).port;
}

const authority = await openAuthority(process.argv[2] ?? '');
const identity = await authority.leafFor('bench.test');
const answerOk: http.RequestListener = (_request, response) => response.end('ok');
const [first = '', ...others] = LOOPBACKS;
const plain = await listen(http.createServer(answerOk), first);
for (const address of others) await listen(http.createServer(answerOk), address, plain);
const secure = await listen(
  https.createServer(
    {
      ...identity,
      SNICallback: callbackify(authority.contextFor),
    },
    answerOk,
  ),
  first,
);
process.stdout.write(`${JSON.stringify({ plain, secure, ca: authority.certificatePath })}\n`);
process.on('SIGINT', () => process.exit(0));
