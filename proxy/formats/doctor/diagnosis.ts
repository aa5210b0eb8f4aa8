// What the upgrade doctor says about a handshake that did not become a WebSocket, or became a doubtful one.
// Plain data; what leads to it is in the cases beside this file.

import type { UpgradeChange } from '../../contract/upgrade-change.ts';
import { REFUSAL_IDS } from '../../protocol/refusal.ts';

/** Each is one thing that can be wrong. */
export const CASE_IDS = [
  ...REFUSAL_IDS,
  'middlebox',
  'request-stripped',
  'request-upgrade-missing',
  'request-connection-missing',
  'request-malformed',
  'answer-upgrade-missing',
  'answer-connection-missing',
  'accept-missing',
  'accept-wrong',
  'subprotocol-not-offered',
  'subprotocol-several',
  'subprotocol-none',
  'extension-not-offered',
  'deflate-parameters',
  'tls-untrusted',
  'tls-expired',
  'tls-not-yet-valid',
  'tls-wrong-host',
  'tls-not-spoken',
  'tls-expected',
  'http2-only',
  'name-unknown',
  'connection-refused',
  'unreachable',
  'timed-out',
  'reset',
  'no-answer',
  'not-http',
  'client-left',
  'cancelled',
  'upstream-proxy',
  'loop',
  'bad-target',
  'failed',
] as const;

export type CaseId = (typeof CASE_IDS)[number];

export interface Diagnosis {
  readonly id: CaseId;
  /** A warning is about a connection that opened, and that a client may still leave. */
  readonly level: 'error' | 'warning';
  /** What went wrong, in one sentence: that of the connection list. */
  readonly sentence: string;
  /** The exact lines. */
  readonly evidence: readonly Evidence[];
  readonly why: string;
  /** What to do, one sentence each, the most likely to help first. */
  readonly next: readonly string[];
  /** What would prove it, when asked again. */
  readonly retries: readonly (readonly UpgradeChange[])[];
  /** What Framescope itself can be told. */
  readonly fixes: readonly Fix[];
}

export interface Evidence {
  readonly side: 'request' | 'answer' | 'connection';
  /** A header field, or what else was looked at: `Status`, `Certificate`. */
  readonly field: string;
  /** In words or literally; null where nothing in particular was. */
  readonly expected: string | null;
  /** As it was; null: it was not there. */
  readonly received: string | null;
  /** `RFC 6455 4.1`; null where no rule is broken. */
  readonly section: string | null;
}

/** Words to start Framescope with. */
export interface Fix {
  readonly words: string;
  /** What they do, as one sentence. */
  readonly does: string;
}
