// Which connections carry one logical session: the polls of Engine.IO, and the WebSocket that it goes over to. A value that is
// carried on from Change to Change, and the same where no session has changed.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import { sessionName } from '../../proxy/contract/reconnects.ts';
import type { AppState } from './app-store.ts';

/** By `sessionName`, in the order in which they were told. */
export type Sessions = ReadonlyMap<string, readonly ConnectionId[]>;

export const NO_SESSIONS: Sessions = new Map();

export function carrySessions(before: Sessions, changed: readonly Connection[]): Sessions {
  let after: Map<string, readonly ConnectionId[]> | null = null;
  for (const connection of changed) {
    if (connection.session === null) continue;
    const name = sessionName(connection);
    const known = (after ?? before).get(name) ?? [];
    if (known.includes(connection.id)) continue;
    after ??= new Map(before);
    after.set(
      name,
      [...known, connection.id].toSorted((a, b) => a - b),
    );
  }
  return after ?? before;
}

/** The connections of its session; null where it has none, or is alone in it. */
export function sessionOf(
  { sessions }: Pick<AppState, 'sessions'>,
  connection: Connection,
): readonly ConnectionId[] | null {
  if (connection.session === null) return null;
  const ids = sessions.get(sessionName(connection));
  return ids && ids.length > 1 ? ids : null;
}
