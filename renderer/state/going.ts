// On the way to a place in the messages of a connection: who wants to go somewhere sets it, the timeline that gets there
// takes it away. Pure.

import type { Evidence } from '../../proxy/contract/finding.ts';
import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { AppState } from './app-store.ts';
import { selectOnly, togetherOf } from './together.ts';

/** What becomes of the state. Where its connection is looked at with others, it stays so. */
export function goTo(state: AppState, evidence: Evidence): Partial<AppState> {
  const together = togetherOf(state);
  const there = together !== null && (together.ids?.has(evidence.connection) ?? true);
  const going = evidence.kind === 'connection' ? null : evidence;
  return { ...(there && going ? {} : selectOnly(evidence.connection)), going, dialog: null };
}

export function isGoingTo(going: Evidence | null, connection: ConnectionId): boolean {
  return going?.connection === connection;
}
