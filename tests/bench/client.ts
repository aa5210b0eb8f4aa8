// The benchmark's client: one scenario through one proxy, one JSON line. Floods are counted by a header walk, so
// that the client is not what is measured.

import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { formatFrame } from '../../proxy/protocol/frame.ts';

export interface Scenario {
  readonly kind: 'round-trip' | 'received' | 'sent' | 'many' | 'new-hosts';
  readonly proxyPort: number;
  readonly originPort: number;
  readonly secure: boolean;
  readonly count: number;
  readonly size: number;
  readonly path?: string;
  /** As an absolute-URI request instead of inside a CONNECT; ws only. */
  readonly absolute?: boolean;
}

export interface Measured {
  /** Milliseconds; of round trips. */
  readonly p50?: number;
  readonly p99?: number;
  /** Messages a second. */
  readonly rate?: number;
}

const scenario = JSON.parse(process.argv[2] ?? '{}') as Scenario;

async function openTunnel(host: string): Promise<Duplex> {
  const { proxyPort, originPort, secure } = scenario;
  const request = http.request({
    port: proxyPort,
    method: 'CONNECT',
    path: `${host}:${originPort}`,
    agent: false,
  });
  request.end();
  const tunnel = await new Promise<net.Socket>((resolve, reject) => {
    request.on('connect', (_response, socket) => resolve(socket));
    request.on('error', reject);
  });
  tunnel.setNoDelay(true);
  return secure ? tls.connect({ socket: tunnel, servername: host, rejectUnauthorized: false }) : tunnel;
}

interface Opened {
  readonly client: WebSocket;
  readonly socket: Duplex;
  /** Bytes that a flood will have, where the server says so. */
  readonly bytes: number | null;
}

async function open(path: string, host = 'bench.test'): Promise<Opened> {
  const { absolute, proxyPort, originPort } = scenario;
  const url = `ws://${absolute ? '127.0.0.1' : host}:${originPort}${path}`;
  const socket = absolute ? net.connect({ port: proxyPort, noDelay: true }) : await openTunnel(host);
  const client = new WebSocket(url, {
    perMessageDeflate: path.includes('deflate'),
    createConnection: () => socket as net.Socket,
    maxPayload: 0,
    finishRequest: (request) => {
      if (absolute) request.path = url.replace('ws:', 'http:');
      request.end();
    },
  });
  let bytes: number | null = null;
  client.once('upgrade', ({ headers }) => {
    if (headers['x-bytes']) bytes = Number(headers['x-bytes']);
  });
  await new Promise((resolve, reject) => {
    client.once('open', resolve);
    client.once('error', reject);
  });
  return { client, socket, bytes };
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

/** Bytes count the frames: all have the same length, or the server has said how many bytes there will be. */
async function received(): Promise<Measured> {
  const { count, size, path = '/flood' } = scenario;
  const opened = await open(`${path}?n=${count}&size=${size}`);
  const { client, socket } = opened;
  const expected = opened.bytes ?? formatFrame({ opcode: 1, payload: Buffer.alloc(size) }).length * count;
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
  const frame = formatFrame({
    opcode: 1,
    payload: Buffer.alloc(size, 0x61),
    maskingKey: Uint8Array.of(1, 2, 3, 4),
  });
  const { client, socket } = await open(`/sink?bytes=${count * frame.length}`);
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

/** To the first answer of hosts that the proxy has never seen: it needs a certificate for each. */
async function newHosts(): Promise<Measured> {
  const times: number[] = [];
  for (let n = 0; n < scenario.count; n += 1) {
    const started = performance.now();
    const { client } = await open('/echo', `h${n}.bench.test`);
    await pingPong(client, 1);
    times.push(performance.now() - started);
    client.terminate();
  }
  return percentiles(times);
}

const scenarios = { 'round-trip': roundTrips, received, sent, many, 'new-hosts': newHosts };
process.stdout.write(`${JSON.stringify(await scenarios[scenario.kind]())}\n`);
process.exit(0);
