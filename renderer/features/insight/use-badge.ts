// How many findings about a connection there are, for its tab: those to look at, or else those that are good to know.

import { useMemo } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { useApp } from '../../state/session-context.tsx';
import type { Badge } from '../../ui/tabs.tsx';

/** Null where nothing was found. */
export function useBadge(id: ConnectionId): Badge | null {
  const insight = useApp((state) => state.insight);
  return useMemo(() => {
    const own = insight?.findings.filter(({ connections }) => connections.includes(id)) ?? [];
    const worrying = own.filter(({ severity }) => severity !== 'info').length;
    if (worrying > 0) return { count: worrying, tone: 'warning', title: `${worrying} to look at` };
    return own.length > 0 ? { count: own.length, tone: 'quiet', title: `${own.length} good to know` } : null;
  }, [insight, id]);
}
