// The messages of one connection, live: filter bar, list, the inspector of the active message below it, and
// how much of the connection that is. The list itself is message-list.tsx.

import { useCallback, useMemo, useRef, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { asNumber, useRemembered } from '../../state/remembered.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import type { VirtualListHandle } from '../../ui/virtual-list.tsx';
import { ExportDialog } from '../export/export-dialog.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { typeBehind } from '../filter/free-text.ts';
import { useSeenMessages } from '../filter/seen-values.ts';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { EmptyTimeline } from './empty-timeline.tsx';
import { FilterBar } from './filter-bar.tsx';
import { isOfButtons } from './message-filter.ts';
import { MessageList } from './message-list.tsx';
import { selectedCount } from './row-selection.ts';
import css from './timeline.module.css';
import { useFind } from './use-find.ts';
import { useMessageActions } from './use-message-actions.ts';
import { type MessageView, useMessageView, useRowCount, useViewState } from './use-message-view.ts';
import { useRowCursor } from './use-row-cursor.ts';
import { useSearch } from './use-search.ts';
import { ViewStatus } from './view-status.tsx';

const MINIMUM = [90, 110] as const;

export function Timeline({ connection }: { readonly connection: Connection }) {
  const list = useRef<VirtualListHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const search = useSearch();
  const [startsAtEnd] = useState(connection.state === 'open' || connection.state === 'connecting');
  const views = useMessageView(connection.id, search.shown, startsAtEnd, search.unfinished);
  const { view } = views;
  const [count, cursor] = useRows(view, connection, list, startsAtEnd);
  const find = useFind(connection.id, search.found, view, cursor.seq, cursor.moveTo);
  const state = useViewState(view);
  const row = cursor.active === null ? null : (view?.rows.row(cursor.active) ?? null);

  const [inspects, setInspects] = useState(false);
  const [exported, setExported] = useState<readonly Seq[] | null>(null);
  const actions = useMessageActions({
    connection,
    view,
    cursor,
    row,
    onExport: setExported,
    onFilter: search.add,
  });
  const focusList = useCallback(() => list.current?.focus(), []);
  const openInspector = useCallback(() => setInspects(true), []);
  const closeInspector = useCallback(() => {
    setInspects(false);
    focusList();
  }, [focusList]);
  const only = useMemo(() => [connection.id], [connection.id]);
  const { seen, wake } = useSeenMessages(only);
  useShortcut('find', () => typeBehind(field.current, search.text, isOfButtons, search.onText));

  return (
    <section className={css.timeline} aria-label="Messages">
      <FilterBar {...search} find={find} seen={seen} onWake={wake} field={field} onLeave={focusList} />
      <Panes
        list={
          count === 0 && state?.scanned === state?.total ? (
            <EmptyTimeline
              connection={connection}
              view={state}
              filter={view?.filter ?? ''}
              onClear={search.clear}
            />
          ) : (
            <MessageList
              ref={list}
              connection={connection}
              view={view}
              count={count}
              cursor={cursor}
              actions={actions}
              inspects={inspects}
              onOpen={openInspector}
              onClose={closeInspector}
            />
          )
        }
        inspector={
          inspects && row ? (
            <Inspector row={row} connection={connection} onFilter={search.add} onClose={closeInspector} />
          ) : null
        }
      />
      {state ? (
        <ViewStatus
          view={state}
          next={views.next}
          filter={view?.filter ?? ''}
          selected={selectedCount(cursor.selection)}
        />
      ) : null}
      <SelectionExport
        connection={connection}
        filter={view?.filter ?? ''}
        messages={exported}
        onClose={setExported}
      />
    </section>
  );
}

/** Following needs the number of rows, and how many rows are shown depends on following. */
function useRows(
  view: MessageView | null,
  connection: Connection,
  list: React.RefObject<VirtualListHandle | null>,
  startsAtEnd: boolean,
) {
  const cursor = useRowCursor(view, useViewState(view), list, startsAtEnd);
  const count = useRowCount(view, connection, cursor.follow);
  return [count, cursor] as const;
}

interface PanesProps {
  readonly list: React.ReactNode;
  readonly inspector: React.ReactNode;
}

function Panes({ list, inspector }: PanesProps) {
  const [fraction, setFraction] = useRemembered('split-inspector', 0.5, asNumber);
  return (
    <div className={css.panes}>
      <SplitPane
        direction="column"
        label="Height of the message list"
        fraction={fraction}
        onFractionChange={setFraction}
        minimum={MINIMUM}
        first={list}
        second={inspector}
      />
    </div>
  );
}

interface SelectionExportProps {
  readonly connection: Connection;
  readonly filter: string;
  /** Null: closed. */
  readonly messages: readonly Seq[] | null;
  readonly onClose: (messages: null) => void;
}

function SelectionExport({ connection, filter, messages, onClose }: SelectionExportProps) {
  const close = useCallback((open: boolean) => (open ? undefined : onClose(null)), [onClose]);
  const preset = useMemo(
    () => ({ connections: [connection.id], filter, messages: messages ?? [] }),
    [connection.id, filter, messages],
  );
  return <ExportDialog open={messages !== null} onOpenChange={close} preset={preset} />;
}
