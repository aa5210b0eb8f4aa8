// The messages of one connection, or of several merged, live: filter bar, list, the inspector of the active message
// below it, and how much of it all that is. The list itself is message-list.tsx.

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection, Gap, MessageRow } from '../../../proxy/contract/model.ts';
import { asBoolean, asNumber, useRemembered } from '../../state/remembered.ts';
import { useApp } from '../../state/session-context.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { CompareDialog } from '../compare/compare-dialog.tsx';
import { ExportDialog } from '../export/export-dialog.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { typeBehind } from '../filter/free-text.ts';
import { useSeenMessages } from '../filter/seen-values.ts';
import { OverviewStrip } from '../overview/overview-strip.tsx';
import type { Span } from '../overview/span.ts';
import { useOverview } from '../overview/use-overview.ts';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { EmptyTimeline } from './empty-timeline.tsx';
import { FilterBar } from './filter-bar.tsx';
import { JumpDialog } from './jump-dialog.tsx';
import { MarkJumps, useMarkJumps } from './mark-jumps.tsx';
import { isOfButtons } from './message-filter.ts';
import { MessageList, type MessageListHandle } from './message-list.tsx';
import { selectedCount } from './row-selection.ts';
import css from './timeline.module.css';
import { isMerged, openedFirst, type TimelineSource } from './source.ts';
import { useComparing } from './use-comparing.ts';
import { useCounterpart } from './use-counterpart.ts';
import { useFind } from './use-find.ts';
import { useGoing } from './use-going.ts';
import { useJumps } from './use-jumps.ts';
import { type Exported, useMessageActions } from './use-message-actions.ts';
import type { Entry } from './use-entry.ts';
import { type MessageView, useMessageView, useRowCount, useViewState } from './use-message-view.ts';
import { useShowInChat } from './use-show-in-chat.ts';
import { useRowCursor } from './use-row-cursor.ts';
import { useRevealed } from './use-revealed.ts';
import { useSelectedBytes } from './use-selected-bytes.ts';
import { useUnfolding } from './use-unfolding.ts';
import { ViewStatus } from './view-status.tsx';
import { VisibleRows } from './visible-rows.ts';
import { VisibleWindow } from './visible-window.tsx';

const MINIMUM = [90, 110] as const;
/** Until the splitter is moved. */
const INITIAL = { fraction: 0.46, minimum: [90, 200] } as const;

interface TimelineProps {
  readonly source: TimelineSource;
  readonly entry: Entry;
  /** The active message belongs to this connection now. */
  readonly onActive?: (connection: ConnectionId) => void;
}

