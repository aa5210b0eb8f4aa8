// Proxies on the way to the origin, as small as they can be: CONNECT, and SOCKS 5 with a name or an address.

import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

export interface UpstreamProxy {
  readonly port: number;
  /** What was asked for, `host:port`, in order. */
  readonly asked: readonly string[];
  /** Credentials shown, `user:password`, in order; empty strings where there were none. */
  readonly shown: readonly string[];
  close(): void;
}

/** Joins to 127.0.0.1, whatever the name; `status` is what it answers, `banner` comes in the same segment. */
export async function openHttpProxy(status = 200, banner = ''): Promise<UpstreamProxy> {
  const asked: string[] = [];
  const shown: string[] = [];
  const server = http.createServer();
  server.on('connect', (request, client: net.Socket) => {
    asked.push(request.url ?? '');
    const basic = request.headers['proxy-authorization']?.replace('Basic ', '') ?? '';
    shown.push(Buffer.from(basic, 'base64').toString());
    client.on('error', () => undefined);
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    joinTo(client, Number(request.url?.split(':').at(-1)), `HTTP/1.1 200 OK\r\n\r\n${banner}`);
  });
  return listen(server, asked, shown);
}

/** `credentials`: refuse clients that show others; `banner` comes in the segment of the last answer. */
export async function openSocksProxy(credentials: string | null = null, banner = ''): Promise<UpstreamProxy> {
  const asked: string[] = [];
  const shown: string[] = [];
  const server = net.createServer((client) => {
    client.on('error', () => undefined);
    void serveSocks(client, credentials, banner, asked, shown).catch(() => client.destroy());
  });
  return listen(server, asked, shown);
}

/** RFC 1928 §3 to §6, RFC 1929. */
async function serveSocks(
  client: net.Socket,
  credentials: string | null,
  banner: string,
  asked: string[],
  shown: string[],
): Promise<void> {
  await next(client);
  client.write(Uint8Array.of(5, credentials === null ? 0 : 2));
  if (credentials === null) shown.push('');
  else {
    const sent = await next(client);
    const user = sent.toString('utf8', 2, 2 + sent[1]!);
    const password = sent.toString('utf8', 3 + sent[1]!);
    shown.push(`${user}:${password}`);
    client.write(Uint8Array.of(1, shown.at(-1) === credentials ? 0 : 1));
    if (shown.at(-1) !== credentials) return;
  }
  const request = await next(client);
  const port = request.readUInt16BE(request.length - 2);
  const host =
    request[3] === 3 ? request.toString('latin1', 5, request.length - 2) : request.subarray(4, -2).join('.');
  asked.push(`${host}:${port}`);
  joinTo(client, port, `\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00${banner}`);
}

async function next(client: net.Socket): Promise<Buffer> {
  const [chunk] = (await once(client, 'data')) as [Buffer];
  return chunk;
}

function joinTo(client: net.Socket, port: number, welcome: string): void {
  const origin = net.connect(port, '127.0.0.1', () => {
    client.write(welcome, 'latin1');
    client.pipe(origin);
    origin.pipe(client);
  });
  origin.on('error', () => client.destroy());
  client.on('close', () => origin.destroy());
}

async function listen(server: net.Server, asked: string[], shown: string[]): Promise<UpstreamProxy> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    asked,
    shown,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
