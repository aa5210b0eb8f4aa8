// Connections of which one end is gone without a word: a ping, or a heartbeat of the protocol inside, was not answered,
// and the other side has said nothing at all since. TCP alone does not notice for many minutes.

import type { Finding } from '../../contract/finding.ts';
import { type Side, SIDES } from '../../contract/model.ts';
import { inTime } from '../amount.ts';
import { type Beat, otherSide } from '../connection-facts.ts';
import {
  type ConnectionFinder,
  type ConnectionSubject,
  findingOf,
  messageEvidence,
  named,
} from '../finder.ts';

/** Milliseconds that a living peer never takes: libraries give up after 20 s (Engine.IO) to 30 s (the examples of ws). */
export const NO_ANSWER = 20_000;
/** A peer that was given up has mostly had less time than that, but never less than this. */
const GIVEN_UP = 3_000;

export const halfOpen: ConnectionFinder = {
  kind: 'half-open',
  find: (subject) => unanswered(subject).slice(0, 1),
};

function unanswered(subject: ConnectionSubject): Finding[] {
  return SIDES.flatMap((asker) => {
    const ping = subject.facts[asker].waiting;
    const beat = subject.meaning?.asks === asker ? subject.meaning[asker].waiting : null;
    const silent = [
      ping ? silentSince(subject, asker, ping, 'ping') : null,
      beat ? silentSince(subject, asker, beat, 'heartbeat') : null,
    ];
    return silent.filter((finding) => finding !== null);
  });
}

/** Null where the other side has said something since: it lives. */
function silentSince(subject: ConnectionSubject, asker: Side, asked: Beat, what: string): Finding | null {
  const { connection, facts, until } = subject;
  const silent = otherSide(asker);
  const waited = until - asked.at;
  if (facts[silent].lastAt >= asked.at || waited < patience(subject)) return null;
  const over = connection.ending !== null;
  return findingOf('half-open', connection, {
    severity: over ? 'warning' : 'error',
    topic: `half-open ${silent} ${over}`,
    what: `${named(silent)} has not answered a ${what} and said nothing for ${inTime(waited)}${over ? ' before the end' : ''}: the connection ${over ? 'was' : 'is'} open at one end only.`,
    advice: `Close it and connect again after a ${what} without an answer. Such a peer was switched off, lost its network, hangs, or a middlebox forgot the connection.`,
    evidence: messageEvidence(connection.id, asked.seq, `Unanswered ${what}`),
  });
}

/** A Close frame of the side that was asked, or the end of its program, answers in its own way. */
function patience({ connection: { ending } }: ConnectionSubject): number {
  return ending === null || ending.cause === 'engine' ? NO_ANSWER : GIVEN_UP;
}
