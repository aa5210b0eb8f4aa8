// A web server as clients meet it, plain and with TLS: pages, uploads, ranges, codings, chunks. It says nothing that
// changes from one request to the next, and remembers what it was asked.

import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Authority, openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { tempDir } from './temp-dir.ts';

export interface WebOrigin {
  readonly plain: string;
  readonly secure: string;
  /** PEM file to trust the secure one with. */
  readonly caFile: string;
  readonly authority: Authority;
  /** Requests, oldest first: first line and fields as they were sent, and the body's hash. */
  readonly asked: { readonly line: string; readonly fields: readonly string[]; readonly body: string }[];
}

export type Route = (request: http.IncomingMessage, response: http.ServerResponse, body: Buffer) => void;

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

const TEXT = 'All human beings are born free and equal in dignity and rights. '.repeat(500);

const ROUTES: Readonly<Record<string, Route>> = {
  '/page': (_request, response) => response.end(TEXT),
  '/upload': (_request, response, body) => response.end(`${body.length} ${sha256(body)}\n`),
  '/chunks': (_request, response) => {
    response.writeHead(200, 'Rather Fine', { Trailer: 'X-Sum' });
    for (const piece of ['one ', 'two ', 'three\n']) response.write(piece);
    response.addTrailers({ 'X-Sum': '14' });
    response.end();
  },
  '/range': (request, response) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? ['', '0', '9'];
    response.setHeader('Content-Range', `bytes ${from}-${to}/${TEXT.length}`);
    response.writeHead(206).end(TEXT.slice(Number(from), Number(to) + 1));
  },
  '/gzip': (_request, response) => response.setHeader('Content-Encoding', 'gzip').end(gzipSync(TEXT)),
  '/br': (_request, response) => response.setHeader('Content-Encoding', 'br').end(brotliCompressSync(TEXT)),
  '/hints': (_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('after hints\n');
  },
  '/nothing': (_request, response) => response.writeHead(204).end(),
  '/elsewhere': (_request, response) => response.writeHead(302, { Location: '/page' }).end(),
  '/until-close': (_request, response) => {
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, { Connection: 'close' });
    response.end('to the end\n');
  },
};

/** Serves `routes` beside those above. */
export async function startWebOrigin(routes: Readonly<Record<string, Route>> = {}): Promise<WebOrigin> {
  const authority = await openAuthority(tempDir());
  const asked: WebOrigin['asked'] = [];
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]);
    const { method, url = '/', httpVersion, rawHeaders } = request;
    asked.push({ line: `${method} ${url} HTTP/${httpVersion}`, fields: rawHeaders, body: sha256(body) });
    response.sendDate = false;
    const route = { ...ROUTES, ...routes }[url.replace(/\?.*$/, '')];
    if (route) route(request, response, body);
    else response.writeHead(404).end();
  };
  const { key, cert } = await authority.leafFor('localhost');
  const take = (request: http.IncomingMessage, response: http.ServerResponse): void =>
    void answer(request, response).catch(() => response.destroy());
  return {
    plain: `http://localhost:${await listen(http.createServer(take))}`,
    secure: `https://localhost:${await listen(https.createServer({ key, cert }, take))}`,
    caFile: authority.certificatePath,
    authority,
    asked,
  };
}

async function listen(server: http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}
