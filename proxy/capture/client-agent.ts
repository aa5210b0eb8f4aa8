// The upstream connections of one client socket: they are its own, carry its requests one after the other, and end
// with it, as they would without us. It knows when the client is idle.

import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { Lane } from './lane.ts';
import type { Dialled } from './sink.ts';
import type { Target } from './target.ts';
import type { Upstream } from './upstream.ts';

/** Request options that say where to, in our own terms. */
export interface TargetedOptions extends http.RequestOptions {
  readonly target: Target;
}

export interface ClientAgent {
  readonly agent: http.Agent;
  /** How a socket of the agent came to be. */
  dialledOf(socket: Duplex): Dialled | null;
  /** A request was taken on; call what it returns when its answer is over. */
  begin(): () => void;
  /** Calls back when no request is under way any more. */
  whenIdle(listener: () => void): void;
}

type Created = (error: Error | null, socket: Duplex) => void;

export function createClientAgent(upstream: Upstream, { client, tunnel }: Lane): ClientAgent {
  const gone = new AbortController();
  const dialled = new WeakMap<Duplex, Dialled>();
  const waiting: (() => void)[] = [];
  let active = 0;

  const dial = async ({ target }: TargetedOptions): Promise<Duplex> => {
    const server = await upstream.dial(target, gone.signal);
    dialled.set(server.socket, server.dialled);
    server.socket.once('close', () => {
      if (tunnel && active === 0) client.socket.end(); // an idle origin hung up: so do we
    });
    return server.socket;
  };
  const agent = new TargetAgent(dial);
  client.socket.once('close', () => {
    gone.abort();
    agent.destroy();
  });
  return {
    agent,
    dialledOf: (socket) => dialled.get(socket) ?? null,
    begin() {
      active += 1;
      return () => {
        active -= 1;
        if (active === 0) for (const listener of waiting.splice(0)) listener();
      };
    },
    whenIdle(listener) {
      if (active === 0) listener();
      else waiting.push(listener);
    },
  };
}

/** One connection a target at a time: requests that a client pipelines reach the origin in their order. */
class TargetAgent extends http.Agent {
  readonly #dial: (options: TargetedOptions) => Promise<Duplex>;

  constructor(dial: (options: TargetedOptions) => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#dial = dial;
  }

  override createConnection(options: http.ClientRequestArgs, created: Created): undefined {
    const failed = (error: Error) => (created as (error: Error) => void)(error);
    this.#dial(options as TargetedOptions).then((socket) => {
      created(null, socket);
      return socket.resume(); // it may have been paused while a way to it was made
    }, failed);
  }

  override getName(options: http.RequestOptions): string {
    return `${super.getName(options)}:${(options as TargetedOptions).target.secure}`;
  }
}
