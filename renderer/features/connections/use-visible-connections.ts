// The rows of the connection list as they stand on the screen: filtered, grouped, sorted, and held in place while the pointer
// is over them.

import { useCallback, useMemo, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { ListOrder, type ListQuestion } from '../../state/list-order.ts';
import { expandRows, holdRows, type ListRow, pinnedFirst } from '../../state/list-rows.ts';
import { useApp } from '../../state/session-context.tsx';
import { useSecond } from '../../ui/second.ts';
import { useListVisibility } from './use-list-visibility.ts';

/** Rows as they stood, and for what choices: they hold until the person sorts, filters or expands anew. */
interface HeldRows {
  readonly choices: readonly unknown[];
  readonly rows: readonly ListRow[];
}

export interface Expansion {
  /** Keys of the groups whose members have rows of their own. */
  readonly expanded: ReadonlySet<ConnectionId>;
  readonly setExpanded: (key: ConnectionId, expanded: boolean) => void;
}

export function useVisibleConnections() {
  const connections = useApp((state) => state.connections);
  const notes = useApp((state) => state.notes);
  const { listFilter, question } = useQuestion();
  const expansion = useExpansion();
  const { expanded } = expansion;
  const [pointed, setPointed] = useState(false);
  const [held, setHeld] = useState<HeldRows | null>(null);
  const [order] = useState(() => new ListOrder());

  const lines = useMemo(() => order.lines(connections, question), [order, connections, question]);
  const natural = useMemo(() => expandRows(lines, expanded), [lines, expanded]);
  const choices = [listFilter, question.sort, question.reconnects === null, expanded];
  const holds = pointed && held !== null && held.choices.every((choice, place) => choice === choices[place]);
  if (pointed && !holds) setHeld({ choices, rows: natural });
  const rows = useMemo(
    () => pinnedFirst(holds ? holdRows(natural, held.rows, connections) : natural, notes),
    [holds, held, natural, connections, notes],
  );

  const hold = useCallback(() => setPointed(true), []);
  const release = useCallback(() => {
    setPointed(false);
    setHeld(null);
  }, []);
  return { rows, expansion, held: pointed, hold, release };
}

interface AskedQuestion {
  /** The text in force. */
  readonly listFilter: string;
  readonly question: ListQuestion;
}

function useQuestion(): AskedQuestion {
  const { listFilter, visible } = useListVisibility();
  const sort = useApp((state) => state.sort);
  const reconnects = useApp((state) => (state.grouping ? state.reconnects : null));
  const second = useSecond();
  const now = sort?.column === 'duration' ? second : 0;
  const question = useMemo(() => ({ visible, sort, reconnects, now }), [visible, sort, reconnects, now]);
  return { listFilter, question };
}

function useExpansion(): Expansion {
  const [expanded, setKeys] = useState<ReadonlySet<ConnectionId>>(new Set());
  const setExpanded = useCallback((key: ConnectionId, open: boolean) => {
    setKeys((before) => {
      if (before.has(key) === open) return before;
      const after = new Set(before);
      if (open) after.add(key);
      else after.delete(key);
      return after;
    });
  }, []);
  return useMemo(() => ({ expanded, setExpanded }), [expanded, setExpanded]);
}
