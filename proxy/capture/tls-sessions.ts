// TLS sessions with origins, so that the next connection to one is resumed as a browser would (RFC 8446 §2.2). Only
// those whose certificate was verified: an exception is asked for anew each time. A resumed handshake shows no certificate
// and is not verified again, so a session is good only as long as that verification would come out the same.

import type { X509Certificate } from 'node:crypto';
import type tls from 'node:tls';

export interface TlsSession {
  readonly ticket: Buffer;
  /** A resumed connection shows no certificate: this is the one that the session began with. */
  readonly peer: X509Certificate | null;
}

export interface TlsSessions {
  /** `origin`: any text that says host, port and name; `trusted`: the authorities that count now. */
  find(origin: string, trusted: tls.SecureContext): TlsSession | null;
  /**
   * Keeps what this socket, whose handshake is over, is given; `peer` is the certificate that stands for it, `trusted` the
   * authorities that it was verified against.
   */
  keep(origin: string, socket: tls.TLSSocket, peer: X509Certificate | null, trusted: tls.SecureContext): void;
}

interface KeptSession extends TlsSession {
  readonly trusted: tls.SecureContext;
  /** Epoch milliseconds of the handshake with a certificate; tickets of resumed ones do not make it younger. */
  readonly verifiedAt: number;
}

const LIMIT = 500;
/** RFC 8446 §4.6.1 asks for a limit, since every resumed connection brings new tickets. */
const LIFETIME_MS = 60 * 60 * 1000;

export function createTlsSessions(): TlsSessions {
  const sessions = new Map<string, KeptSession>(); // remembers the order of insertion
  return {
    find(origin, trusted) {
      const session = sessions.get(origin);
      return session?.trusted === trusted && isFresh(session) ? session : null;
    },
    keep(origin, socket, peer, trusted) {
      if (!socket.authorized) return;
      const began = socket.isSessionReused() ? sessions.get(origin)?.verifiedAt : Date.now();
      if (began === undefined) return;
      const keep = (ticket: Buffer | undefined) => {
        if (!ticket) return;
        sessions.delete(origin);
        sessions.set(origin, { ticket, peer, trusted, verifiedAt: began });
        if (sessions.size > LIMIT) sessions.delete(sessions.keys().next().value ?? '');
      };
      if (socket.getProtocol() === 'TLSv1.3') socket.on('session', keep);
      else keep(socket.getSession()); // had before the handshake was over; a later one is of a renegotiation, not yet judged
    },
  };
}

function isFresh({ verifiedAt, peer }: KeptSession): boolean {
  const now = Date.now();
  return now < verifiedAt + LIFETIME_MS && (peer === null || now < Date.parse(peer.validTo));
}
