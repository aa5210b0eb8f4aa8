// How long messages take to come back: one at a time, or at a steady pace over many connections.

import type { WebSocket } from 'ws';
import type { Measured } from './scenario.ts';

/** Milliseconds of each of `count` round trips, one after the other. Rejects when the connection ends. */
export function pingPong(client: WebSocket, count: number, size: number): Promise<number[]> {
  const message = 'x'.repeat(size);
  const times: number[] = [];
  let started = 0;
  const send = (): void => {
    started = performance.now();
    client.send(message);
  };
  return new Promise((resolve, reject) => {
    client.on('message', () => {
      times.push(performance.now() - started);
      if (times.length < count) send();
      else resolve(times);
    });
    client.on('close', () => reject(new Error(`closed after ${times.length} of ${count} round trips`)));
    send();
  });
}

export interface Pace {
  /** Messages a second, over all connections. */
  readonly rate: number;
  readonly total: number;
  readonly size: number;
}

/** Milliseconds of `total` round trips, each connection in its turn. Rejects when a connection ends. */
export async function exchange(clients: readonly WebSocket[], pace: Pace): Promise<number[]> {
  const times: number[] = [];
  const answered = Promise.withResolvers<void>();
  const dropped = new Set<WebSocket>();
  for (const client of clients) {
    client.on('message', (data) => {
      times.push(performance.now() - sentAt(data as Buffer));
      if (times.length === pace.total) answered.resolve();
    });
    client.on('close', () => dropped.add(client));
  }
  await sendPaced(clients, pace);
  if (dropped.size > 0) throw new Error(`${dropped.size} of ${clients.length} connections were dropped`);
  await answered.promise;
  return times;
}

/** As many as are due, every millisecond: what comes late is stamped when it is sent. */
function sendPaced(clients: readonly WebSocket[], { rate, total, size }: Pace): Promise<void> {
  const started = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, ((performance.now() - started) / 1000) * rate);
      for (; sent < due; sent += 1) clients[sent % clients.length]!.send(stamped(size));
      if (sent < total) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}

function stamped(size: number): string {
  return String(performance.now()).padEnd(size);
}

function sentAt(message: Buffer): number {
  return Number(message.toString('latin1', 0, 24));
}

export function percentiles(times: readonly number[]): Required<Pick<Measured, 'p50' | 'p99'>> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
