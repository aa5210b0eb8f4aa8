// The list of messages: a virtual grid that follows the newest row until the user scrolls away, and then says
// how many came since.

import {
  type AriaAttributes,
  type MouseEvent,
  type Ref,
  useCallback,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Gap, MessageRow } from '../../../proxy/contract/model.ts';
import { asBoolean, asOneOf, useRemembered } from '../../state/remembered.ts';
import { speaksIrc } from '../../state/selectors.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.tsx';
import type { Alignment, RowRange } from '../../ui/virtual-list-scroll.ts';
import { cellUnder } from '../filter/term-menu.ts';
import { formatKeys, SHORTCUTS, useShortcut } from '../shortcuts/shortcuts.ts';
import { NewRows } from './new-rows.tsx';
import { gapBefore } from './gap-before.ts';
import css from './message-list.module.css';
import { MessageRowCells } from './message-row.tsx';
import row from './message-row.module.css';
import type { RowPlace, RowPlaces } from './row-places.ts';
import { isRowSelected } from './row-selection.ts';
import {
  describeRowTime,
  formatRowTime,
  nextTimeMode,
  TIME_MODE_NAMES,
  TIME_MODE_TITLES,
  TIME_MODES,
  type TimeMode,
} from './row-time.ts';
import {
  isMerged,
  openedFirst,
  type RowSource,
  rowSources,
  sourceNaming,
  type SourceNaming,
  type TimelineSource,
} from './source.ts';
import type { RowWindow } from './row-window.ts';
import { piecesOf, type SubRow } from './unfolding.ts';
import type { MessageActions } from './use-message-actions.ts';
import type { MessageView } from './use-message-view.ts';
import type { Reach, RowCursor } from './use-row-cursor.ts';
import { useRowPointer } from './use-row-pointer.ts';
import { useRowsBeneath } from './use-rows-beneath.tsx';
import { useTimelineKeys } from './use-timeline-keys.ts';
import type { Folds } from './use-unfolding.ts';
import type { VisibleRows } from './visible-rows.ts';

const ROW_HEIGHT = 22;

