// Two web servers on loopback, plain and TLS, that serve a page and echo WebSocket messages; certificates come from
// an authority of the test's own. Some paths misbehave on purpose.

import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { tempDir } from './temp-dir.ts';

export interface EchoOrigins {
  readonly plainPort: number;
  readonly securePort: number;
  /** PEM file to trust the secure one with. */
  readonly caFile: string;
  /** Messages that arrived, oldest first. */
  readonly received: string[];
}

const PAGE = '<!doctype html><title>origin</title><p>origin</p>';
const TALKING_PAGE = `${PAGE}<script>
  const socket = new WebSocket(location.href.replace(/^http/, 'ws'));
  socket.onopen = () => socket.send('from a browser');
</script>`;

/** Serves `names` over TLS. `/socket` begins with a ping; `/refused` answers an upgrade with 403; all else is echoed, and after “bye” it closes. */
export async function startEchoOrigins(...names: readonly string[]): Promise<EchoOrigins> {
  const authority = await openAuthority(tempDir());
  const { key, cert } = await authority.leafFor(names[0] ?? 'localhost');
  const received: string[] = [];
  const plain = http.createServer(answer);
  const secure = https.createServer({ key, cert }, answer);
  for (const server of [plain, secure]) serveWebSockets(server, received);
  return {
    plainPort: await listen(plain),
    securePort: await listen(secure),
    caFile: authority.certificatePath,
    received,
  };
}

/** `/talk` is a page that opens a WebSocket by itself. */
function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(request.url === '/talk' ? TALKING_PAGE : PAGE);
}

function serveWebSockets(server: http.Server, received: string[]): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: { threshold: 0 },
    handleProtocols: (offered) => [...offered].at(-1) ?? false,
  });
  sockets.on('headers', (headers) => headers.push('Set-Cookie: seen=1; Path=/'));
  sockets.on('connection', (socket, request) => {
    echo(socket, received);
    if (request.url === '/socket') socket.ping('are you there?');
  });
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/refused')
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nnot today');
    else
      sockets.handleUpgrade(request, socket, head, (webSocket) =>
        sockets.emit('connection', webSocket, request),
      );
  });
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
    server.closeAllConnections();
  });
}

function echo(socket: WebSocket, received: string[]): void {
  socket.on('message', (data: Buffer, binary) => {
    received.push(data.toString());
    socket.send(data, { binary });
    if (data.toString() === 'bye') socket.close(1000);
  });
}

async function listen(server: http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
