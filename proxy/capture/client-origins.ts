// The upstream side of one client socket: connections that are its own and end with it. Only one of them is listened
// to at a time, so that answers come in the order of their requests.

import { resetEnd, wasReset } from './end.ts';
import type { Lane } from './lane.ts';
import { type OriginConnection, passAnswers } from './origin-connection.ts';
import type { Target } from './target.ts';
import type { Upstream } from './upstream.ts';

export interface ClientOrigins {
  /** The connection to a target, once no other one owes an answer. Rejects with an UpstreamError. */
  to(target: Target): Promise<OriginConnection>;
  /** Resolves when no answer is owed. */
  settled(): Promise<void>;
  /** The client sends no more: nor do we. Where no origin owes an answer, that is the end of both directions. */
  end(): void;
  /** The client goes another way: its connections here are closed, and their end is none of its own. */
  leave(): void;
}

export function createClientOrigins({ client }: Lane, upstream: Upstream): ClientOrigins {
  const origins = new Set<OriginConnection>();
  const gone = new AbortController();
  let current: OriginConnection | null = null;

  client.socket.once('close', () => {
    gone.abort();
    for (const { server } of origins) {
      if (wasReset(client)) resetEnd(server);
      else server.socket.destroySoon();
    }
  });

  const settled = async (): Promise<void> => {
    await Promise.all(current?.asked.map(({ over }) => over) ?? []);
  };
  const find = (target: Target): OriginConnection | null =>
    [...origins].find((origin) => !origin.over && isSame(origin.target, target)) ?? null;
  const hear = (origin: OriginConnection | null): void => {
    if (current) current.heard = false;
    if (origin) origin.heard = true;
    current = origin;
  };

  const open = async (target: Target): Promise<OriginConnection> => {
    const server = await upstream.dial(target, gone.signal);
    const origin = { target, server, asked: [], proven: false, over: false, heard: false };
    origins.add(origin);
    server.socket.once('close', () => origins.delete(origin));
    return origin;
  };

  return {
    settled,
    async to(target) {
      const known = find(target);
      if (known && known === current) return known;
      await settled();
      const kept = find(target);
      const origin = kept ?? (await open(target));
      hear(origin);
      if (!kept) passAnswers(origin, client).catch(() => client.raw.destroy());
      return origin;
    },
    end() {
      for (const origin of origins) {
        if (owes(origin)) origin.server.socket.end();
        else origin.server.socket.destroySoon();
      }
      if (!current || !owes(current)) client.socket.end();
    },
    leave() {
      hear(null);
      for (const { server } of origins) server.socket.destroySoon();
    },
  };
}

function owes({ asked, over }: OriginConnection): boolean {
  return asked.length > 0 && !over;
}

function isSame(one: Target, other: Target): boolean {
  return one.host === other.host && one.port === other.port && one.secure === other.secure;
}
