// What is worth knowing about a capture and stands in no single row: one sentence, what it rests on, and what to do.
// Data only; who finds what is in `proxy/insight`.

import type { ConnectionId, Seq } from './ids.ts';

/** `error`: it does not work; `warning`: it will not, sooner or later; `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info';

export type FindingKind =
  | 'reconnect-storm'
  | 'half-open'
  | 'silent-end'
  | 'heartbeat'
  | 'idle'
  | 'close'
  | 'compression'
  | 'framing'
  | 'violation'
  | 'polling'
  | 'unanswered'
  | 'capture-gap';

/** Where a click leads. */
export type Evidence =
  | {
      readonly kind: 'message';
      readonly connection: ConnectionId;
      readonly seq: Seq;
      readonly label: string;
    }
  | { readonly kind: 'connection'; readonly connection: ConnectionId; readonly label: string }
  /** Epoch milliseconds. */
  | {
      readonly kind: 'time';
      readonly connection: ConnectionId;
      readonly at: number;
      readonly label: string;
    }
  /** Filter language, over the messages of the connection. */
  | {
      readonly kind: 'filter';
      readonly connection: ConnectionId;
      readonly filter: string;
      readonly label: string;
    };

export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** What several connections have in common of whom the same is true: their findings are told as one. */
  readonly topic: string;
  /** What is so, in one sentence. */
  readonly what: string;
  /** What to do about it; empty where nothing needs to be done. */
  readonly advice: string;
  /** Whom it is about, oldest first; empty: the capture as a whole. The newest of them where there are very many. */
  readonly connections: readonly ConnectionId[];
  /** Connections that it is true of. */
  readonly times: number;
  readonly evidence: readonly Evidence[];
}

/** How many there are of each severity; `version` changes whenever any of them does. */
export interface FindingCounts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly version: number;
}

export const NO_FINDINGS: FindingCounts = { error: 0, warning: 0, info: 0, version: 0 };

export interface FindingReport {
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** Messages looked at so far, of how many. Where that is less, more is being looked at: ask again. */
  readonly scanned: number;
  readonly total: number;
  /** Connections that are too old to be looked at any more. */
  readonly beyond: number;
}
