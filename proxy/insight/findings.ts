// Every finder, and what their findings become: in order, and told once where the same is true of several connections.

import type { Finding, FindingCounts, Severity } from '../contract/finding.ts';
import type { ConnectionFinder, ConnectionSubject, SessionFinder, SessionSubject } from './finder.ts';
import { captureGap } from './finders/capture-gap.ts';
import { close } from './finders/close.ts';
import { compression } from './finders/compression.ts';
import { framing } from './finders/framing.ts';
import { halfOpen } from './finders/half-open.ts';
import { heartbeat } from './finders/heartbeat.ts';
import { idle } from './finders/idle.ts';
import { polling } from './finders/polling.ts';
import { reconnectStorm } from './finders/reconnect-storm.ts';
import { silentEnd } from './finders/silent-end.ts';
import { unanswered } from './finders/unanswered.ts';
import { violation } from './finders/violation.ts';

const CONNECTION_FINDERS: readonly ConnectionFinder[] = [
  violation,
  halfOpen,
  unanswered,
  silentEnd,
  close,
  heartbeat,
  idle,
  framing,
  compression,
];

const SESSION_FINDERS: readonly SessionFinder[] = [captureGap, reconnectStorm, polling];

/** Connections of one finding that are named. */
const NAMED = 500;

/** What is worth knowing about one connection. */
export function findInConnection(subject: ConnectionSubject): readonly Finding[] {
  return CONNECTION_FINDERS.flatMap((finder) => finder.find(subject));
}

/** What is worth knowing about all of them together. */
export function findInSession(subject: SessionSubject): readonly Finding[] {
  return SESSION_FINDERS.flatMap((finder) => finder.find(subject));
}

/** Findings about the same become one, in the words of the newest; the worst first, the order kept otherwise. */
export function gatherFindings(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, ({ kind, severity, topic }) => `${kind} ${severity} ${topic}`);
  return Array.from(groups.values(), joined).toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

function joined(alike: readonly Finding[]): Finding {
  const newest = alike.at(-1)!;
  if (alike.length === 1) return newest;
  const connections = alike.flatMap((finding) => finding.connections);
  const times = alike.reduce((sum, finding) => sum + finding.times, 0);
  return { ...newest, connections: connections.slice(-NAMED), times };
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

export function countFindings(findings: readonly Finding[]): Omit<FindingCounts, 'version'> {
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { error: of('error'), warning: of('warning'), info: of('info') };
}
