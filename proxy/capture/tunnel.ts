// An opaque tunnel: bytes that are neither TLS of ours nor a WebSocket, passed on and shown to a watcher, never read.

import type { EndCause, Side } from '../contract/model.ts';
import type { End } from './end.ts';
import { joinEnds } from './join.ts';

export interface TunnelWatcher {
  bytes(from: Side, chunk: Uint8Array): void;
  ended(cause: EndCause, by: Side | null): void;
}

/** Joins two ends until both are closed. */
export function joinTunnel(client: End, server: End, watcher: TunnelWatcher): void {
  const sinks = { client: server.socket, server: client.socket };
  joinEnds(client, server, {
    data(from, chunk) {
      const kept = Buffer.from(chunk);
      sinks[from].write(kept);
      watcher.bytes(from, kept);
      return true;
    },
    over: () => undefined,
    ended: (cause, by) => watcher.ended(cause, by),
  });
}
