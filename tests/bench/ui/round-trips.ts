// How long round trips through the proxy take beside something else: nothing, processes that take as much of the processor as
// a page does, or one that asks what a page asks.

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, startChild } from '../child.ts';
import { type Engine, startEngine } from './engine.ts';

/** Milliseconds that everything has to get going. */
export const WARM_UP = 2000;
const TRAFFIC = join(import.meta.dirname, 'traffic.ts');
const BURN = join(import.meta.dirname, 'burn.ts');
const ASKER = join(import.meta.dirname, 'asker.ts');

/** Milliseconds. */
export interface RoundTrip {
  readonly p50: number;
  readonly p99: number;
}

/** What stands in the place of a page. */
type Companion = Pick<Child<unknown>, 'stop'>;
export type StartCompanions = (engine: Engine) => Promise<readonly Companion[]>;

export async function roundTripsBeside(
  folder: string,
  rate: number,
  seconds: number,
  start: StartCompanions,
): Promise<readonly [RoundTrip, readonly Record<string, unknown>[]]> {
  const engine = await startEngine(folder, newSession(folder));
  const companions = await start(engine);
  const traffic = await startTraffic(rate, engine.proxyPort);
  await wait(WARM_UP + seconds * 1000);
  const times = await traffic.stop();
  const ends = await Promise.all(companions.map((companion) => companion.stop()));
  await engine.stop();
  return [times as unknown as RoundTrip, ends];
}

export const startNothing: StartCompanions = async () => [];

/** A process for each one of the browser. */
export function startBurning(shares: readonly number[]): Promise<readonly Companion[]> {
  return Promise.all(shares.map((share) => startChild([BURN, String(share)], 'stdout')));
}

export const startAsking: StartCompanions = async ({ ui }) => [await startChild([ASKER, ui], 'stdout')];

export function newSession(folder: string): string {
  return join(folder, `live-${process.hrtime.bigint()}.framescope`);
}

export function startTraffic(rate: number, proxyPort = 0) {
  return startChild<{ port: number }>([TRAFFIC, String(rate), String(proxyPort)], 'stdout');
}
