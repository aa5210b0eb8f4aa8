// The benchmark's client: one scenario through one proxy, one JSON line. Floods are counted by a header walk, so
// that the client is not what is measured.

import http from 'node:http';
import type net from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { formatFrame } from '../../proxy/protocol/frame.ts';

export interface Scenario {
  readonly kind: 'round-trip' | 'received' | 'sent' | 'many';
  readonly proxyPort: number;
  readonly originPort: number;
  readonly secure: boolean;
  readonly count: number;
  readonly size: number;
  readonly path?: string;
}

export interface Measured {
  /** Milliseconds; of round trips. */
  readonly p50?: number;
  readonly p99?: number;
  /** Messages a second. */
  readonly rate?: number;
}

const scenario = JSON.parse(process.argv[2] ?? '{}') as Scenario;

async function openTunnel(): Promise<Duplex> {
  const { proxyPort, originPort, secure } = scenario;
  const request = http.request({
    port: proxyPort,
    method: 'CONNECT',
    path: `bench.test:${originPort}`,
    agent: false,
  });
  request.end();
  const tunnel = await new Promise<net.Socket>((resolve, reject) => {
    request.on('connect', (_response, socket) => resolve(socket));
    request.on('error', reject);
  });
  tunnel.setNoDelay(true);
  return secure
    ? tls.connect({ socket: tunnel, servername: 'bench.test', rejectUnauthorized: false })
    : tunnel;
}

async function open(path: string): Promise<{ client: WebSocket; socket: Duplex }> {
  const socket = await openTunnel();
  const client = new WebSocket(`ws://bench.test:${scenario.originPort}${path}`, {
    perMessageDeflate: path === '/deflate',
    createConnection: () => socket as net.Socket,
    maxPayload: 0,
  });
  await new Promise((resolve, reject) => {
    client.once('open', resolve);
    client.once('error', reject);
  });
  return { client, socket };
}

async function roundTrips(): Promise<Measured> {
  const { client } = await open(scenario.path ?? '/echo');
  const times = await pingPong(client, scenario.count);
  client.terminate();
  return percentiles(times.slice(Math.min(200, times.length / 10)));
}

async function pingPong(client: WebSocket, count: number): Promise<number[]> {
  const message = 'x'.repeat(scenario.size);
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const started = performance.now();
    const answer = new Promise((resolve) => client.once('message', resolve));
    client.send(message);
    await answer;
    times.push(performance.now() - started);
  }
  return times;
}

function percentiles(times: readonly number[]): Measured {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** All frames have the same length, so bytes count them. */
async function received(): Promise<Measured> {
  const { count, size } = scenario;
  const { client, socket } = await open(`/flood?n=${count}&size=${size}`);
  const expected = formatFrame({ opcode: 1, payload: Buffer.alloc(size) }).length * count;
  socket.removeAllListeners('data');
  let bytes = 0;
  const started = performance.now();
  const all = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes >= expected) resolve();
    });
    socket.on('close', () => reject(new Error(`closed after ${bytes} of ${expected} bytes`)));
  });
  client.send('go');
  socket.resume();
  await all;
  return { rate: (count / (performance.now() - started)) * 1000 };
}

async function sent(): Promise<Measured> {
  const { count, size } = scenario;
  const { client, socket } = await open(`/sink?n=${count}`);
  const frame = formatFrame({
    opcode: 1,
    payload: Buffer.alloc(size, 0x61),
    maskingKey: Uint8Array.of(1, 2, 3, 4),
  });
  const perBatch = Math.max(1, Math.floor((256 * 1024) / frame.length));
  const batch = Buffer.concat(Array.from({ length: perBatch }, () => frame));
  const done = new Promise((resolve) => client.once('message', resolve));
  const started = performance.now();
  for (let left = count; left > 0; left -= perBatch) {
    const flowing = socket.write(batch.subarray(0, Math.min(left, perBatch) * frame.length));
    if (!flowing) await new Promise((resolve) => socket.once('drain', resolve));
  }
  await done;
  return { rate: (count / (performance.now() - started)) * 1000 };
}

/** `count` connections that each exchange 20 messages a second for three seconds. */
async function many(): Promise<Measured> {
  const clients = await Promise.all(Array.from({ length: scenario.count }, () => open('/echo')));
  const times: number[] = [];
  const ticks = 60;
  for (const { client } of clients) {
    client.on('message', (data) =>
      times.push(performance.now() - Number((data as Buffer).toString('latin1', 0, 20))),
    );
  }
  const started = performance.now();
  for (let tick = 0; tick < ticks; tick += 1) {
    for (const [i, { client }] of clients.entries()) {
      const due = started + tick * 50 + (i * 50) / clients.length;
      while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
      client.send(String(performance.now()).padEnd(scenario.size));
    }
  }
  while (times.length < ticks * clients.length) await new Promise((resolve) => setImmediate(resolve));
  for (const { client } of clients) client.terminate();
  return percentiles(times);
}

const scenarios = { 'round-trip': roundTrips, received, sent, many };
process.stdout.write(`${JSON.stringify(await scenarios[scenario.kind]())}\n`);
process.exit(0);
