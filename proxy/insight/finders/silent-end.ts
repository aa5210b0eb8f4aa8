// Connections that nobody closed: they were silent, and then TCP ended. The time they were silent often names who it was:
// proxies and load balancers have idle time-outs of well-known lengths.

import type { Finding } from '../../contract/finding.ts';
import type { Connection } from '../../contract/model.ts';
import { inTime } from '../amount.ts';
import { type ConnectionFinder, type ConnectionSubject, findingOf, messageEvidence } from '../finder.ts';

/** Milliseconds: below it, silence before an end is nothing unusual. */
const SILENT = 25_000;
/** Timers of proxies look now and then: they are late by this much at most. */
const LATE = 2_500;

/** Documented defaults of what stands between clients and servers, milliseconds. */
const TIMEOUTS: readonly (readonly [after: number, who: string])[] = [
  [30_000, 'Google Cloud load balancers'],
  [50_000, 'HAProxy in its usual configuration'],
  [55_000, 'Heroku’s router'],
  [60_000, 'nginx, AWS ALB and Apache'],
  [100_000, 'Cloudflare'],
  [240_000, 'Azure’s load balancer'],
  [350_000, 'AWS NLB'],
];

export const silentEnd: ConnectionFinder = {
  kind: 'silent-end',
  find(subject): readonly Finding[] {
    const silence = silenceBeforeEnd(subject);
    if (silence === null) return [];
    const { connection, facts } = subject;
    const timeout = TIMEOUTS.find(([after]) => silence >= after - 500 && silence <= after + LATE);
    return [
      findingOf('silent-end', connection, {
        severity: 'warning',
        topic: `silent-end ${timeout?.[1] ?? ''}`,
        what: `Nobody said anything for ${inTime(silence)}, then the connection ended without a Close frame${timeout ? `: ${inTime(timeout[0])} is the idle time-out of ${timeout[1]}` : ''}.`,
        advice: `Ping at least every ${inTime(pingEvery(timeout?.[0] ?? silence))}, so that nothing on the way takes the connection for dead, or raise the time-out there.`,
        evidence: messageEvidence(connection.id, facts.lastSeq, 'Last message'),
      }),
    ];
  },
};

/** Milliseconds; null where it ended in another way, or was not silent. */
export function silenceBeforeEnd({ connection, facts, until }: ConnectionSubject): number | null {
  if (!isAbrupt(connection) || facts.lastAt === 0) return null;
  const silence = until - facts.lastAt;
  return silence >= SILENT ? silence : null;
}

/** TCP ended, and no side had said that it would (1006). */
export function isAbrupt({ ending, status, failure, state }: Connection): boolean {
  if (status !== 101 || ending === null || ending.code !== null || ending.clean) return false;
  return (
    ending.cause !== 'engine' && ending.cause !== 'close-frame' && (state === 'closed' || failure !== null)
  );
}

/** Twice within the time-out, so that one ping may be late. */
function pingEvery(timeout: number): number {
  return Math.max(5_000, Math.floor(timeout / 2_000) * 1_000);
}
