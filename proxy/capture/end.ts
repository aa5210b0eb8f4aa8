// One end of a connection through the proxy, towards the client or the server: the socket that carries the
// application's bytes, and the TCP socket below it. It knows no protocol.

import type net from 'node:net';

export interface End {
  /** The TLS socket where there is TLS, else the TCP socket. */
  readonly socket: net.Socket;
  /** The TCP socket, the only one that can be reset. */
  readonly raw: net.Socket;
}

/** A TCP RST, so that a reset arrives as a reset; what was written before it may be lost, as it may without us. */
export function resetEnd({ socket, raw }: End): void {
  if (raw.destroyed) return;
  raw.resetAndDestroy();
  socket.destroy();
}

/** The peer tore this end down rather than closing it. */
export function wasReset({ socket, raw }: End): boolean {
  return socket.errored !== null || raw.errored !== null;
}
