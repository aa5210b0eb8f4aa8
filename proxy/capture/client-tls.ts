// The leg between the client and Framescope: what was agreed on there, told with what the way to the origin is.

import tls from 'node:tls';
import type { ClientTls } from '../contract/model.ts';
import type { End } from './end.ts';
import type { Dialled } from './sink.ts';

/** The same where the client speaks no TLS, or the origin does not. */
export function withClientTls(dialled: Dialled, { socket }: End): Dialled {
  if (dialled.tls === null || !(socket instanceof tls.TLSSocket)) return dialled;
  return { ...dialled, tls: { ...dialled.tls, client: describe(socket) } };
}

function describe(socket: tls.TLSSocket): ClientTls {
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    serverName: socket.servername || null,
    alpn: socket.alpnProtocol || null,
  };
}
