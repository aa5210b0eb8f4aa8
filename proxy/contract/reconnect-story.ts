// What a group of reconnects tells: how long it was down each time, whether the delays back off, how the connections ended,
// and whether the client storms its server. Sentences for a person, with their evidence. Times are milliseconds.

import { closeCode } from './filter-connection.ts';
import type { Connection } from './model.ts';

export interface Attempt {
  readonly connection: Connection;
  /** From the end of the one before to this start; null for the first. */
  readonly delay: number | null;
}

/** `unclear` where there are too few delays to tell. */
export type Backoff = 'immediate' | 'constant' | 'growing' | 'varying' | 'unclear';

export interface EndingCount {
  /** `1006`, `403`, `ECONNREFUSED`. */
  readonly label: string;
  readonly count: number;
}

export interface Storm {
  readonly evidence: string;
  readonly advice: string;
}

export interface ReconnectStory {
  readonly attempts: readonly Attempt[];
  /** Time without a connection, in all. */
  readonly down: number;
  readonly longestDelay: number;
  readonly backoff: Backoff;
  /** What `backoff` was told from, in order: the newest of them. */
  readonly delays: readonly number[];
  /** Most frequent first. */
  readonly endings: readonly EndingCount[];
  /** Null while all is well. */
  readonly storm: Storm | null;
}

/** A connection that lasted this long has worked: what comes after it is a new attempt, not a further one. */
const HELD = 5_000;
const STORM_ATTEMPTS = 5;
const STORM_WINDOW = 10_000;
/** Attempts further apart than this bother nobody, even without a growing delay. */
const PATIENT = 30_000;
const AT_ONCE = 50;
/** A delay that has grown to this is one. */
const BACKED_OFF = 1_000;
/** Delays that a backoff is told from. */
const TELLING = 50;

/** `connections` are one group, in the order in which they were opened. */
export function tellReconnects(connections: readonly Connection[]): ReconnectStory {
  const attempts = connections.map((connection, place) => ({
    connection,
    delay: place === 0 ? null : Math.max(0, connection.openedAt - endOf(connections[place - 1]!)),
  }));
  const all = attempts.flatMap(({ delay }) => (delay === null ? [] : [delay]));
  const run = longestRun(attempts);
  const delays = (run.length >= 2 ? run : all).slice(-TELLING);
  const backoff = backoffOf(delays);
  const endings = countEndings(connections);
  return {
    attempts,
    down: all.reduce((sum, delay) => sum + delay, 0),
    longestDelay: all.reduce((longest, delay) => Math.max(longest, delay), 0),
    backoff,
    delays,
    endings,
    storm: findStorm(attempts, run, endings),
  };
}

/** `1006`, `403`, `ECONNREFUSED`; null while it has not ended. */
export function attemptEnding(connection: Connection): string | null {
  const { state, status, failure, ending } = connection;
  const code = closeCode(connection);
  if (code !== null) return String(code);
  if (state === 'failed') return status === null ? (failure?.code ?? 'failed') : String(status);
  return ending === null ? null : 'ended';
}

function endOf({ ending, lastActivityAt }: Connection): number {
  return ending?.at ?? lastActivityAt;
}

function hasHeld(connection: Connection): boolean {
  return connection.status === 101 && endOf(connection) - connection.openedAt >= HELD;
}

/** The longest row of delays between attempts that did not hold. */
function longestRun(attempts: readonly Attempt[]): readonly number[] {
  let longest: number[] = [];
  let run: number[] = [];
  attempts.forEach(({ delay }, place) => {
    if (delay === null) return;
    if (hasHeld(attempts[place - 1]!.connection)) run = [];
    run.push(delay);
    if (run.length > longest.length) longest = run;
  });
  return longest;
}

export function backoffOf(delays: readonly number[]): Backoff {
  if (delays.length < 2) return 'unclear';
  const middle = median(delays);
  if (middle < AT_ONCE) return 'immediate';
  if (spread(delays) <= Math.max(0.2 * middle, AT_ONCE)) return 'constant';
  return delays.length < 3 ? 'unclear' : isGrowing(delays) ? 'growing' : 'varying';
}

/** Up to a cap, and with some jitter: no delay is much shorter than the one before, or the later half is clearly longer. */
function isGrowing(delays: readonly number[]): boolean {
  if (!growsAsARule(delays)) return false;
  const steady = delays.every((delay, place) => place === 0 || delay >= 0.8 * delays[place - 1]!);
  if (steady && delays.at(-1)! >= 1.5 * delays[0]!) return true;
  const half = Math.floor(delays.length / 2);
  return delays.length >= 4 && median(delays.slice(-half)) >= 1.5 * median(delays.slice(0, half));
}

