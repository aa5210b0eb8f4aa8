// A stream of snapshots and deltas folded into the state that it describes: which messages are which, where in them the
// state is, how a delta applies, and what the state is after one of them. Data only; `proxy/insight/fold` does it.

import type { ConnectionId, Seq } from './ids.ts';

/** How a delta changes the state: RFC 6902, RFC 7396, elements of lists by a key, or it is the new state. */
export type FoldWay = 'json-patch' | 'merge-patch' | 'keyed' | 'replace';

export const FOLD_WAYS: readonly FoldWay[] = ['json-patch', 'merge-patch', 'keyed', 'replace'];

export interface FoldRecipe {
  /** Filter language: messages that hold the whole state. Empty: none do, and it begins as `{}`. */
  readonly snapshots: string;
  /** Filter language: messages that change it. Empty: all that are no snapshot. */
  readonly deltas: string;
  /** `$.data`: where in a message that is; `$` is all of it. */
  readonly snapshotPath: string;
  readonly deltaPath: string;
  readonly way: FoldWay;
  /** `id`, or the place in a tuple, `0`: what tells elements apart, where `way` is `keyed`. */
  readonly key: string;
}

export interface FoldQuery extends FoldRecipe {
  readonly connection: ConnectionId;
}

export interface StateChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly path: readonly (string | number)[];
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One message of those that make the state. */
export interface FoldStep {
  readonly seq: Seq;
  readonly at: number;
  readonly kind: 'snapshot' | 'delta';
  /** Why it does not apply; the state stays as it was. Null: it does. */
  readonly error: string | null;
}

export interface FoldedState {
  /** Which step of how many, from 0; -1 where there is none. */
  readonly place: number;
  readonly count: number;
  readonly step: FoldStep | null;
  /** JSON-like, after this step; undefined before the first snapshot. Secrets are masked. */
  readonly state: unknown;
  /** What this step has changed, the first of them where there are very many. */
  readonly changes: readonly StateChange[];
  /** Steps so far that do not apply, and the places of the newest of them. */
  readonly errors: number;
  readonly errorPlaces: readonly number[];
  /** Messages of the connection looked at so far, of how many. */
  readonly scanned: number;
  readonly total: number;
}
