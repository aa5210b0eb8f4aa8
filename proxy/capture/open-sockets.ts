// The sockets that are open at the moment, so that closing leaves none behind.

import type net from 'node:net';

export interface OpenSockets {
  add(socket: net.Socket): void;
  /** Destroys them all; resolves when they are closed. */
  close(): Promise<void>;
}

export function trackSockets(): OpenSockets {
  const open = new Set<net.Socket>();
  let emptied: PromiseWithResolvers<void> | null = null;
  const settle = () => {
    if (open.size === 0) emptied?.resolve();
  };
  return {
    add(socket) {
      if (socket.closed) return;
      open.add(socket);
      socket.once('close', () => {
        open.delete(socket);
        settle();
      });
      if (emptied) socket.destroy(); // too late
    },
    close() {
      emptied ??= Promise.withResolvers<void>();
      for (const socket of open) socket.destroy();
      settle();
      return emptied.promise;
    },
  };
}
