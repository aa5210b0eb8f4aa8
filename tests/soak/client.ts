// The soak's clients, one process for all of a scenario: it opens connections through the proxy, says so, and tells what it
// has heard when it is interrupted. Its task comes as JSON in the first argument.

import { once } from 'node:events';
import net from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { formatNumbered, parseNumbered } from './numbered.ts';

export interface Task {
  /**
   * `listen` reads numbered messages, `stall` opens and reads nothing, `echo` sends and measures round trips, over
   * connections that it replaces `churn` times a second.
   */
  readonly kind: 'listen' | 'stall' | 'echo';
  readonly proxyPort: number;
  readonly originPort: number;
  readonly path: string;
  readonly connections: number;
  /** Messages a second over all connections, and milliseconds before the first. */
  readonly rate?: number;
  readonly rest?: number;
  readonly churn?: number;
}

export interface Heard {
  readonly messages: number;
  /** Messages whose number was not the next one. */
  readonly misplaced: number;
  /** When the newest message that arrived was sent, epoch milliseconds. */
  readonly newest: number;
  readonly sent: number;
  /** Connections that ended and were not meant to. */
  readonly dropped: number;
  /** Milliseconds of a round trip. */
  readonly p50: number;
  readonly p99: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const SIZE = 100;
/** Connections that are being opened at the same time. */
const AT_ONCE = 100;

let messages = 0;
let misplaced = 0;
let newest = 0;
let sent = 0;
let dropped = 0;
const trips: number[] = [];
const open: WebSocket[] = [];

async function connect(): Promise<void> {
  const url = `ws://127.0.0.1:${task.originPort}${task.path}`;
  const socket = net.connect({ host: '127.0.0.1', port: task.proxyPort, noDelay: true });
  const client = new WebSocket(url, {
    perMessageDeflate: false,
    createConnection: () => socket,
    finishRequest: (request) => {
      request.path = url.replace('ws:', 'http:'); // in absolute form: to a proxy (RFC 9112 §3.2.2)
      request.end();
    },
  });
  attend(client);
  client.on('error', () => undefined);
  client.on('close', (code) => {
    const at = open.indexOf(client);
    if (at === -1) return;
    open.splice(at, 1);
    if (code !== 1000) dropped += 1;
  });
  await once(client, 'open');
  open.push(client);
  if (task.kind === 'stall') socket.pause();
}

function attend(client: WebSocket): void {
  let next = 0;
  client.on('message', (data) => {
    const { number, sentAt } = parseNumbered(data as Buffer);
    messages += 1;
    newest = Math.max(newest, sentAt);
    if (task.kind === 'echo')
      trips.push(
        performance.timeOrigin + performance.now() - Number((data as Buffer).toString('latin1', 60)),
      );
    else if (number !== next) misplaced += 1;
    next = number + 1;
  });
}

/** A numbered message that ends with the time at which it was sent, finer than its own. */
function precise(): Buffer {
  const now = (performance.timeOrigin + performance.now()).toFixed(3);
  return Buffer.concat([formatNumbered(sent, 60), Buffer.from(now.padEnd(SIZE - 60), 'latin1')]);
}

async function converse(rate: number): Promise<never> {
  await setTimeout(task.rest ?? 0);
  const started = performance.now();
  for (;;) {
    const due = Math.floor(((performance.now() - started) / 1000) * rate);
    for (; sent < due; sent += 1) open[(sent * 7919) % open.length]?.send(precise());
    await setTimeout(2);
  }
}

async function replace(churn: number): Promise<never> {
  for (;;) {
    await setTimeout(1000 / churn);
    open.shift()?.close(1000);
    await connect();
  }
}

function heard(): Heard {
  const sorted = trips.slice(trips.length / 10).toSorted((a, b) => a - b); // the first are warming up
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
  return { messages, misplaced, newest, sent, dropped, p50: at(0.5), p99: at(0.99) };
}

setInterval(() => undefined, 60_000); // it stays until it is interrupted, also when every connection has ended
process.on('SIGINT', () => {
  process.stdout.write(`${JSON.stringify(heard())}\n`, () => process.exit(0));
});
for (let opened = 0; opened < task.connections; opened += AT_ONCE) {
  const batch = Math.min(AT_ONCE, task.connections - opened);
  await Promise.all(Array.from({ length: batch }, connect));
}
process.stdout.write(`${JSON.stringify({ open: open.length })}\n`);
if (task.rate) void converse(task.rate);
if (task.churn) void replace(task.churn);
