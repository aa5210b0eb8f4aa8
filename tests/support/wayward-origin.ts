// An origin that answers a handshake just so: raw sockets on loopback, with or without TLS, or whichever the client speaks.
// What it sends is up to the test, by the head that it got.

import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { onTestFinished } from 'vitest';
import { acceptFor } from '../../proxy/protocol/accept.ts';

/** What to do with a head; text is sent, and is latin1. */
export type Answer = (head: string, socket: net.Socket) => string | void;

/** Closed with the test; the port it listens on. */
export async function openWayward(answer: Answer, secure?: tls.TlsOptions): Promise<number> {
  const server = secure ? tls.createServer(secure) : net.createServer();
  return listen(server, secure ? 'secureConnection' : 'connection', (socket) => serve(socket, answer));
}

/** Speaks TLS; to those who do not it sends the alert `unexpected_message` (RFC 8446 §6.2). */
export async function openTlsOnly(answer: Answer, secure: tls.TlsOptions): Promise<number> {
  const inside = tls.createServer(secure, (socket) => serve(socket, answer));
  return listenTo((socket, isTls) => {
    if (isTls) inside.emit('connection', socket);
    else socket.end(Uint8Array.of(0x15, 3, 1, 0, 2, 2, 10));
  });
}

/** Speaks HTTP; to those who begin with TLS as well. */
export async function openPlainOnly(answer: Answer): Promise<number> {
  return listenTo((socket, isTls) => {
    if (isTls) socket.end(refusal('400 Bad Request'));
    else serve(socket, answer);
  });
}

/** A port whose clients are told by their first byte. */
function listenTo(take: (socket: net.Socket, isTls: boolean) => void): Promise<number> {
  return listen(net.createServer(), 'connection', (socket) => {
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (!first) return;
      socket.unshift(first);
      take(socket, first[0] === 0x16);
    });
  });
}

async function listen(
  server: net.Server,
  event: string,
  take: (socket: net.Socket) => void,
): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.on(event, (socket: net.Socket) => {
    socket.on('error', () => undefined);
    take(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

/** After a 101 the first bytes are a Close frame, which is answered with another. */
function serve(socket: net.Socket, answer: Answer): void {
  let text = '';
  let answered = false;
  socket.on('data', (chunk: Buffer) => {
    if (answered) {
      socket.end(Uint8Array.of(0x88, 2, 0x03, 0xe8));
      return;
    }
    text += chunk.toString('latin1');
    if (!text.includes('\r\n\r\n')) return;
    answered = true;
    const said = answer(text, socket);
    if (typeof said !== 'string') return;
    if (said.startsWith('HTTP/1.1 101 ')) socket.write(said, 'latin1');
    else socket.end(said, 'latin1');
  });
}

/** A field of a head; empty where it is not there. */
export function fieldOf(head: string, name: string): string {
  return new RegExp(`^${name}: *(.*?)\\r?$`, 'im').exec(head)?.[1] ?? '';
}

/** A right 101 to this head, with more lines. */
export function switching(head: string, ...more: readonly string[]): string {
  const accept = acceptFor(fieldOf(head, 'Sec-WebSocket-Key'));
  return lines(
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...more,
  );
}

/** A head of these lines. */
export function lines(...all: readonly string[]): string {
  return `${all.join('\r\n')}\r\n\r\n`;
}

/** An answer without a body. */
export function refusal(status: string, ...more: readonly string[]): string {
  return lines(`HTTP/1.1 ${status}`, ...more, 'Content-Length: 0');
}
