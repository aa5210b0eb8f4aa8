// How the page follows live traffic through the real proxy, and what that costs the traffic: beside it, processes that take as
// much of the processor and ask nothing, and one that asks what the page asks and draws nothing. The yardstick's page gets
// the same messages from the same server, without a proxy.

import { setTimeout as wait } from 'node:timers/promises';
import { type Finding, atLeast } from '../finding.ts';
import { median } from '../results.ts';
import { type OpenedPage, openPage } from './browser.ts';
import { startEngine } from './engine.ts';
import { type Frames, findFrames, recordFrames } from './frames.ts';
import { type List, PLAIN, TIMELINE } from './list.ts';
import {
  newSession,
  type RoundTrip,
  roundTripsBeside,
  startAsking,
  startBurning,
  type StartCompanions,
  startNothing,
  startTraffic,
  WARM_UP,
} from './round-trips.ts';

export const RATES = [1000, 20_000];

const FRAME_RATE = 50;
/** One after the other, so that what else the machine does spoils all alike; medians are told. */
const ROUNDS = 3;
/** A process that takes less of a core has no part in it. */
const IDLE = 0.005;

interface Followed {
  readonly frames: Frames;
  /** Seconds of processor time for each second: of the page's process, and of each one of its browser. */
  readonly processor: number;
  readonly shares: readonly number[];
}

/** What the same traffic took beside each of these, one after the other. */
interface Round {
  readonly ours: Followed;
  readonly page: RoundTrip;
  readonly nothing: RoundTrip;
  readonly burning: RoundTrip;
  readonly asking: RoundTrip;
  /** Of a core, that was burnt. */
  readonly burnt: number;
}

export async function measureLive(folder: string, rate: number, seconds: number): Promise<Finding[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound(folder, rate, seconds));
  const { ours } = rounds[0]!;
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
    {
      about,
      unit: '% of a core for all processes of its browser',
      value: sum(ours.shares) * 100,
      yardstick: sum(plain.shares) * 100,
    },
    { about, unit: '% of a core burnt instead', value: medianOf(rounds, ({ burnt }) => burnt * 100) },
    ...roundTrips(about, 'page open', rounds, ({ page }) => page),
    ...roundTrips(about, 'no page', rounds, ({ nothing }) => nothing),
    ...roundTrips(about, 'no page, as much processor burnt', rounds, ({ burning }) => burning),
    ...roundTrips(about, 'no page, its questions asked', rounds, ({ asking }) => asking),
  ];
}

async function measureRound(folder: string, rate: number, seconds: number): Promise<Round> {
  const beside = (start: StartCompanions) => roundTripsBeside(folder, rate, seconds, start);
  const [nothing] = await beside(startNothing);
  const { ours, page } = await followTimeline(folder, rate, seconds);
  const [burning, ends] = await beside(() => startBurning(ours.shares));
  const [asking] = await beside(startAsking);
  return { ours, page, nothing, burning, asking, burnt: sum(ends.map(({ share }) => Number(share))) };
}

function roundTrips(
  about: string,
  beside: string,
  rounds: readonly Round[],
  of: (round: Round) => RoundTrip,
): readonly Finding[] {
  const value = (part: keyof RoundTrip) => medianOf(rounds, (round) => of(round)[part]);
  return [
    { about, unit: `ms a round trip p50, ${beside}`, value: value('p50'), digits: 2 },
    { about, unit: `ms a round trip p99, ${beside}`, value: value('p99'), digits: 2 },
  ];
}

function medianOf(rounds: readonly Round[], of: (round: Round) => number): number {
  return median(rounds.map(of));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function followTimeline(folder: string, rate: number, seconds: number) {
  const engine = await startEngine(folder, newSession(folder));
  const opened = await openPage(engine.ui);
  const traffic = await startTraffic(rate, engine.proxyPort);
  await opened.page.locator(TIMELINE.newest).waitFor();
  const ours = await follow(opened, TIMELINE, seconds);
  const page = (await traffic.stop()) as unknown as RoundTrip;
  await opened.close();
  await engine.stop();
  return { ours, page };
}

async function followPlainList(rate: number, seconds: number): Promise<Followed> {
  const traffic = await startTraffic(rate);
  const opened = await openPage(`http://127.0.0.1:${traffic.ready.port}/?live`);
  const followed = await follow(opened, PLAIN, seconds);
  await opened.close();
  await traffic.stop();
  return followed;
}

async function follow(opened: OpenedPage, list: List, seconds: number): Promise<Followed> {
  await wait(WARM_UP);
  const [own, all] = [await opened.processor(), await opened.processors()];
  const frames = await recordFrames(opened.page, list.newest, () => wait(seconds * 1000));
  const [ownAfter, allAfter] = [await opened.processor(), await opened.processors()];
  const shares = Array.from(allAfter, ([id, time]) => (time - (all.get(id) ?? time)) / seconds);
  return { frames, processor: (ownAfter - own) / seconds, shares: shares.filter((share) => share > IDLE) };
}
