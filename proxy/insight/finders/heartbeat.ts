// The pulse of a connection: who pings, how often and how regularly, and whether the pings are answered. A pulse that is
// well is told as well: it is what tells a live connection from a dead one. RFC 6455 §5.5.2.

import type { Finding } from '../../contract/finding.ts';
import type { Seq } from '../../contract/ids.ts';
import { type Side, SIDES } from '../../contract/model.ts';
import { counted, inTime } from '../amount.ts';
import { otherSide } from '../connection-facts.ts';
import {
  type ConnectionFinder,
  type ConnectionSubject,
  findingOf,
  messageEvidence,
  named,
} from '../finder.ts';
import type { Rhythm } from '../rhythm.ts';
import { NO_ANSWER } from './half-open.ts';

/** Milliseconds: no time-out on the way is this short, and a phone's radio never sleeps. */
const NEEDLESS = 5_000;
/** Beats from which on a rhythm is not that of a beginning. */
const SETTLED = 10;
/** A pulse has stopped after this many periods; a busy program may miss one or two. */
const MISSED = 3;
/** Pings without any pong that are no accident. */
const NEVER = 3;

/** One side's heartbeats of one sort. */
interface Pulse {
  readonly from: Side;
  readonly sort: 'ping' | 'heartbeat';
  readonly rhythm: Rhythm;
  readonly first: Seq | null;
}

export const heartbeat: ConnectionFinder = {
  kind: 'heartbeat',
  find(subject) {
    const pulses = pulsesOf(subject);
    return [
      ...pulses.flatMap((pulse) => tellPulse(subject, pulse)),
      ...tellBoth(subject, pulses),
      ...tellNeverAnswered(subject),
    ];
  },
};

/** Those that only answer have none of their own. */
function pulsesOf({ facts, meaning }: ConnectionSubject): Pulse[] {
  return SIDES.flatMap((from) => {
    const { pings, firstPing } = facts[from];
    const inside = meaning && meaning.asks !== otherSide(from) ? meaning[from] : null;
    const pulses: Pulse[] = [];
    if (pings) pulses.push({ from, sort: 'ping', rhythm: pings, first: firstPing });
    if (inside?.first) pulses.push({ from, sort: 'heartbeat', rhythm: inside.rhythm, first: inside.first });
    return pulses;
  });
}

function tellPulse(subject: ConnectionSubject, pulse: Pulse): Finding[] {
  const { rhythm } = pulse;
  const { period } = rhythm;
  if (period === null || !rhythm.isSteady) return [];
  if (hasStopped(subject, pulse, period)) return [tellStopped(subject, pulse, period)];
  return [tellPeriod(subject, pulse, period)];
}

/** Many programs ping only when there is nothing else to say: what talks has not stopped. */
function hasStopped(
  { facts, until, connection }: ConnectionSubject,
  { from }: Pulse,
  period: number,
): boolean {
  return connection.ending === null && until - facts[from].lastAt > Math.max(MISSED * period, NO_ANSWER);
}

function tellStopped({ connection, facts, until }: ConnectionSubject, pulse: Pulse, period: number): Finding {
  const { from, sort } = pulse;
  return findingOf('heartbeat', connection, {
    severity: 'warning',
    topic: `stopped ${from} ${sort}`,
    what: `${named(from)} sent a ${sort} every ${inTime(period)}, and has been silent for ${inTime(until - facts[from].lastAt)}.`,
    advice: `Look whether its program still runs: a timer that was throttled in a background tab, a computer that sleeps and a lost network look like this.`,
    evidence: messageEvidence(connection.id, facts[from].lastSeq, 'The last that it said'),
  });
}

function tellPeriod(subject: ConnectionSubject, pulse: Pulse, period: number): Finding {
  const { from, sort, rhythm, first } = pulse;
  const { connection, facts } = subject;
  const needless = period < NEEDLESS && rhythm.beats >= SETTLED;
  const { pongs, rttSum } = facts[from];
  const answered =
    sort === 'ping' && pongs > 0 ? `; the pongs take ${inTime(rttSum / pongs)} on average` : '';
  return findingOf('heartbeat', connection, {
    severity: 'info',
    topic: `${needless ? 'needless' : 'period'} ${from} ${sort}`,
    what: `${named(from)} sends a ${sort} every ${inTime(period)}, give or take ${inTime(rhythm.jitter)}${answered}.`,
    advice: needless
      ? `Every 25 to 30 s is enough for any proxy on the way; this often, it keeps the radios of phones awake.`
      : '',
    evidence: [
      ...messageEvidence(connection.id, first, `First ${sort}`),
      {
        kind: 'filter',
        connection: connection.id,
        filter: sort === 'ping' ? 'op:ping | op:pong' : 'is:heartbeat',
        label: sort === 'ping' ? 'Pings and pongs' : 'All heartbeats',
      },
    ],
  });
}

function tellBoth({ connection }: ConnectionSubject, pulses: readonly Pulse[]): Finding[] {
  const steady = pulses.filter(({ rhythm }) => rhythm.isSteady);
  const client = steady.find(({ from }) => from === 'client');
  const server = steady.find(({ from }) => from === 'server');
  if (!client || !server) return [];
  return [
    findingOf('heartbeat', connection, {
      severity: 'info',
      topic: 'both',
      what: `Both sides keep the connection alive: the client every ${inTime(client.rhythm.period ?? 0)}, the server every ${inTime(server.rhythm.period ?? 0)}.`,
      advice: `One of them is enough, where the other closes after some time without a message.`,
      evidence: [
        ...messageEvidence(connection.id, client.first, 'First of the client'),
        ...messageEvidence(connection.id, server.first, 'First of the server'),
      ],
    }),
  ];
}

/** The other side talks, but answers no ping: it must. What is silent as well is half open. */
function tellNeverAnswered({ connection, facts, until }: ConnectionSubject): Finding[] {
  return SIDES.flatMap((from) => {
    const { pings, pongs, waiting } = facts[from];
    const silent = otherSide(from);
    if (!pings || pings.beats < NEVER || pongs > 0 || !waiting) return [];
    if (until - waiting.at < NO_ANSWER || facts[silent].lastAt < waiting.at) return [];
    return findingOf('heartbeat', connection, {
      severity: 'warning',
      topic: `never ${silent}`,
      what: `${named(silent)} has answered none of ${counted(pings.beats, 'ping')}, though it goes on talking.`,
      advice: `A ping must be answered with a pong as soon as is practical (RFC 6455 §5.5.2); a peer that counts them will give this one up.`,
      evidence: messageEvidence(connection.id, waiting.seq, 'First ping without a pong'),
    });
  });
}
