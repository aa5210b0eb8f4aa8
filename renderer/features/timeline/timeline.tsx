// The messages of one connection, live: filter bar, list, the inspector of the active message below it, and
// how much of the connection that is. The list itself is message-list.tsx.

import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, Gap } from '../../../proxy/contract/model.ts';
import { asBoolean, asNumber, useRemembered } from '../../state/remembered.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import type { VirtualListHandle } from '../../ui/virtual-list.tsx';
import { ExportDialog } from '../export/export-dialog.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { OverviewStrip } from '../overview/overview-strip.tsx';
import type { Span } from '../overview/span.ts';
import { useOverview } from '../overview/use-overview.ts';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { EmptyTimeline } from './empty-timeline.tsx';
import { FilterBar } from './filter-bar.tsx';
import { JumpDialog } from './jump-dialog.tsx';
import { composeFilter, EVERY_MESSAGE, filterError, type MessageFilter } from './message-filter.ts';
import { MessageList } from './message-list.tsx';
import { selectedCount } from './row-selection.ts';
import css from './timeline.module.css';
import { useFind } from './use-find.ts';
import { useJumps } from './use-jumps.ts';
import { useMessageActions } from './use-message-actions.ts';
import { useMessageView, useRowCount, useViewState } from './use-message-view.ts';
import { useRowCursor } from './use-row-cursor.ts';
import { ViewStatus } from './view-status.tsx';
import { VisibleRows } from './visible-rows.ts';
import { VisibleWindow } from './visible-window.tsx';

const MINIMUM = [90, 110] as const;

export function Timeline({ connection }: { readonly connection: Connection }) {
  const list = useRef<VirtualListHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const search = useSearch();
  const [startsAtEnd] = useState(connection.state === 'open' || connection.state === 'connecting');
  const view = useMessageView(connection.id, search.shown, startsAtEnd);
  const [count, cursor] = useRows(view, connection, list, startsAtEnd);
  const find = useFind(connection.id, search.found, view, cursor.seq, cursor.moveTo);
  const state = useViewState(view);
  const row = cursor.active === null ? null : (view?.rows.row(cursor.active) ?? null);
  const [visible] = useState(() => new VisibleRows());
  const whole = useMessageView(connection.id, search.whole, false);
  const overview = useOverview(whole ?? view);
  const jumps = useJumps({
    view,
    ranged: search.filter.range !== null,
    overview,
    count,
    cursor,
    visible,
    list,
  });

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
  useShortcut('find', () => field.current?.select());

  const rows = view?.rows ?? null;
  const renderVisible = useCallback(
    (span: Span): ReactNode =>
      rows && count > 0 ? <VisibleWindow rows={rows} visible={visible} span={span} /> : null,
    [rows, count, visible],
  );
  return (
    <section className={css.timeline} aria-label="Messages">
      <FilterBar {...search} find={find} field={field} onLeave={focusList} />
      {(overview?.total ?? 0) > 0 || search.filter.range ? (
        <OverviewStrip
          overview={overview}
          openedAt={connection.openedAt}
          range={search.filter.range}
          onRange={search.onRange}
          onJump={jumps.toTime}
          onAskJump={jumps.ask}
          renderVisible={renderVisible}
        />
      ) : null}
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
              gaps={overview && overview.gaps.length > 0 ? overview.gaps : NO_GAPS}
              visible={visible}
              onAllTimes={search.filter.range ? search.onAllTimes : null}
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
        <ViewStatus view={state} filter={view?.filter ?? ''} selected={selectedCount(cursor.selection)} />
      ) : null}
      <JumpDialog
        open={jumps.asked}
        onOpenChange={jumps.setAsked}
        span={lifeOf(connection)}
        onJump={jumps.toTime}
      />
      <SelectionExport
        connection={connection}
        filter={view?.filter ?? ''}
        messages={exported}
        onClose={setExported}
      />
    </section>
  );
}

const NO_GAPS: readonly Gap[] = [];

/** From its opening to its newest message. */
function lifeOf({ openedAt, lastActivityAt }: Connection): Span {
  return { from: openedAt, to: Math.max(openedAt, lastActivityAt) };
}

/** Following needs the number of rows, and how many rows are shown depends on following. */
function useRows(
  view: ReturnType<typeof useMessageView>,
  connection: Connection,
  list: React.RefObject<VirtualListHandle | null>,
  startsAtEnd: boolean,
) {
  const cursor = useRowCursor(view, useViewState(view), list, startsAtEnd);
  const count = useRowCount(view, connection, cursor.follow);
  return [count, cursor] as const;
}

/** What is shown, and what is found among it. A text that is no filter (yet) leaves the last one in force. */
function useSearch() {
  const [hideHeartbeats, rememberHeartbeats] = useRemembered('hide-heartbeats', false, asBoolean);
  const [narrows, setNarrows] = useRemembered('find-narrows', true, asBoolean);
  const [filter, setFilter] = useState<MessageFilter>({ ...EVERY_MESSAGE, hideHeartbeats });
  const [text, setText] = useState('');
  const onFilter = useCallback(
    (next: MessageFilter) => {
      setFilter(next);
      rememberHeartbeats(next.hideHeartbeats);
      if (filterError(next.text) === null) setText(next.text);
    },
    [rememberHeartbeats],
  );
  const add = useCallback(
    (term: string) => onFilter({ ...filter, text: `${filter.text} ${term}`.trim() }),
    [filter, onFilter],
  );
  const clear = useCallback(() => onFilter(EVERY_MESSAGE), [onFilter]);
  const onRange = useCallback((range: Span | null) => onFilter({ ...filter, range }), [filter, onFilter]);
  const onAllTimes = useCallback(() => onRange(null), [onRange]);
  const found = composeFilter({ ...filter, text });
  const shown = narrows ? found : composeFilter({ ...filter, text: '' });
  const looksFor = narrows || text.trim() === '' ? null : found;
  /** The same without the range, where there is one: what the overview is of. */
  const whole = filter.range ? composeFilter({ ...filter, range: null, text: narrows ? text : '' }) : null;
  return {
    filter,
    onFilter,
    narrows,
    onNarrows: setNarrows,
    shown,
    found: looksFor,
    whole,
    onRange,
    onAllTimes,
    add,
    clear,
  };
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
