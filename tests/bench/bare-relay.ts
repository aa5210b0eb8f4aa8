// The yardstick: a proxy that joins sockets and looks at nothing. With `tls` it ends TLS on both sides, as anything
// that reads wss must.

import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { openAuthority } from '../../proxy/capture/certificate-authority.ts';

const [mode, folder = ''] = process.argv.slice(2);
const identity = mode === 'tls' ? await (await openAuthority(folder)).leafFor('bench.test') : null;
const secureContext = identity && tls.createSecureContext(identity);

const server = http.createServer((_request, response) => response.end());
server.on('connect', (request, client: net.Socket) => {
  const [name = '', port] = request.url?.split(':') ?? [];
  const host = net.isIP(name) ? name : '127.0.0.1';
  const origin = net.connect({ host, port: Number(port), noDelay: true }, () => {
    client.setNoDelay(true);
    client.write('HTTP/1.1 200 OK\r\n\r\n');
    if (secureContext) joinSecure(client, origin, secureContext);
    else join(client, origin);
  });
  origin.on('error', () => client.destroy());
});

/** An absolute-URI request, in origin form to its origin. */
server.on('upgrade', (request, client: net.Socket) => {
  const url = new URL(request.url ?? '');
  const origin = net.connect({ host: '127.0.0.1', port: Number(url.port), noDelay: true }, () => {
    client.setNoDelay(true);
    const fields = request.rawHeaders.map((text, n) => (n % 2 === 0 ? `${text}: ` : `${text}\r\n`));
    origin.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\n${fields.join('')}\r\n`);
    join(client, origin);
  });
  origin.on('error', () => client.destroy());
});

function joinSecure(client: net.Socket, origin: net.Socket, context: tls.SecureContext): void {
  const inner = new tls.TLSSocket(client, {
    isServer: true,
    secureContext: context,
    ALPNProtocols: ['http/1.1'],
  });
  join(inner, tls.connect({ socket: origin, servername: 'bench.test', rejectUnauthorized: false }));
}

function join(a: Duplex, b: Duplex): void {
  a.on('error', () => b.destroy());
  b.on('error', () => a.destroy());
  a.pipe(b);
  b.pipe(a);
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as net.AddressInfo).port })}\n`);
});
process.on('SIGINT', () => process.exit(0));