interface MessageListProps {
  readonly ref: Ref<MessageListHandle>;
  readonly source: TimelineSource;
  readonly view: MessageView | null;
  /** Places of the view that still have a message: `[first, count)`. */
  readonly first: number;
  readonly count: number;
  readonly cursor: RowCursor;
  readonly folds: Folds;
  readonly actions: MessageActions;
  readonly inspects: boolean;
  /** Rows tell how each message was framed. */
  readonly framing: boolean;
  readonly onFraming: () => void;
  /** Of the capture, while the connections were there. */
  readonly gaps: readonly Gap[];
  readonly visible: VisibleRows;
  /** Shows all times again; null where no range is chosen. */
  readonly onAllTimes: (() => void) | null;
  /** To the message that another answers, or that answers it. */
  readonly onGoTo: (seq: Seq) => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

export interface MessageListHandle {
  /** Of a message in its view; `sub`: the row beneath it, where that is unfolded. */
  scrollToRow(place: number, align?: Alignment, sub?: SubRow | null): void;
  focus(): void;
}

export function MessageList({ ref, ...props }: MessageListProps) {
  const { source, view, first, count, cursor, actions, framing, gaps, visible, folds, onGoTo } = props;
  const { places, sub } = folds;
  const list = useListHandle(ref, places);
  const [timeMode, setTimeMode] = useRemembered<TimeMode>('time-mode', 'clock', asOneOf(TIME_MODES));
  const cycleTime = useCallback(() => setTimeMode(nextTimeMode(timeMode)), [timeMode, setTimeMode]);
  useShortcut('timeMode', cycleTime);
  const chats = source.members.some(speaksIrc);
  const [remembersLags, setLags] = useRemembered('timeline-lag', false, asBoolean);
  const lags = chats && remembersLags;
  const toggleLags = useCallback(() => setLags(!lags), [lags, setLags]);
  const { renderBeneath, want } = useRowsBeneath(view, folds, isMerged(source));
  const { onRange, page } = useVisibleRange(view, visible, places, want);
  const rowsFrom = places.indexOf({ place: first, sub: null });
  const rowCount = places.indexOf({ place: count, sub: null });
  const active =
    cursor.active === null ? null : places.indexOf({ place: cursor.active, sub: sub?.index ?? null });
  const moveTo = useMoveTo(cursor, folds);
  const keys = useMemo(
    () => ({ first: rowsFrom, count: rowCount, page, active, moveTo, cursor }),
    [rowsFrom, rowCount, page, active, moveTo, cursor],
  );
  const onKeyDown = useTimelineKeys(keys, useKeyActions(props));
  const { onRowClick, onRowDoubleClick, onRowMenu } = useRowPointer(cursor, folds, moveTo, props.onOpen);
  const rows = view?.rows;
  const merged = isMerged(source);
  const openedAt = openedFirst(source);
  const sourceOf = useRowSources(merged, sourceNaming(source));
  const framedOf = useFraming();
  const notes = useApp((state) => state.notes.messages);
  const renderMessage = useCallback(
    (place: number) => {
      const message = rows?.row(place) ?? null;
      const previousAt = rows?.row(place - 1)?.at ?? null;
      const reference = { openedAt, previousAt };
      const note = (message && notes.get(message.seq)) ?? null;
      return (
        <MessageRowCells
          row={message}
          time={message ? formatRowTime(timeMode, message.at, reference) : ''}
          timeTitle={message ? describeRowTime(message.at, reference) : ''}
          gap={message ? gapBefore(gaps, place === first ? -Infinity : previousAt, message.at) : null}
          source={message ? sourceOf(message.connection) : null}
          framed={message === null || framedOf(message.connection)}
          framing={framing}
          note={note}
          onGoTo={onGoTo}
          lags={lags}
          unfolded={message ? isUnfolded(message, place, folds) : null}
        />
      );
    },
    [rows, notes, openedAt, first, timeMode, sourceOf, framedOf, framing, gaps, folds, onGoTo, lags],
  );
  const renderRow = useCallback(
    (index: number) => {
      const at = places.at(index);
      return at.sub === null ? renderMessage(at.place) : renderBeneath(at.place, at.sub);
    },
    [places, renderMessage, renderBeneath],
  );
  const rowAttributes = useCallback(
    (index: number) => attributesOf(places.at(index), rows, folds),
    [places, rows, folds],
  );
  const { point: pointAt } = actions;
  const point = useCallback((event: MouseEvent) => pointAt(cellUnder(event.target)), [pointAt]);
  const isSelected = useCallback(
    (index: number) => {
      const at = places.at(index);
      return at.sub === null ? isRowSelected(cursor.selection, at.place) : index === active;
    },
    [cursor.selection, places, active],
  );
  return (
    <div className={css.list} data-merged={merged || undefined}>
      <ContextMenu label="Message" groups={actions.menu}>
        <div className={css.rows} onContextMenuCapture={point}>
          <VirtualList
            ref={list}
            label="Messages"
            role="treegrid"
            first={rowsFrom}
            count={rowCount}
            order={places}
            rowHeight={ROW_HEIGHT}
            header={
              <Header
                timeMode={timeMode}
                onTimeMode={cycleTime}
                merged={merged}
                framing={framing}
                lags={lags}
                onLags={chats ? toggleLags : null}
              />
            }
            renderRow={renderRow}
            rowAttributes={rowAttributes}
            activeRow={active}
            isSelected={isSelected}
            multiple
            follow={cursor.follow}
            onFollowChange={cursor.setFollow}
            onRange={onRange}
            onKeyDown={onKeyDown}
            onRowClick={onRowClick}
            onRowDoubleClick={onRowDoubleClick}
            onRowMenu={onRowMenu}
          />
        </div>
      </ContextMenu>
      <NewRows unseen={cursor.unseen} onFollow={cursor.setFollow} />
    </div>
  );
}

/** Others know places in the view; the list knows where these stand. */
function useListHandle(ref: Ref<MessageListHandle>, places: RowPlaces) {
  const list = useRef<VirtualListHandle>(null);
  useImperativeHandle(
    ref,
    () => ({
      scrollToRow: (place, align, sub) =>
        list.current?.scrollToRow(places.indexOf({ place, sub: sub?.index ?? null }), align),
      focus: () => list.current?.focus(),
    }),
    [places],
  );
  return list;
}

function useMoveTo(cursor: RowCursor, { piece, places }: Folds) {
  return useCallback(
    (index: number, reach: Reach) => {
      const { place, sub } = places.at(index);
      cursor.moveTo(place, reach, sub === null ? null : { piece, index: sub });
    },
    [cursor, piece, places],
  );
}

/** Null where it is of one piece. */
function isUnfolded(message: MessageRow, place: number, { piece, places }: Folds): boolean | null {
  return piecesOf(message, piece) > 0 ? places.rowsOf(place) > 0 : null;
}

function attributesOf({ place, sub }: RowPlace, rows: RowWindow | undefined, folds: Folds): AriaAttributes {
  if (sub !== null)
    return { 'aria-level': 2, 'aria-posinset': sub + 1, 'aria-setsize': folds.places.rowsOf(place) };
  const message = rows?.row(place);
  return { 'aria-level': 1, 'aria-expanded': (message && isUnfolded(message, place, folds)) ?? undefined };
}

/** How rows name their connection, each the same object every time; null where all are of one. */
function useRowSources(merged: boolean, naming: SourceNaming): (id: ConnectionId) => RowSource | null {
  const store = useAppStore();
  return useMemo(
    () => (merged ? rowSources(naming, (id) => store.getState().connections.get(id)) : () => null),
    [store, merged, naming],
  );
}

/** Whether messages of a connection come in frames: all but those in bodies of HTTP do. */
function useFraming(): (id: ConnectionId) => boolean {
  const store = useAppStore();
  return useCallback((id) => store.getState().connections.get(id)?.kind !== 'http', [store]);
}

function useKeyActions(props: Omit<MessageListProps, 'ref'>) {
  const { actions, inspects, folds, onAllTimes, onOpen, onClose, onFraming } = props;
  return useMemo(() => {
    const close = () => {
      if (inspects) onClose();
      else onAllTimes?.();
      return inspects || onAllTimes !== null;
    };
    const { resend, copy, compare, toggleMark, nextMark } = actions;
    const { unfold, fold, unfoldAll, foldAll } = folds;
    const ofNotes = { toggleMark, nextMark };
    const ofFolds = { unfold, fold, unfoldAll, foldAll };
    return { open: onOpen, close, resend, copy, compare, framing: onFraming, ...ofNotes, ...ofFolds };
  }, [actions, inspects, folds, onAllTimes, onOpen, onClose, onFraming]);
}

/** Tells the view which rows are needed, and others which can be seen; knows how many make a page. */
function useVisibleRange(
  view: MessageView | null,
  seen: VisibleRows,
  places: RowPlaces,
  want: (from: number, to: number) => void,
) {
  const visible = useRef(1);
  const onRange = useCallback(
    (from: number, to: number, inSight: RowRange) => {
      const [needed, shown] = [placesOf(places, { from, to }), placesOf(places, inSight)];
      seen.set(shown.from, shown.to);
      visible.current = to - from;
      view?.rows.want(Math.max(0, needed.from - 1), needed.to); // one above: its time is what the first row's delta counts from
      want(needed.from, needed.to);
    },
    [view, seen, places, want],
  );
  const page = useCallback(() => Math.max(1, visible.current - 9), []);
  return { onRange, page };
}

/** Messages that these rows belong to. */
function placesOf(places: RowPlaces, { from, to }: RowRange): RowRange {
  const first = places.at(from).place;
  return { from: first, to: from < to ? places.at(to - 1).place + 1 : first };
}

interface HeaderProps {
  readonly timeMode: TimeMode;
  readonly onTimeMode: () => void;
  readonly merged: boolean;
  readonly framing: boolean;
  readonly lags: boolean;
  /** Null where nothing has a lag. */
  readonly onLags: (() => void) | null;
}

function Header({ timeMode, onTimeMode, merged, framing, lags, onLags }: HeaderProps) {
  return (
    <div className={row.header} role="row" aria-rowindex={1}>
      <span role="columnheader">
        <span data-silent>Direction</span>
      </span>
      <span role="columnheader">
        <button
          type="button"
          className={row.timeMode}
          title={`${TIME_MODE_TITLES[timeMode]}; press for another way to tell the time (${formatKeys(SHORTCUTS.timeMode.keys[0])})`}
          onClick={onTimeMode}
        >
          {TIME_MODE_NAMES[timeMode]}
        </button>
      </span>
      {merged ? <span role="columnheader">Connection</span> : null}
      <span role="columnheader">{framing ? 'Opcode' : 'Kind'}</span>
      <span role="columnheader">{framing ? 'Frames' : 'Message'}</span>
      <LatencyTitle lags={lags} onLags={onLags} />
      <span role="columnheader">Size</span>
    </div>
  );
}

function LatencyTitle({ lags, onLags }: Pick<HeaderProps, 'lags' | 'onLags'>) {
  const title = lags
    ? 'Lag of chat: arrival minus tmi-sent-ts'
    : 'From a message that asks to its answer: ↪ will be answered, ↩ answers';
  if (onLags === null) {
    return (
      <span role="columnheader" className={row.latency} title={title}>
        Latency
      </span>
    );
  }
  const other = lags ? 'latencies' : 'lags of chat (arrival minus tmi-sent-ts)';
  return (
    <span role="columnheader" className={row.latency}>
      <button type="button" className={row.timeMode} title={`${title}; press for ${other}`} onClick={onLags}>
        {lags ? 'Lag' : 'Latency'}
      </button>
    </span>
  );
}
