// Everything of one connection that a list row does not need; asked for again when the row says more.

import { useEffect, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Body, Connection, ConnectionDetail, Side } from '../../../proxy/contract/model.ts';
import { useApp, useReport, useSession } from '../../state/session-context.tsx';

/** Null until it is here. */
export function useDetail(id: ConnectionId): ConnectionDetail | null {
  const session = useSession();
  const report = useReport();
  const phase = useApp((state) => phaseOf(state.connections.get(id)));
  const [loaded, setLoaded] = useState<{ readonly phase: string; readonly detail: ConnectionDetail } | null>(
    null,
  );
  useEffect(() => {
    let live = true;
    const show = (detail: ConnectionDetail) => live && setLoaded({ phase, detail });
    void session.connection(id).then(show, report);
    return () => {
      live = false;
    };
  }, [session, report, id, phase]);
  return loaded?.detail ?? null;
}

/** Another word whenever the detail may hold more: headers, timing, the ending. */
function phaseOf(connection: Connection | undefined): string {
  return `${connection?.state} ${connection?.status} ${connection?.failure?.code} ${connection?.ending?.at}`;
}

/** Null until it is here, and where there is none; `size` tells when there is more of it. */
export function useBody(id: ConnectionId, from: Side, size: number): Body | null {
  const session = useSession();
  const report = useReport();
  const [loaded, setLoaded] = useState<{ readonly size: number; readonly body: Body } | null>(null);
  useEffect(() => {
    if (size === 0) return;
    let live = true;
    void session.body(id, from).then((body) => live && setLoaded({ size, body }), report);
    return () => {
      live = false;
    };
  }, [session, report, id, from, size]);
  return size === 0 ? null : (loaded?.body ?? null);
}
