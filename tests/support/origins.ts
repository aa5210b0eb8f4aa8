// Origins on loopback ports: raw sockets in the hands of the test, with or without TLS. Certificates come from an
// authority that only the tests know.

import 'reflect-metadata'; // @peculiar/x509 needs it
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import type { Identity } from '../../proxy/capture/certificate-authority.ts';
import { Wire } from './wire.ts';

export interface Origin {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** The next connection that nobody took yet. */
  next(): Promise<Wire>;
  close(): Promise<void>;
}

/** An origin without TLS. */
export function openOrigin(host = '127.0.0.1'): Promise<Origin> {
  return listen(net.createServer({ allowHalfOpen: true, noDelay: true }), 'connection', host);
}

/** An origin with TLS, and this identity. */
export function openTlsOrigin(options: tls.TlsOptions, host = '127.0.0.1'): Promise<Origin> {
  return listen(tls.createServer({ allowHalfOpen: true, ...options }), 'secureConnection', host);
}

async function listen(server: net.Server, event: string, host: string): Promise<Origin> {
  const sockets = new Set<net.Socket>();
  const wires: Wire[] = [];
  const waiting: ((wire: Wire) => void)[] = [];
  let accepted = 0;
  server.on('connection', (socket: net.Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on(event, (socket: net.Socket) => {
    const wire = new Wire(socket);
    const taker = waiting.shift();
    if (taker) taker(wire);
    else wires.push(wire);
  });
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, host), 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    get accepted() {
      return accepted;
    },
    next() {
      const wire = wires.shift();
      return wire ? Promise.resolve(wire) : new Promise((resolve) => waiting.push(resolve));
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A loopback port on which nobody listens. */
export async function findDeadPort(): Promise<number> {
  const server = net.createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A self-signed certificate for a name, valid around today by so many days. */
export async function selfSigned(host: string, days: readonly [from: number, to: number]): Promise<Identity> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${host}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() + days[0] * 86_400_000),
    notAfter: new Date(Date.now() + days[1] * 86_400_000),
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString('pem'),
  };
}
