// What a finder is: facts of one connection, or of all, in; findings out. It reads no messages, keeps nothing, and is asked
// again and again. A new one is a file in `finders/` and a line in `findings.ts`.

import type { Evidence, Finding, FindingKind, Severity } from '../contract/finding.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Connection, ConnectionDetail, Gap, Headers, Side } from '../contract/model.ts';
import type { ConnectionFacts } from './connection-facts.ts';
import type { MeaningFacts } from './meaning-facts.ts';

/** One WebSocket connection. */
export interface ConnectionSubject {
  readonly connection: Connection;
  readonly facts: ConnectionFacts;
  /** What decoding its messages has told; null until somebody has asked for it. */
  readonly meaning: MeaningFacts | null;
  readonly requestHeaders: () => Headers;
  /** Epoch milliseconds of its end, or up to which all that was said is known. */
  readonly until: number;
}

/** The capture as a whole. */
export interface SessionSubject {
  /** Of every kind, in the order in which they were opened; the newest where there are very many. */
  readonly connections: readonly Connection[];
  /** Reconnects of one logical session each. */
  readonly groups: readonly (readonly Connection[])[];
  readonly gaps: readonly Gap[];
  readonly detail: (id: ConnectionId) => ConnectionDetail | null;
  /** Epoch milliseconds up to which all that was said is known. */
  readonly until: number;
}

export interface Finder<Subject> {
  readonly kind: FindingKind;
  find(subject: Subject): readonly Finding[];
}

export type ConnectionFinder = Finder<ConnectionSubject>;
export type SessionFinder = Finder<SessionSubject>;

/** What a finder says of one connection. */
export interface Said {
  readonly severity: Severity;
  readonly topic: string;
  readonly what: string;
  readonly advice: string;
  readonly evidence: readonly Evidence[];
}

export function findingOf(kind: FindingKind, { id, host }: Connection, said: Said): Finding {
  return { ...said, kind, topic: `${said.topic} ${host}`, connections: [id], times: 1 };
}

export function messageEvidence(connection: ConnectionId, seq: Seq | null, label: string): Evidence[] {
  return seq === null || seq === 0 ? [] : [{ kind: 'message', connection, seq, label }];
}

/** `The client` */
export function named(side: Side): string {
  return side === 'client' ? 'The client' : 'The server';
}
