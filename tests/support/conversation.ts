// Two peers of a protocol that talk through the real engine: what their own packages need to go through the proxy, and
// what is read of it afterwards.

import http from 'node:http';
import type { Duplex } from 'node:stream';
import { vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { Connection, MessageRow } from '../../proxy/contract/model.ts';
import type { LiveSession } from '../../proxy/session/create-session.ts';
import { openTunnel } from './proxied-client.ts';
import { proxyOf, startSession } from './start-session.ts';

export interface Conversation {
  readonly session: LiveSession;
  readonly proxy: string;
  /** For whoever takes an agent of Node's. */
  readonly agent: http.Agent;
  /** For whoever takes a constructor of WebSockets: one whose sockets go through the proxy. */
  readonly WebSocket: typeof WebSocket;
  /** Every message so far, oldest first, as soon as `isWhole` of them. */
  rows(isWhole: (rows: readonly MessageRow[]) => boolean): Promise<readonly MessageRow[]>;
  connections(): Promise<readonly Connection[]>;
}

const MOST = 2000;

export async function openConversation(): Promise<Conversation> {
  const session = await startSession();
  const proxy = proxyOf(session);
  const agent = new TunnelAgent(proxy);
  const view = await session.openView({ connections: null, filter: '' });
  return {
    session,
    proxy,
    agent,
    WebSocket: throughAgent(agent),
    connections: () => session.connections(),
    rows: (isWhole) =>
      vi.waitFor(
        async () => {
          const rows = await session.rows(view.view, 0, MOST);
          if (!isWhole(rows)) throw new Error(`Not whole yet: ${JSON.stringify(rows.map(brief), null, 1)}`);
          return rows;
        },
        { timeout: 15_000, interval: 50 },
      ),
  };
}

/** For an assertion that reads well. */
export function brief({ from, decoded, rtt }: MessageRow): string {
  const arrow = from === 'client' ? '▲' : '▼';
  const answered = rtt === null ? '' : ' (answer)';
  return decoded
    ? `${arrow} ${decoded.protocol} ${decoded.kind}: ${decoded.summary}${answered}`
    : `${arrow} ?`;
}

/** Reaches every host by a CONNECT. */
export class TunnelAgent extends http.Agent {
  readonly #proxy: string;

  constructor(proxy: string) {
    super();
    this.#proxy = proxy;
  }

  override createConnection(
    { host, port }: http.ClientRequestArgs,
    connected?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const tunnel = openTunnel(this.#proxy, `${host}:${port}`);
    tunnel.then(
      (socket) => connected?.(null, socket),
      (error: Error) => connected?.(error, undefined as unknown as Duplex),
    );
  }
}

function throughAgent(agent: http.Agent): typeof WebSocket {
  class ThroughAgent extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[], options?: ClientOptions) {
      super(url, protocols ?? [], { ...options, agent });
    }
  }
  return ThroughAgent as typeof WebSocket;
}
