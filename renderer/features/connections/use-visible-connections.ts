// The rows of the connection list as they stand on the screen: filtered, sorted, and held in place while the
// pointer is over them.

import { useCallback, useMemo, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Sort } from '../../state/columns.ts';
import { useApp } from '../../state/session-context.tsx';
import { keepOrder, pinnedFirst, visibleConnections } from '../../state/selectors.ts';
import { useListVisibility } from './use-list-visibility.ts';

/** An order of rows, and what it was an order of: it holds until the person sorts or filters anew. */
interface HeldOrder {
  readonly sort: Sort | null;
  readonly listFilter: string;
  readonly ids: readonly ConnectionId[];
}

export function useVisibleConnections() {
  const connections = useApp((state) => state.connections);
  const notes = useApp((state) => state.notes);
  const sort = useApp((state) => state.sort);
  const [pointed, setPointed] = useState(false);
  const [order, setOrder] = useState<HeldOrder | null>(null);

  const { listFilter, visible } = useListVisibility();
  const sorted = useMemo(() => visibleConnections(connections, visible, sort), [connections, visible, sort]);
  const holds = pointed && order?.sort === sort && order.listFilter === listFilter;
  if (pointed && !holds) setOrder({ sort, listFilter, ids: sorted.map((row) => row.id) });
  const rows = useMemo(
    () => pinnedFirst(holds && sort !== null ? keepOrder(sorted, order.ids) : sorted, notes),
    [holds, sort, sorted, order, notes],
  );

  const hold = useCallback(() => setPointed(true), []);
  const release = useCallback(() => {
    setPointed(false);
    setOrder(null);
  }, []);
  return { rows, held: pointed, hold, release };
}
