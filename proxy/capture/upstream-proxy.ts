// A way to the origin through another proxy: CONNECT (RFC 9110 §9.3.6) over `http://`, or SOCKS 5 (RFC 1928).

import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { SocksClient } from 'socks';
import { UpstreamError } from './failure.ts';
import { type Target, formatAuthority } from './target.ts';

/** A TCP connection to `target` through `proxy`; rejects with an UpstreamError that names the proxy. */
export async function connectThroughProxy(
  proxy: URL,
  target: Target,
  signal: AbortSignal,
): Promise<net.Socket> {
  const socket = net.connect({
    ...addressOf(proxy),
    allowHalfOpen: true,
    noDelay: true,
  });
  socket.on('error', () => undefined); // whoever takes the socket sees it in `errored`
  const giveUp = () => socket.destroy(new Error('it did not answer in time'));
  signal.addEventListener('abort', giveUp);
  try {
    signal.throwIfAborted();
    await once(socket, 'connect');
    await (proxy.protocol === 'http:' ? askHttp : askSocks)(proxy, target, socket);
    return socket;
  } catch (error) {
    socket.destroy();
    throw unusable(proxy, target, error as Error);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function unusable(proxy: URL, target: Target, error: Error): UpstreamError {
  const failure = {
    code: 'UPSTREAM_PROXY',
    message: `The upstream proxy ${proxy.host} did not connect to ${formatAuthority(target)}: ${wordsOf(error)}.`,
    hint: hintFor(error, proxy),
  };
  return new UpstreamError(failure, { cause: error });
}

/** An answer to our CONNECT that is no 2xx. */
class ProxyRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`it answered ${status}`);
    this.status = status;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'it closed the connection',
};

function wordsOf(error: NodeJS.ErrnoException): string {
  const { code = '', message } = error;
  if (wantsLogin(error) && !(error instanceof ProxyRefusal)) return 'it refused the login';
  if (code.startsWith('HPE_')) return 'it answered something that is not HTTP';
  return WORDS[code] ?? message;
}

/** The SOCKS library says it in words only. */
function wantsLogin(error: Error): boolean {
  return error instanceof ProxyRefusal ? error.status === 407 : /authentication/i.test(error.message);
}

function hintFor(error: Error, { host, username }: URL): string {
  if (wantsLogin(error) && username !== '') return 'Check user and password in --upstream-proxy.';
  if (wantsLogin(error)) return `It wants a login: put USER:PASSWORD@ before ${host} in --upstream-proxy.`;
  if (!(error instanceof ProxyRefusal)) return 'Is --upstream-proxy right, and is it running?';
  return error.status >= 500
    ? 'The proxy itself could not reach it: check host and port.'
    : 'The proxy lets nobody through to there: ask who runs it.';
}

function askHttp(proxy: URL, target: Target, socket: net.Socket): Promise<void> {
  const authority = `${net.isIP(target.host) === 6 ? `[${target.host}]` : target.host}:${target.port}`;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const request = http.request({
    method: 'CONNECT',
    path: authority,
    headers: { Host: authority, ...authorization(proxy) },
    createConnection: () => socket,
  });
  request.on('connect', (response, _socket, head) => {
    if (response.statusCode !== 200) {
      reject(new ProxyRefusal(response.statusCode ?? 0));
      return;
    }
    if (head.length > 0) socket.unshift(head);
    resolve();
  });
  request.on('error', reject);
  request.end();
  return promise;
}

function authorization(proxy: URL): Record<string, string> {
  const { userId, password } = credentials(proxy);
  if (userId === '') return {};
  return { 'Proxy-Authorization': `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}` };
}

function askSocks(proxy: URL, target: Target, socket: net.Socket): Promise<void> {
  const client = new SocksClient({
    command: 'connect',
    proxy: { type: 5, ...addressOf(proxy), ...credentials(proxy) },
    destination: { host: target.host, port: target.port },
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.on('established', () => {
    let early = Buffer.alloc(0); // the library emits what came with the answer once more, and leaves the socket flowing
    const take = (chunk: Buffer) => (early = Buffer.concat([early, chunk]));
    socket.on('data', take);
    setImmediate(() => {
      socket.off('data', take);
      socket.pause();
      if (early.length > 0) socket.unshift(early);
      resolve();
    });
  });
  client.on('error', reject);
  client.connect(socket);
  return promise;
}

function credentials(proxy: URL): { userId: string; password: string } {
  return { userId: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) };
}

function addressOf(proxy: URL): { host: string; port: number } {
  const port = Number(proxy.port || (proxy.protocol === 'http:' ? 80 : 1080));
  return { host: proxy.hostname.replace(/^\[|\]$/g, ''), port };
}
