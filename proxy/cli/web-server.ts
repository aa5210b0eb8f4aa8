// Web mode's loopback server: the page's files and one socket to the engine. Token, Host and Origin are checked
// before anything else; no path of a request ever names a file.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { listenError } from '../capture/capture.ts';
import { FramescopeError } from '../contract/errors.ts';
import { serve, webSocketPort } from '../contract/port.ts';
import type { Session } from '../contract/session.ts';

export interface WebServer {
  /** With the token that lets a page in. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Answers a request for the page's files; false when there is no such file. */
export type PageFiles = (request: http.IncomingMessage, response: http.ServerResponse) => boolean;

export interface WebServerOptions {
  readonly host: string;
  readonly port: number;
  readonly session: Session;
  readonly files: PageFiles;
}

/** Fails with PORT_IN_USE. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const token = randomBytes(32).toString('base64url');
  const server = http.createServer();
  const port = await listen(server, options);
  const hosts = allowedHosts(options.host, port);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 64 * 1024 * 1024,
  });

  server.on('request', (request, response) => {
    secure(response);
    const url = parseUrl(request);
    if (!hosts.has(request.headers.host ?? '')) refuse(response, 403, 'This host name is not allowed.');
    else if (request.method !== 'GET' && request.method !== 'HEAD')
      refuse(response, 405, 'Only GET is allowed.');
    else if (url?.pathname === '/' && url.searchParams.has('token')) enter(response, url, token);
    else if (!options.files(request, response)) refuse(response, 404, 'There is no such page.');
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    const url = parseUrl(request);
    const origin = request.headers.origin?.replace(/^http:\/\//, '') ?? '';
    const allowed = hosts.has(request.headers.host ?? '') && hosts.has(origin) && url?.pathname === '/api';
    if (!allowed || !isToken(url.searchParams.get('token'), token)) {
      deny(socket);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => undefined);
      serve(options.session, webSocketPort(webSocket));
    });
  });

  return {
    url: `http://${formatHost(options.host)}:${port}/?token=${token}`,
    port,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: http.Server, { host, port }: WebServerOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port, '--port')));
  server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  return promise;
}

/** What a browser may call this server; anything else is another site's name for this address (DNS rebinding). */
function allowedHosts(host: string, port: number): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]', formatHost(host)];
  return new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]);
}

const formatHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function parseUrl(request: http.IncomingMessage): URL | null {
  const text = `http://localhost${request.url ?? '/'}`;
  return request.url?.startsWith('/') && URL.canParse(text) ? new URL(text) : null;
}

function isToken(given: string | null, token: string): boolean {
  return (
    given !== null && given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token))
  );
}

/** From the link that was printed to the page, which finds the token where no server log or Referer does. */
function enter(response: http.ServerResponse, url: URL, token: string): void {
  if (isToken(url.searchParams.get('token'), token)) {
    response.writeHead(302, { Location: `/#token=${token}` }).end();
  } else {
    refuse(
      response,
      403,
      'This link is not valid any more. Open the one that Framescope printed when it started.',
    );
  }
}

function secure(response: http.ServerResponse): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
}

function refuse(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function deny(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The built page, read once: what is not in this list does not exist. Fails when it was not built. */
export function builtFiles(folder: string): PageFiles {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new FramescopeError(
      'NOT_FOUND',
      'The page of Framescope was not built.',
      'Start it with npm start, or run npm run build.',
    );
  }
  const files = new Map<string, { type: string; body: Buffer }>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || !type) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length).replaceAll('\\', '/'), { type, body: readFileSync(path) });
  }
  return (request, response) => {
    const path = parseUrl(request)?.pathname ?? '';
    const file = files.get(path === '/' ? '/index.html' : path);
    if (!file) return false;
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': file.body.length,
      'Content-Security-Policy': POLICY,
      'Cache-Control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
    return true;
  };
}
