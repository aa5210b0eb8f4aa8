// The client's TLS ends here: one server that never listens per target, fed with sockets. Certificates come
// from our own authority, by SNI, else for the target itself (an IP literal sends no name, RFC 6066 §3).

import type net from 'node:net';
import tls from 'node:tls';
import { callbackify } from 'node:util';
import type { Authority } from './certificate-authority.ts';
import { HOST_NAME } from './host-name.ts';
import type { Target } from './target.ts';

export interface TlsFront {
  /** The decrypted socket; rejects with a HandshakeError. */
  terminate(raw: net.Socket, target: Target): Promise<tls.TLSSocket>;
}

/** The client broke the handshake off. */
export class HandshakeError extends Error {
  override readonly name = 'HandshakeError';
  /** It saw our certificate and did not like it: it said so in an alert, or left before it had finished. */
  readonly rejected: boolean;

  constructor(message: string, rejected: boolean) {
    super(message);
    this.rejected = rejected;
  }
}

const MAX_SERVERS = 500;

/** Handshakes under way, by the socket that they run on. */
type Waiting = Map<string, Pick<PromiseWithResolvers<tls.TLSSocket>, 'resolve' | 'reject'>>;

export function createTlsFront(authority: Authority): TlsFront {
  const servers = new Map<string, Promise<tls.Server>>();
  const waiting: Waiting = new Map();

  /** Keeps the servers that were asked for last: their tickets let clients resume. A Map remembers its order. */
  const serverFor = (host: string): Promise<tls.Server> => {
    const server = servers.get(host) ?? makeServer(host, authority, waiting);
    servers.delete(host);
    servers.set(host, server);
    server.catch(() => servers.delete(host));
    if (servers.size > MAX_SERVERS) servers.delete(servers.keys().next().value ?? '');
    return server;
  };

  const handshake = async (raw: net.Socket, host: string): Promise<tls.TLSSocket> => {
    const server = await serverFor(host);
    const { promise, resolve, reject } = Promise.withResolvers<tls.TLSSocket>();
    const key = socketKey(raw);
    const closed = () => {
      waiting.delete(key);
      reject(new Error('the client closed the connection'));
    };
    waiting.set(key, { resolve, reject });
    raw.once('close', closed);
    raw.allowHalfOpen = false; // a FIN during the handshake ends it
    if (raw.destroyed) closed();
    else server.emit('connection', raw);
    return promise.finally(() => raw.off('close', closed));
  };

  return {
    async terminate(raw, target) {
      const written = raw.bytesWritten;
      try {
        return await handshake(raw, target.host.toLowerCase());
      } catch (error) {
        const { message } = error as Error;
        throw new HandshakeError(message, isRejection(error as Error, raw.bytesWritten > written));
      }
    },
  };
}

function isRejection({ code = '', message }: NodeJS.ErrnoException, answered: boolean): boolean {
  if (code.startsWith('ERR_SSL')) return /ALERT/i.test(`${code} ${message}`);
  return answered;
}

/** A TCP connection keeps its two addresses as long as it lives; a TLS socket has those of the one below. */
function socketKey({ localAddress, localPort, remoteAddress, remotePort }: net.Socket): string {
  return `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
}

async function makeServer(host: string, authority: Authority, waiting: Waiting): Promise<tls.Server> {
  /** Undefined keeps the server's own certificate, so that most hosts need but one. */
  const contextFor = async (name: string) =>
    name.toLowerCase() === host || !HOST_NAME.test(name) ? undefined : authority.contextFor(name);
  const server = tls.createServer({
    ...(await authority.leafFor(host)),
    ALPNProtocols: ['http/1.1', 'http/1.0'],
    SNICallback: callbackify(contextFor),
  });
  const take = (socket: tls.TLSSocket) => {
    const key = socketKey(socket);
    const handshake = waiting.get(key);
    waiting.delete(key);
    return handshake;
  };
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined); // whoever takes the socket sees it in `errored`
    socket.allowHalfOpen = true;
    take(socket)?.resolve(socket);
  });
  server.on('tlsClientError', (error, socket) => take(socket)?.reject(error));
  return server;
}
