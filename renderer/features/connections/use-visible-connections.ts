// The rows of the connection list as they stand on the screen: filtered, sorted, and held in place while the
// pointer is over them. While a filter is being typed, the last one stands until the new one can be read and, as long
// as its last word could become another, matches something.

import { useCallback, useMemo, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Sort } from '../../state/columns.ts';
import { useApp } from '../../state/session-context.tsx';
import { keepOrder, type Visibility, visibility, visibleConnections } from '../../state/selectors.ts';

/** An order of rows, and what it was an order of: it holds until the person sorts or filters anew. */
interface HeldOrder {
  readonly sort: Sort | null;
  readonly visible: Visibility;
  readonly ids: readonly ConnectionId[];
}

export function useVisibleConnections() {
  const connections = useApp((state) => state.connections);
  const listFilter = useApp((state) => state.listFilter);
  const unfinished = useApp((state) => state.listFilterUnfinished);
  const sort = useApp((state) => state.sort);
  const [pointed, setPointed] = useState(false);
  const [order, setOrder] = useState<HeldOrder | null>(null);

  const asked = useMemo(() => visibility(listFilter), [listFilter]);
  const [inForce, setInForce] = useState(asked);
  const answer = useMemo(() => visibleConnections(connections, asked, sort), [connections, asked, sort]);
  const stands = inForce !== asked && (asked.filter === null || (unfinished && answer.length === 0));
  if (!stands && inForce !== asked) setInForce(asked);
  const visible = stands ? inForce : asked;
  const sorted = useMemo(
    () => (visible === asked ? answer : visibleConnections(connections, visible, sort)),
    [connections, visible, asked, answer, sort],
  );
  const holds = pointed && order !== null && order.sort === sort && order.visible === visible;
  if (pointed && !holds) setOrder({ sort, visible, ids: sorted.map((row) => row.id) });
  const rows = useMemo(
    () => (holds && sort !== null ? keepOrder(sorted, order.ids) : sorted),
    [holds, sort, sorted, order],
  );

  const hold = useCallback(() => setPointed(true), []);
  const release = useCallback(() => {
    setPointed(false);
    setOrder(null);
  }, []);
  return { rows, held: pointed, hold, release };
}
