// Clients that ask one place again and again, where a WebSocket would tell them: short polling, in a rhythm of its own, and long
// polling, again as soon as an answer is there. And what the WebSocket would have saved. Pure.

import { isPoll } from './engine-io.ts';
import type { ConnectionId } from './ids.ts';
import type { ConnectionDetail } from './model.ts';

/** What must be known of an exchange; a ConnectionDetail is one. */
export type PolledExchange = Pick<
  ConnectionDetail,
  | 'id'
  | 'kind'
  | 'method'
  | 'scheme'
  | 'host'
  | 'port'
  | 'path'
  | 'openedAt'
  | 'ending'
  | 'requestHead'
  | 'responseHead'
>;

export interface Polling {
  readonly kind: 'short' | 'long';
  readonly method: string;
  /** Without its query. */
  readonly url: string;
  /** In the order in which they were asked. */
  readonly exchanges: readonly ConnectionId[];
  /** Milliseconds from one request to the next: the one in the middle. */
  readonly interval: number;
  readonly saved: PollingSaved;
}

/** What one WebSocket would have saved, whose handshake is taken to be as one of the exchanges. */
export interface PollingSaved {
  readonly requests: number;
  /** Bytes of heads, both ways. */
  readonly headerBytes: number;
  /** Milliseconds that news waits on average because nobody is asking, if it comes at any time. */
  readonly meanDelay: number;
}

/** Fewer are no habit. */
const LEAST = 5;
/** So many of all intervals must be as expected. */
const MOST_OF = 0.8;
/** As a part of the interval in the middle. */
const REGULAR = 0.25;
/** A pause of so many intervals: what comes after it is polling anew. */
const PAUSE = 8;
/** A long poll is asked again within so many milliseconds, and waits for at least so many. */
const AT_ONCE = 300;
const LONG = 500;

/** Each place that is polled, and each time it is; in the order in which the polling began. */
export function findPolling(exchanges: Iterable<PolledExchange>): readonly Polling[] {
  const asked = [...exchanges].filter((exchange) => exchange.kind === 'http' && !isSending(exchange));
  const inTime = asked.toSorted((a, b) => a.openedAt - b.openedAt || a.id - b.id);
  const runs = [...Map.groupBy(inTime, placeOf).values()].flatMap(runsOf);
  const found = runs.flatMap((run) => pollingOf(run) ?? []);
  return found.toSorted((a, b) => a.exchanges[0]! - b.exchanges[0]!);
}

/** The polling transport of Engine.IO asks by GET alone; what it posts are messages. */
function isSending(exchange: PolledExchange): boolean {
  return isPoll(exchange) && exchange.method !== 'GET';
}

function placeOf(exchange: PolledExchange): string {
  return `${exchange.method} ${urlOf(exchange)}`;
}

function urlOf({ scheme, host, port, path }: PolledExchange): string {
  return `${scheme}://${host}:${port}${path.split('?', 1)[0]}`;
}

/** Cut where nobody asked for a long time. */
function runsOf(exchanges: readonly PolledExchange[]): readonly PolledExchange[][] {
  const longest = PAUSE * middle(intervalsOf(exchanges));
  const runs: PolledExchange[][] = [];
  for (const exchange of exchanges) {
    const before = runs.at(-1)?.at(-1);
    const goesOn = before !== undefined && exchange.openedAt - before.openedAt <= longest;
    if (goesOn) runs.at(-1)!.push(exchange);
    else runs.push([exchange]);
  }
  return runs;
}

function pollingOf(run: readonly PolledExchange[]): Polling | null {
  if (run.length < LEAST) return null;
  const intervals = intervalsOf(run);
  const interval = middle(intervals);
  const kind = isLong(run) ? 'long' : isRegular(intervals, interval) ? 'short' : null;
  if (kind === null) return null;
  const [first] = run;
  return {
    kind,
    method: first!.method,
    url: urlOf(first!),
    exchanges: run.map(({ id }) => id),
    interval,
    saved: {
      requests: run.length - 1,
      headerBytes: run.slice(1).reduce((sum, exchange) => sum + headBytes(exchange), 0),
      meanDelay: meanDelay(gapsOf(run, kind), sumOf(intervals)),
    },
  };
}

/** Asked again at once, and each waits for its answer. */
function isLong(run: readonly PolledExchange[]): boolean {
  const gaps = run.slice(1).map(({ openedAt }, n) => openedAt - (run[n]!.ending?.at ?? Infinity));
  const waits = run.flatMap(({ openedAt, ending }) => (ending ? [ending.at - openedAt] : []));
  return isMostly(gaps, (gap) => gap >= 0 && gap <= AT_ONCE) && middle(waits) >= LONG;
}

function isRegular(intervals: readonly number[], interval: number): boolean {
  return interval > 0 && isMostly(intervals, (each) => Math.abs(each - interval) <= REGULAR * interval);
}

/** When nobody was asking: between two long polls, and all the time between two answers of short ones. */
function gapsOf(run: readonly PolledExchange[], kind: Polling['kind']): readonly number[] {
  if (kind === 'short') return intervalsOf(run);
  return run.slice(1).map(({ openedAt }, n) => Math.max(0, openedAt - (run[n]!.ending?.at ?? openedAt)));
}

/** News that comes in a gap waits for half of it on average. */
function meanDelay(gaps: readonly number[], time: number): number {
  return time === 0 ? 0 : sumOf(gaps.map((gap) => (gap * gap) / 2)) / time;
}

function headBytes({ requestHead, responseHead }: PolledExchange): number {
  return (requestHead?.length ?? 0) + (responseHead?.length ?? 0);
}

function intervalsOf(exchanges: readonly PolledExchange[]): readonly number[] {
  return exchanges.slice(1).map(({ openedAt }, n) => openedAt - exchanges[n]!.openedAt);
}

function isMostly(values: readonly number[], is: (value: number) => boolean): boolean {
  return values.length > 0 && values.filter(is).length >= MOST_OF * values.length;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
