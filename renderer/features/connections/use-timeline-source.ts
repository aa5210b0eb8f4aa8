// Whose messages the timeline of a connection shows: its own, and where polls and a WebSocket carry one session, those of all.

import { useMemo, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { useApp } from '../../state/session-context.tsx';
import { sessionOf } from '../../state/sessions.ts';
import type { TimelineSource } from '../timeline/source.ts';

export function useTimelineSource(connection: Connection): TimelineSource {
  const session = useApp((state) => sessionOf(state, connection));
  const connections = useApp((state) => (session === null ? null : state.connections));
  const alone = useMemo(() => [connection.id], [connection.id]);
  const ids = useFirst(session) ?? alone;
  return useMemo(() => {
    if (session === null || connections === null) return { ids, members: [connection] };
    const others = session.flatMap((id) => (id === connection.id ? [] : (connections.get(id) ?? [])));
    return { ids, session, members: [connection, ...others] };
  }, [ids, session, connections, connection]);
}

/** What it was when it was first there: a view of it goes on by itself. */
function useFirst(session: readonly ConnectionId[] | null): readonly ConnectionId[] | null {
  const [first, setFirst] = useState(session);
  if (first === null && session !== null) setFirst(session);
  return first ?? session;
}
