// Which filter hides connections now. While one is being typed, the last one stands until the new one can be read and,
// as long as its last word could become another, matches something.

import { useMemo, useState } from 'react';
import { useApp } from '../../state/session-context.tsx';
import { isVisible, type Visibility, visibility } from '../../state/selectors.ts';

interface ListVisibility {
  /** The text in force, which may not be the one in the box. */
  readonly listFilter: string;
  readonly visible: Visibility;
}

export function useListVisibility(): ListVisibility {
  const connections = useApp((state) => state.connections);
  const notes = useApp((state) => state.notes);
  const typed = useApp((state) => state.listFilter);
  const unfinished = useApp((state) => state.listFilterUnfinished);
  const [inForce, setInForce] = useState(typed);
  const asked = useMemo(() => visibility({ listFilter: typed, notes }), [typed, notes]);
  const stands = useMemo(() => {
    if (inForce === typed) return false;
    if (asked.filter === null) return true;
    return unfinished && ![...connections.values()].some((connection) => isVisible(asked, connection));
  }, [inForce, typed, asked, unfinished, connections]);
  if (!stands && inForce !== typed) setInForce(typed);
  const listFilter = stands ? inForce : typed;
  const visible = useMemo(
    () => (stands ? visibility({ listFilter, notes }) : asked),
    [stands, listFilter, notes, asked],
  );
  return { listFilter, visible };
}
