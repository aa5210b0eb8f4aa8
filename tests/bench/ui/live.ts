// How the page follows live traffic through the real proxy, and what that costs the traffic. The yardstick's page gets the
// same messages from the same server, without a proxy.

import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import { type Finding, atLeast } from '../finding.ts';
import { type OpenedPage, openPage } from './browser.ts';
import { startEngine } from './engine.ts';
import { type Frames, findFrames, recordFrames } from './frames.ts';
import { type List, PLAIN, TIMELINE } from './list.ts';

export const RATES = [1000, 20_000];

const FRAME_RATE = 50;
/** Milliseconds that everything has to get going. */
const WARM_UP = 2000;
const TRAFFIC = join(import.meta.dirname, 'traffic.ts');

interface RoundTrip {
  readonly p50: number;
  readonly p99: number;
}

interface Followed {
  readonly frames: Frames;
  /** Seconds of processor time for each second. */
  readonly processor: number;
}

export async function measureLive(folder: string, rate: number, seconds: number): Promise<Finding[]> {
  const alone = await roundTripsAlone(folder, rate, seconds);
  const { ours, beside } = await followTimeline(folder, rate, seconds);
  const plain = await followPlainList(rate, seconds);
  const about = `following ${rate.toLocaleString('en')} messages/s`;
  const changes = ({ frames }: Followed) => frames.changes / seconds;
  return [
    ...findFrames(about, ours.frames, plain.frames, atLeast(FRAME_RATE)),
    {
      about,
      unit: 'times a second another newest row',
      value: changes(ours),
      yardstick: changes(plain),
      digits: 1,
    },
    {
      about,
      unit: '% of a core for the page',
      value: ours.processor * 100,
      yardstick: plain.processor * 100,
    },
    { about, unit: 'ms a round trip p50, page open', value: beside.p50, digits: 2 },
    { about, unit: 'ms a round trip p50, no page', value: alone.p50, digits: 2 },
    { about, unit: 'ms a round trip p99, page open', value: beside.p99, digits: 2 },
    { about, unit: 'ms a round trip p99, no page', value: alone.p99, digits: 2 },
  ];
}

const session = (folder: string, name: string): string =>
  join(folder, `live-${name}-${process.hrtime.bigint()}.framescope`);

async function roundTripsAlone(folder: string, rate: number, seconds: number): Promise<RoundTrip> {
  const engine = await startEngine(folder, session(folder, 'alone'));
  const traffic = await startTraffic(rate, engine.proxyPort);
  await wait(WARM_UP + seconds * 1000);
  const times = await traffic.stop();
  await engine.stop();
  return times as unknown as RoundTrip;
}

async function followTimeline(folder: string, rate: number, seconds: number) {
  const engine = await startEngine(folder, session(folder, 'followed'));
  const opened = await openPage(engine.ui);
  const traffic = await startTraffic(rate, engine.proxyPort);
  await opened.page.locator(TIMELINE.newest).waitFor();
  const ours = await follow(opened, TIMELINE, seconds);
  const beside = (await traffic.stop()) as unknown as RoundTrip;
  await opened.close();
  await engine.stop();
  return { ours, beside };
}

async function followPlainList(rate: number, seconds: number): Promise<Followed> {
  const traffic = await startTraffic(rate);
  const opened = await openPage(`http://127.0.0.1:${traffic.ready.port}/?live`);
  const followed = await follow(opened, PLAIN, seconds);
  await opened.close();
  await traffic.stop();
  return followed;
}

async function follow({ page, processor }: OpenedPage, list: List, seconds: number): Promise<Followed> {
  await wait(WARM_UP);
  const before = await processor();
  const frames = await recordFrames(page, list.newest, () => wait(seconds * 1000));
  return { frames, processor: ((await processor()) - before) / seconds };
}

function startTraffic(rate: number, proxyPort = 0) {
  return startChild<{ port: number }>([TRAFFIC, String(rate), String(proxyPort)], 'stdout');
}
