// As many messages as the sockets take, in one direction: framed beforehand, counted by a header walk, so that neither
// end is what is measured.

import type { Duplex } from 'node:stream';
import { formatFrame } from '../../proxy/protocol/frame.ts';
import { MessageCounter } from './message-counter.ts';
import type { Measured, Scenario } from './scenario.ts';
import { type Opened, openThrough, routeTo } from './tunnel.ts';

const BATCH = 256 * 1024;

type Flood = (scenario: Scenario) => Promise<Measured>;

/** A tenth of it first, on a connection of its own: a proxy that has just begun is not what is asked about. */
export async function warmedUp(flood: Flood, scenario: Scenario): Promise<Measured> {
  const first = await flood({ ...scenario, count: Math.ceil(scenario.count / 10) });
  const second = await flood(scenario);
  return { ...second, messages: first.messages + second.messages };
}

/** From the server; `go` begins it. */
export async function received(scenario: Scenario): Promise<Measured> {
  const { count, size, path = '/flood' } = scenario;
  const asked = `${path}${path.includes('?') ? '&' : '?'}n=${count}&size=${size}`;
  const opened = await openThrough(scenario, routeTo(asked));
  const started = performance.now();
  const all = countMessages(opened, count);
  opened.client.send('go');
  await all;
  const rate = perSecond(count, started);
  opened.client.terminate();
  return { rate, messages: count + 1 };
}

function countMessages({ socket }: Opened, count: number): Promise<void> {
  const counter = new MessageCounter();
  socket.removeAllListeners('data');
  return new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      counter.push(chunk);
      if (counter.messages >= count) resolve();
    });
    socket.on('close', () => reject(new Error(`closed after ${counter.messages} of ${count} messages`)));
    socket.resume();
  });
}

/** To the server, which says when it has them all. */
export async function sent(scenario: Scenario): Promise<Measured> {
  const { count, size } = scenario;
  const { client, socket } = await openThrough(scenario, routeTo(`/sink?n=${count}`));
  const done = new Promise((resolve, reject) => {
    client.once('message', resolve);
    client.once('close', () => reject(new Error(`closed before the server had all ${count} messages`)));
  });
  const started = performance.now();
  await Promise.race([writeAll(socket, count, size), done]);
  await done;
  const rate = perSecond(count, started);
  client.terminate();
  return { rate, messages: count + 1 };
}

async function writeAll(socket: Duplex, count: number, size: number): Promise<void> {
  const maskingKey = Uint8Array.of(1, 2, 3, 4);
  const frame = formatFrame({ opcode: 1, payload: new Uint8Array(size).fill(0x61), maskingKey });
  const perBatch = Math.max(1, Math.floor(BATCH / frame.length));
  const batch = Buffer.concat(Array.from({ length: perBatch }, () => frame));
  for (let left = count; left > 0; left -= perBatch) {
    const flowing = socket.write(batch.subarray(0, Math.min(left, perBatch) * frame.length));
    if (!flowing) await new Promise((resolve) => socket.once('drain', resolve));
  }
}

function perSecond(count: number, started: number): number {
  return (count / (performance.now() - started)) * 1000;
}
