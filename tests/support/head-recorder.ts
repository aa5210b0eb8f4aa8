// A server on loopback that keeps the bytes of every request it is sent, and agrees to whatever upgrade is asked for.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface HeadRecorder {
  readonly port: number;
  /** Heads and bodies as latin1, one text a connection that was answered. */
  readonly requests: readonly string[];
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455 §1.3
const CLOSE_1000 = Buffer.from([0x88, 0x02, 0x03, 0xe8]);

export async function startHeadRecorder(): Promise<HeadRecorder> {
  const requests: string[] = [];
  const server = net.createServer((socket) => record(socket, requests));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, requests };
}

function record(socket: Socket, requests: string[]): void {
  let request = '';
  const onData = (chunk: Buffer) => {
    request += chunk.toString('latin1');
    if (!isWhole(request)) return;
    socket.off('data', onData).resume();
    requests.push(request);
    answer(socket, request);
  };
  socket.on('data', onData).on('error', () => socket.destroy());
}

function isWhole(request: string): boolean {
  const head = request.indexOf('\r\n\r\n');
  return head >= 0 && request.length >= head + 4 + Number(field(request, 'content-length') ?? 0);
}

function answer(socket: Socket, request: string): void {
  const key = field(request, 'sec-websocket-key');
  if (key === null) return void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const accept = createHash('sha1')
    .update(key + MAGIC)
    .digest('base64');
  const subprotocol = field(request, 'sec-websocket-protocol')?.split(',')[0];
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(subprotocol ? [`Sec-WebSocket-Protocol: ${subprotocol}`] : []),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.end(CLOSE_1000);
}

/** The value of a header field; null where it is not there. */
export function field(request: string, name: string): string | null {
  return new RegExp(`^${name}: *(.*?) *\r$`, 'im').exec(request)?.[1] ?? null;
}
