// The left half of the window: the connection list, or why the filter leaves nothing of it.

import { SearchX } from 'lucide-react';
import { useCallback } from 'react';
import type { ListRow } from '../../state/list-rows.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import { ConnectionList } from './connection-list.tsx';
import css from './connection-pane.module.css';
import { useVisibleConnections } from './use-visible-connections.ts';

export function ConnectionPane() {
  const { rows, expansion, held, hold, release } = useVisibleConnections();
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
            <ConnectionList rows={rows} expansion={expansion} held={held} />
          </div>
          <Hidden shown={countConnections(rows)} />
        </>
      )}
    </section>
  );
}

/** A group stands for all of its members, whether they have rows of their own or not. */
function countConnections(rows: readonly ListRow[]): number {
  return rows.reduce((count, row) => (row.attempt === null ? count + row.members.length : count), 0);
}

function useClearFilter(): () => void {
  const store = useAppStore();
  return useCallback(() => store.setState({ listFilter: '', resourceFilter: 'all' }), [store]);
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
