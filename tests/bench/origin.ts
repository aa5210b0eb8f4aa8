// The benchmark's server: `/echo`, `/flood?n=&size=` (frames as fast as the socket takes them, framed beforehand),
// `/deflated-flood?n=` (the same, compressed), and `/sink?bytes=` (says when it has got them). Plain and TLS.

import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { constants, createDeflateRaw } from 'node:zlib';
import { type WebSocket, WebSocketServer } from 'ws';
import { openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { formatFrame } from '../../proxy/protocol/frame.ts';

const BATCH = 256 * 1024;
const NEW_HOSTS = 30;

/** 256 messages of 1 KiB out of one fresh deflater: they refer to nothing before themselves, so they may be repeated. */
async function deflatedBatch(): Promise<{ bytes: Buffer; messages: number }> {
  const deflate = createDeflateRaw();
  const pieces: Buffer[] = [];
  const frames: Uint8Array[] = [];
  deflate.on('data', (piece: Buffer) => pieces.push(piece));
  for (let n = 0; n < 256; n += 1) {
    deflate.write(jsonOf(1024, n));
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    const payload = Buffer.concat(pieces.splice(0)).subarray(0, -4); // RFC 7692 §7.2.1
    frames.push(formatFrame({ opcode: 1, rsv1: true, payload }));
  }
  return { bytes: Buffer.concat(frames), messages: frames.length };
}

/** About as compressible as market data. */
function jsonOf(size: number, n: number): string {
  let seed = n + 1;
  const random = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0);
  let text = `{"id":${n},"event":"tick","price":${random() % 100_000}`;
  while (text.length < size - 40) text += `,"k${random() % 20}":"${random().toString(36)}"`;
  return `${text},"pad":"`.padEnd(size - 2, 'x').concat('"}');
}
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 0 });
const deflating = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 }, maxPayload: 0 });

function upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const number = (name: string) => Number(url.searchParams.get(name));
  const server = url.pathname.startsWith('/deflate') ? deflating : sockets;
  server.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('error', () => undefined);
    if (url.pathname === '/flood')
      webSocket.once('message', () => flood(socket, number('n'), number('size')));
    else if (url.pathname === '/deflated-flood')
      webSocket.once('message', () => repeat(socket, deflated.bytes, number('n') / deflated.messages));
    else if (url.pathname === '/sink') sink(webSocket, socket, number('bytes'));
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

function repeat(socket: Duplex, batch: Buffer, times: number): void {
  for (let left = times; left > 0; left -= 1) {
    if (socket.write(batch)) continue;
    socket.once('drain', () => repeat(socket, batch, left - 1));
    return;
  }
}

/** Bytes count the frames: the server is not what is measured. */
function sink(webSocket: WebSocket, socket: Duplex, bytes: number): void {
  let left = bytes;
  socket.removeAllListeners('data');
  socket.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left === 0) webSocket.send('done');
  });
}

const deflated = await deflatedBatch();
deflating.on('headers', (headers: string[], request: http.IncomingMessage) => {
  const n = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('n'));
  if (n > 0) headers.push(`X-Bytes: ${Math.ceil(n / deflated.messages) * deflated.bytes.length}`);
});

const authority = await openAuthority(process.argv[2] ?? '');
const hosts = Array.from({ length: NEW_HOSTS }, (_, n) => `h${n}.bench.test`);
const contexts = new Map<string, tls.SecureContext>();
for (const host of hosts) contexts.set(host, tls.createSecureContext(await authority.leafFor(host)));
const plain = http.createServer((_request, response) => response.end('ok'));
const secure = https.createServer(
  {
    ...(await authority.leafFor('bench.test')),
    SNICallback: (host, done) => done(null, contexts.get(host)),
  },
  (_request, response) => response.end('ok'),
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
