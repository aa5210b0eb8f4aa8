// The upstream side of one client socket: connections that are its own and end with it, and requests that go out one
// after the other even when the client pipelines them, as they would without us.

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
  /** Runs this when no request is under way any more, in the order of calls; never when the client is gone. */
  inTurn(task: () => void): void;
}

type Created = (error: Error | null, socket: Duplex) => void;

export function createClientAgent(upstream: Upstream, { client, tunnel }: Lane): ClientAgent {
  const gone = new AbortController();
  const dialled = new WeakMap<Duplex, Dialled>();
  const waiting: (() => void)[] = [];
  let active = 0;

  const proceed = (): void => {
    if (active > 0 || gone.signal.aborted) return;
    const task = waiting.shift();
    if (!task) return;
    task();
    proceed();
  };
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
        proceed();
      };
    },
    inTurn(task) {
      waiting.push(task);
      proceed();
    },
  };
}

class TargetAgent extends http.Agent {
  readonly #dial: (options: TargetedOptions) => Promise<Duplex>;

  constructor(dial: (options: TargetedOptions) => Promise<Duplex>) {
    super({ keepAlive: true });
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
