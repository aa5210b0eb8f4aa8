// The left half of the window: the connection list, or why the filter leaves nothing of it.

import { Layers, SearchX } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { Connection } from '../../../proxy/contract/model.ts';
import { editListFilter } from '../../state/app-store.ts';
import type { ListRow } from '../../state/list-rows.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { hasMessages, selectAllListed, togetherOf } from '../../state/together.ts';
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
          <Foot rows={rows} />
        </>
      )}
    </section>
  );
}

/** A group stands for all of its members, whether they have rows of their own or not. */
function connectionsOf(rows: readonly ListRow[]): readonly Connection[] {
  return rows.flatMap((row) => (row.attempt === null ? row.members : []));
}

function useClearFilter(): () => void {
  const store = useAppStore();
  return useCallback(() => editListFilter(store, () => ''), [store]);
}

/** What the list hides, how much of it is selected, and all messages of it in one timeline. */
function Foot({ rows }: { readonly rows: readonly ListRow[] }) {
  const together = useApp(togetherOf);
  const listed = useMemo(() => connectionsOf(rows), [rows]);
  const several = listed.filter(hasMessages).length > 1;
  const hides = useApp((state) => state.connections.size > listed.length);
  if (!several && !hides && together === null) return null;
  return (
    <div className={css.hidden}>
      <span className={css.count}>
        {together === null ? null : (
          <b>{together.ids === null ? 'All' : formatExact(together.ids.size)} selected</b>
        )}
        <Hidden shown={listed.length} />
      </span>
      {several || together ? <AllMessages pressed={together?.ids === null} /> : null}
    </div>
  );
}

function AllMessages({ pressed }: { readonly pressed: boolean }) {
  const store = useAppStore();
  const toggle = useCallback(
    () => store.setState((state) => (pressed ? { together: null } : selectAllListed(state))),
    [store, pressed],
  );
  return (
    <button
      type="button"
      className={css.all}
      aria-pressed={pressed}
      title="The messages of every connection in this list, merged in the order in which they arrived. Ctrl- or Shift-click rows for some of them."
      onClick={toggle}
    >
      <Layers aria-hidden /> All messages
    </button>
  );
}

/** A filter may be one of yesterday: what it hides is never out of sight. */
function Hidden({ shown }: { shown: number }) {
  const all = useApp((state) => state.connections.size);
  const clear = useClearFilter();
  if (shown === all) return null;
  return (
    <>
      {formatExact(shown)} of {formatPlural(all, 'connection')}
      <button type="button" className={css.clear} onClick={clear}>
        Clear filter
      </button>
    </>
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
