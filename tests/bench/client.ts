// The benchmark's client: one scenario through one proxy, in a process of its own, and one JSON line with what was
// measured, or with why it could not be.

import type { WebSocket } from 'ws';
import { received, sent, warmedUp } from './flood.ts';
import { exchange, percentiles, pingPong } from './latency.ts';
import { residentMemory } from './process-cost.ts';
import type { Failed, Measured, Scenario } from './scenario.ts';
import { type Opened, type Route, meetOrigin, openThrough, routeTo, spreadRouteTo } from './tunnel.ts';

export type { Failed, Measured, Scenario } from './scenario.ts';

/** Connections that are being opened at the same time. */
const OPENING = 50;
const WARM_UP = 200;

async function roundTrips(scenario: Scenario): Promise<Measured> {
  const { client } = await openThrough(scenario, routeTo(scenario.path ?? '/echo'));
  const times = await pingPong(client, scenario.count, scenario.size);
  client.terminate();
  const counted = times.slice(Math.min(WARM_UP, times.length / 10));
  return { ...percentiles(counted), messages: 2 * times.length };
}

/** Each connection exchanges 20 messages a second for three seconds. */
async function many(scenario: Scenario): Promise<Measured> {
  const { count, size } = scenario;
  const clients = await openAll(scenario, (n) => routeTo('/echo', n));
  const times = await exchange(clients, { rate: count * 20, total: count * 60, size });
  return { ...percentiles(times), messages: 2 * times.length };
}

/** As many connections as there are, quiet but for one message each, 2,000 a second over all. */
async function open(scenario: Scenario): Promise<Measured> {
  const { count, size, proxyPid = 0 } = scenario;
  const before = residentMemory(proxyPid);
  const clients = await openAll(scenario, (n) => spreadRouteTo('/echo', n));
  const after = residentMemory(proxyPid);
  const times = await exchange(clients, { rate: 2000, total: count, size });
  const each = before && after && { each: ((after.now - before.now) * 1024) / count };
  return { ...percentiles(times), ...each, messages: 2 * times.length };
}

async function openAll(scenario: Scenario, route: (n: number) => Route): Promise<WebSocket[]> {
  const opened: Opened[] = [];
  while (opened.length < scenario.count) {
    const next = Math.min(OPENING, scenario.count - opened.length);
    const batch = Array.from({ length: next }, (_, n) => openThrough(scenario, route(opened.length + n)));
    const more = await Promise.all(batch).catch((error: Error) => {
      throw new Error(`${error.message}, with ${opened.length} of ${scenario.count} connections open`);
    });
    opened.push(...more);
  }
  return opened.map(({ client }) => client);
}

/** To the first answer of hosts that the proxy has never seen (it needs a certificate for each), and of the same again. */
async function newHosts(scenario: Scenario): Promise<Measured> {
  const fresh: number[] = [];
  const known: number[] = [];
  for (let n = 0; n < scenario.count; n += 1) {
    const host = `h${n}-${process.pid}.bench.test`;
    await meetOrigin(scenario.originPort, host);
    fresh.push(await firstAnswer(scenario, host));
    known.push(await firstAnswer(scenario, host));
  }
  return {
    fresh: percentiles(fresh).p50,
    known: percentiles(known).p50,
    messages: 2 * (fresh.length + known.length),
  };
}

async function firstAnswer(scenario: Scenario, host: string): Promise<number> {
  const started = performance.now();
  const { client } = await openThrough(scenario, { ...routeTo('/echo'), host });
  await pingPong(client, 1, scenario.size);
  const took = performance.now() - started;
  client.terminate();
  return took;
}

function answer(line: Measured | Failed): void {
  process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit());
}

function fail(error: unknown): void {
  answer({ error: error instanceof Error ? error.message : String(error) });
}

const kinds: Record<Scenario['kind'], (scenario: Scenario) => Promise<Measured>> = {
  'round-trip': roundTrips,
  received: (flood) => warmedUp(received, flood),
  sent: (flood) => warmedUp(sent, flood),
  many,
  open,
  'new-hosts': newHosts,
};
const scenario = JSON.parse(process.argv[2] ?? '{}') as Scenario;
process.on('uncaughtException', fail);
kinds[scenario.kind](scenario).then(answer, fail);
