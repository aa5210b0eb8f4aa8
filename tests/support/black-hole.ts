// A port whose SYNs nobody answers, on loopback, on Linux: its owner sleeps, so nothing is accepted, and once the
// backlog is full the system drops what else comes.

import { on, once } from 'node:events';
import net from 'node:net';
import { Worker } from 'node:worker_threads';

export interface BlackHole {
  readonly port: number;
  /** Wakes the owner and takes the hole away; resolves with how many connections it had got beyond its backlog. */
  close(): Promise<number>;
}

/** Linux queues one more than it was asked to (sk_acceptq_is_full). */
export const BACKLOG = 1;
const FILLERS = BACKLOG + 1;

export async function openBlackHole(): Promise<BlackHole> {
  const awake = new Int32Array(new SharedArrayBuffer(4));
  const owner = new Worker(new URL('black-hole-owner.ts', import.meta.url), { workerData: awake });
  const [port] = (await once(owner, 'message')) as [number];
  const connect = async () => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    return socket;
  };
  const fillers: net.Socket[] = [];
  while (fillers.length < FILLERS) fillers.push(await connect());

  const takeAway = async () => {
    let accepted = 0;
    const queued = on(owner, 'message');
    Atomics.store(awake, 0, 1);
    Atomics.notify(awake, 0);
    for await (const [remotePort] of queued as AsyncIterable<[number]>) {
      accepted += 1;
      if (accepted === FILLERS) fillers.push(await connect()); // the queue has room again: whoever is in it comes before
      if (remotePort === fillers[FILLERS]?.localPort) break;
    }
    for (const filler of fillers) filler.destroy();
    await owner.terminate();
    return accepted - fillers.length;
  };
  let gone: Promise<number> | null = null;
  return { port, close: () => (gone ??= takeAway()) };
}
