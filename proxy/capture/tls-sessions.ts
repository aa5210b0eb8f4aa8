// TLS sessions with origins, so that the next connection to one is resumed as a browser would (RFC 8446 §2.2). Only
// those whose certificate was verified: an exception is asked for anew each time.

import type { X509Certificate } from 'node:crypto';
import type tls from 'node:tls';

export interface TlsSession {
  readonly ticket: Buffer;
  /** A resumed connection shows no certificate: this is the one that the session began with. */
  readonly peer: X509Certificate | null;
}

export interface TlsSessions {
  /** `origin`: any text that says host, port and name. */
  find(origin: string): TlsSession | null;
  /** Keeps what this socket, whose handshake is over, is given; `peer` is the certificate that stands for it. */
  keep(origin: string, socket: tls.TLSSocket, peer: X509Certificate | null): void;
}

const LIMIT = 500;

export function createTlsSessions(): TlsSessions {
  const sessions = new Map<string, TlsSession>(); // remembers the order of insertion
  return {
    find: (origin) => sessions.get(origin) ?? null,
    keep(origin, socket, peer) {
      if (!socket.authorized) return;
      const keep = (ticket: Buffer | undefined) => {
        if (!ticket) return;
        sessions.delete(origin);
        sessions.set(origin, { ticket, peer });
        if (sessions.size > LIMIT) sessions.delete(sessions.keys().next().value ?? '');
      };
      socket.on('session', keep);
      if (socket.getProtocol() === 'TLSv1.2') keep(socket.getSession()); // had before the handshake was over
    },
  };
}