/** One long delay at the end is none: at least half of them are clearly longer than the one before, or at the cap. */
function growsAsARule(delays: readonly number[]): boolean {
  const cap = delays.reduce((a, b) => Math.max(a, b));
  const longer = delays.filter((delay, place) => {
    const before = delays[place - 1];
    return before !== undefined && (delay >= 1.2 * before || (delay >= 0.8 * cap && before >= 0.8 * cap));
  });
  return 2 * longer.length >= delays.length - 1;
}

function spread(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function countEndings(connections: readonly Connection[]): readonly EndingCount[] {
  const counts = new Map<string, number>();
  for (const connection of connections) {
    const label = attemptEnding(connection);
    if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return Array.from(counts, ([label, count]) => ({ label, count })).toSorted((a, b) => b.count - a.count);
}

function findStorm(
  attempts: readonly Attempt[],
  run: readonly number[],
  endings: readonly EndingCount[],
): Storm | null {
  const evidence = crowdedEvidence(attempts) ?? fruitlessEvidence(run);
  return evidence === null ? null : { evidence, advice: adviceFor(endings) };
}

/** The most attempts that ever fell into one window; those of a client that backs off are none to blame it for. */
function crowdedEvidence(attempts: readonly Attempt[]): string | null {
  let worst: readonly [from: number, to: number] = [0, 0];
  let from = 0;
  attempts.forEach(({ connection }, to) => {
    while (connection.openedAt - attempts[from]!.connection.openedAt > STORM_WINDOW) from++;
    if (to - from > worst[1] - worst[0] && !backsOff(attempts.slice(from, to + 1))) worst = [from, to];
  });
  const [first, last] = worst;
  const count = last - first + 1;
  if (count < STORM_ATTEMPTS) return null;
  const span = attempts[last]!.connection.openedAt - attempts[first]!.connection.openedAt;
  return `It connected ${count} times within ${inSeconds(span)}.`;
}

/** The delay before the first one is no part of the row. */
function backsOff(attempts: readonly Attempt[]): boolean {
  const delays = attempts.slice(1).map(({ delay }) => delay ?? 0);
  return (delays.at(-1) ?? 0) >= BACKED_OFF && backoffOf(delays) === 'growing';
}

function fruitlessEvidence(run: readonly number[]): string | null {
  const delays = run.slice(-TELLING);
  const middle = median(delays);
  if (run.length < STORM_ATTEMPTS || middle > PATIENT || backoffOf(delays) === 'growing') return null;
  return `${run.length} attempts in a row came about ${inSeconds(middle)} after the last one, and the delay does not grow.`;
}

const CREDENTIALS =
  'stop retrying at once, and renew the credentials first: the same attempt cannot succeed.';

const ADVICE: Readonly<Record<string, string>> = {
  401: `On a 401, ${CREDENTIALS}`,
  403: `On a 403, ${CREDENTIALS}`,
  407: `On a 407, ${CREDENTIALS}`,
  400: 'On a 400, stop retrying: the server does not understand the handshake, and will not the next time either.',
  404: 'On a 404, stop retrying: there is nothing at this address. Check the path of the URL.',
  426: 'On a 426, stop retrying: the server wants another protocol, which its Upgrade header names.',
  429: 'On a 429, wait as long as Retry-After says, and double the delay after every further refusal.',
  503: 'On a 503, wait as long as Retry-After says, and double the delay after every further refusal.',
  1008: 'On a 1008, stop retrying: the server closes because of what the client says or who it is.',
  1012: 'On a 1012 the server restarts: wait a random 5 to 30 s, so that not all clients come back at once.',
  1013: 'On a 1013 the server is overloaded: double the delay after every attempt, and add random jitter.',
};

const GENERAL_ADVICE =
  'Wait about 1 s before the first attempt, double the delay after each that fails up to 30 s, and add random jitter.';

/** That of the most frequent ending; codes from 4000 on are the application's own (RFC 6455 §7.4.2). */
function adviceFor(endings: readonly EndingCount[]): string {
  const label = endings[0]?.label ?? '';
  if (/^4\d{3}$/.test(label))
    return `Find out what the server means by ${label}, and retry only what can succeed.`;
  return ADVICE[label] ?? GENERAL_ADVICE;
}

/** `340 ms`, `4.2 s` */
function inSeconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