export function Timeline({ source, entry, onActive }: TimelineProps) {
  const list = useRef<MessageListHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const { search } = entry;
  const [startsAtEnd] = useState(() => source.members.some(goesOn));
  const { ids } = source;
  const joined = source.session !== undefined;
  const { view, next } = useMessageView(ids, search.shown, startsAtEnd, search.unfinished, joined);
  const [count, cursor] = useRows(view, list, startsAtEnd);
  const find = useFind(source, search.found, view, cursor.seq, cursor.moveTo);
  const marks = useMarkJumps(source, view, cursor);
  const state = useViewState(view);
  const selectedBytes = useSelectedBytes(view, cursor.selection);
  const row = cursor.active === null ? null : (view?.rows.row(cursor.active) ?? null);
  const connection = useOwner(source, row, onActive);
  const [visible] = useState(() => new VisibleRows());
  const { view: whole } = useMessageView(ids, search.whole, false, false, joined);
  const overview = useOverview(whole ?? view);
  const first = state?.evicted ?? 0;
  const ranged = search.range !== null;
  const jumps = useJumps({ view, ranged, entry, overview, first, count, cursor, visible, list });
  useGoing({ source, view, state, search, show: jumps.show, toTime: jumps.toTime });

  const [inspects, setInspects] = useState(false);
  const [exported, setExported] = useState<Exported | null>(null);
  const comparing = useComparing();
  const [framing, setFraming] = useRemembered('timeline-frames', false, asBoolean);
  const toggleFraming = useCallback(() => setFraming(!framing), [framing, setFraming]);
  const folds = useUnfolding(view, framing, cursor, visible);
  const openInspector = useCallback(() => setInspects(true), []);
  useRevealed(
    view,
    search,
    { moveTo: cursor.moveTo, isRead: count > first && state?.scanned === state?.total },
    openInspector,
  );
  const showInChat = useShowInChat(row);
  const actions = useMessageActions({
    connection,
    merged: isMerged(source),
    view,
    cursor,
    row,
    count,
    onExport: setExported,
    onFilter: search.add,
    comparing,
    folds: folds.items,
    onInspect: openInspector,
  });
  const goTo = useCounterpart(view, row, cursor.moveTo, search.clear);
  const focusList = useCallback(() => list.current?.focus(), []);
  const closeInspector = useCallback(() => {
    setInspects(false);
    focusList();
  }, [focusList]);
  const { seen, wake } = useSeenMessages(ids);
  useShortcut('find', () => typeBehind(field.current, search.text, isOfButtons, search.onText));

  const rows = view?.rows ?? null;
  const renderVisible = useCallback(
    (span: Span): ReactNode =>
      rows && count > 0 ? <VisibleWindow rows={rows} visible={visible} span={span} /> : null,
    [rows, count, visible],
  );
  return (
    <section className={css.timeline} aria-label="Messages">
      <FilterBar
        {...search}
        framing={framing}
        onFraming={toggleFraming}
        find={find}
        seen={seen}
        onWake={wake}
        field={field}
        onLeave={focusList}
      />
      {(overview?.total ?? 0) > 0 || search.range ? (
        <OverviewStrip
          overview={overview}
          openedAt={openedFirst(source)}
          range={search.range}
          onRange={search.onRange}
          onJump={jumps.toTime}
          onAskJump={jumps.ask}
          renderVisible={renderVisible}
        />
      ) : null}
      <Panes
        list={
          count === first && state?.scanned === state?.total ? (
            <EmptyTimeline source={source} view={state} filter={view?.filter ?? ''} onClear={search.clear} />
          ) : (
            <MessageList
              ref={list}
              source={source}
              view={view}
              first={first}
              count={count}
              cursor={cursor}
              folds={folds}
              actions={actions}
              inspects={inspects}
              framing={framing}
              onFraming={toggleFraming}
              gaps={overview && overview.gaps.length > 0 ? overview.gaps : NO_GAPS}
              visible={visible}
              onAllTimes={search.range ? search.onAllTimes : null}
              onGoTo={goTo}
              onOpen={openInspector}
              onClose={closeInspector}
            />
          )
        }
        inspector={
          inspects && row ? (
            <Inspector
              row={row}
              sub={folds.sub}
              connection={connection}
              framing={framing}
              onFilter={search.add}
              onGoTo={goTo}
              onCompare={actions.compare}
              onChat={showInChat}
              onCommented={focusList}
              onClose={closeInspector}
            />
          ) : null
        }
      />
      {state ? (
        <ViewStatus
          view={state}
          next={next}
          filter={view?.filter ?? ''}
          selected={selectedCount(cursor.selection)}
          selectedBytes={selectedBytes}
          comparing={comparing}
        >
          <MarkJumps marks={marks} />
        </ViewStatus>
      ) : null}
      <CompareDialog pair={comparing.pair} onPair={comparing.show} />
      <JumpDialog
        open={jumps.asked}
        onOpenChange={jumps.setAsked}
        span={lifeOf(source)}
        onJump={jumps.toTime}
      />
      <SelectionExport
        connections={source.session ?? ids}
        filter={view?.filter ?? ''}
        messages={exported}
        onClose={setExported}
      />
    </section>
  );
}

const NO_GAPS: readonly Gap[] = [];

/** From the first opening to the newest message. */
function lifeOf(source: TimelineSource): Span {
  const from = openedFirst(source);
  return { from, to: Math.max(from, ...source.members.map(({ lastActivityAt }) => lastActivityAt)) };
}

function goesOn({ state }: Connection): boolean {
  return state === 'open' || state === 'connecting';
}

/** The connection that the active message belongs to, or the first of all before there is one. */
function useOwner(
  { members }: TimelineSource,
  row: MessageRow | null,
  onActive: ((connection: ConnectionId) => void) | undefined,
): Connection {
  const id = row?.connection ?? null;
  useEffect(() => {
    if (id !== null) onActive?.(id);
  }, [id, onActive]);
  return useApp((state) => (id === null ? undefined : state.connections.get(id))) ?? members[0];
}

/** Following needs the number of rows, and how many rows are shown depends on following. */
function useRows(
  view: MessageView | null,
  list: React.RefObject<MessageListHandle | null>,
  startsAtEnd: boolean,
) {
  const cursor = useRowCursor(view, useViewState(view), list, startsAtEnd);
  const count = useRowCount(view, cursor.follow);
  return [count, cursor] as const;
}

interface PanesProps {
  readonly list: React.ReactNode;
  readonly inspector: React.ReactNode;
}

function Panes({ list, inspector }: PanesProps) {
  const [set, setFraction] = useRemembered<number | null>('split-inspector', null, asNumber);
  return (
    <div className={css.panes}>
      <SplitPane
        direction="column"
        label="Height of the message list"
        fraction={set ?? INITIAL.fraction}
        onFractionChange={setFraction}
        minimum={set === null ? INITIAL.minimum : MINIMUM}
        first={list}
        second={inspector}
      />
    </div>
  );
}

interface SelectionExportProps {
  readonly connections: readonly ConnectionId[] | null;
  readonly filter: string;
  /** Null: closed. */
  readonly messages: Exported | null;
  readonly onClose: (messages: null) => void;
}

function SelectionExport({ connections, filter, messages, onClose }: SelectionExportProps) {
  const close = useCallback((open: boolean) => (open ? undefined : onClose(null)), [onClose]);
  const preset = useMemo(
    () =>
      Array.isArray(messages) ? { connections, filter, messages } : { connections, filter, whole: true },
    [connections, filter, messages],
  );
  return <ExportDialog open={messages !== null} onOpenChange={close} preset={preset} />;
}
