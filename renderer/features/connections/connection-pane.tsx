// The left half of the window: the connection list, or why the filter leaves nothing of it.

import { SearchX } from 'lucide-react';
import { useCallback } from 'react';
import { editListFilter } from '../../state/app-store.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import { ConnectionList } from './connection-list.tsx';
import css from './connection-pane.module.css';
import { useVisibleConnections } from './use-visible-connections.ts';

export function ConnectionPane() {
  const { rows, held, hold, release } = useVisibleConnections();
  return (
    <section
      className={css.pane}
      aria-label="Connections"
      data-connection-list
      onPointerEnter={hold}
      onPointerLeave={release}
    >
      {rows.length === 0 ? (
        <NothingMatches />
      ) : (
        <>
          <div className={css.list}>
            <ConnectionList rows={rows} held={held} />
          </div>
          <Hidden shown={rows.length} />
        </>
      )}
    </section>
  );
}

function useClearFilter(): () => void {
  const store = useAppStore();
  return useCallback(() => editListFilter(store, () => ''), [store]);
}

/** A filter may be one of yesterday: what it hides is never out of sight. */
function Hidden({ shown }: { shown: number }) {
  const all = useApp((state) => state.connections.size);
  const clear = useClearFilter();
  if (shown === all) return null;
  return (
    <div className={css.hidden}>
      {formatExact(shown)} of {formatPlural(all, 'connection')}
      <button type="button" className={css.clear} onClick={clear}>
        Clear filter
      </button>
    </div>
  );
}

function NothingMatches() {
  const hidden = useApp((state) => state.connections.size);
  const clear = useClearFilter();
  return (
    <output className={css.nothing}>
      <SearchX className={css.icon} aria-hidden />
      <p>The filter hides all of the {formatPlural(hidden, 'connection')}.</p>
      <Button onClick={clear}>Clear filter</Button>
    </output>
  );
}
