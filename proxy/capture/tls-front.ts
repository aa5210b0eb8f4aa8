// The client's TLS ends here: one server that never listens per target, fed with sockets. Certificates come
// from our own authority, by SNI, else for the target itself (an IP literal sends no name, RFC 6066 §3).

import type net from 'node:net';
import tls from 'node:tls';
import { callbackify } from 'node:util';
import type { Authority } from './certificate-authority.ts';
import type { Target } from './target.ts';

export interface TlsFront {
  /** The decrypted socket; rejects with the error with which the client broke the handshake off. */
  terminate(raw: net.Socket, target: Target): Promise<tls.TLSSocket>;
}

const MAX_SERVERS = 500;
const VALID_NAME = /^[A-Za-z0-9.-]{1,253}$/;

/** Handshakes under way, by the socket that they run on. */
type Waiting = Map<string, PromiseWithResolvers<tls.TLSSocket>>;

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

  return {
    async terminate(raw, target) {
      const server = await serverFor(target.host);
      if (raw.destroyed) throw closedEarly();
      const result = Promise.withResolvers<tls.TLSSocket>();
      const key = socketKey(raw);
      waiting.set(key, result);
      raw.once('close', () => {
        if (waiting.get(key) === result) waiting.delete(key);
        result.reject(closedEarly());
      });
      server.emit('connection', raw);
      return result.promise;
    },
  };
}

function closedEarly(): Error {
  return Object.assign(new Error('the client closed the connection'), { code: 'ECONNRESET' });
}

/** A TCP connection keeps its two addresses as long as it lives; a TLS socket has those of the one below. */
function socketKey({ localAddress, localPort, remoteAddress, remotePort }: net.Socket): string {
  return `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
}

async function makeServer(host: string, authority: Authority, waiting: Waiting): Promise<tls.Server> {
  const server = tls.createServer({
    ...(await authority.leafFor(host)),
    ALPNProtocols: ['http/1.1'],
    SNICallback: callbackify((name: string) => authority.contextFor(VALID_NAME.test(name) ? name : host)),
  });
  const settle = (socket: tls.TLSSocket): PromiseWithResolvers<tls.TLSSocket> | undefined => {
    const key = socketKey(socket);
    const result = waiting.get(key);
    waiting.delete(key);
    return result;
  };
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined); // whoever takes the socket sees it in `errored`
    settle(socket)?.resolve(socket);
  });
  server.on('tlsClientError', (error, socket) => settle(socket)?.reject(error));
  return server;
}
