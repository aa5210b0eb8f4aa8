// Which connections join a view of one logical session while it is open: a poll that is asked next, the WebSocket that it goes
// over to.

import type { ConnectionId } from '../contract/ids.ts';
import type { Connection } from '../contract/model.ts';
import { sessionName } from '../contract/reconnects.ts';
import type { ViewQuery } from '../contract/session.ts';

/** Whether a connection that was not asked for belongs to the view too. */
export type Joins = (id: ConnectionId) => boolean;

/** Null: those that were asked for are all. */
export function joinsOf(
  { connections, session }: ViewQuery,
  find: (id: ConnectionId) => Connection | null,
): Joins | null {
  const [lead] = connections ?? [];
  const first = session && lead !== undefined ? find(lead) : null;
  if (!first || first.session === null) return null;
  const name = sessionName(first);
  return (id) => {
    const connection = find(id);
    return connection !== null && sessionName(connection) === name;
  };
}
