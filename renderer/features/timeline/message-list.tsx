// The list of messages: a virtual grid that follows the newest row until the user scrolls away, and then says
// how many came since.

import { type MouseEvent, type Ref, useCallback, useMemo, useRef } from 'react';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Gap } from '../../../proxy/contract/model.ts';
import { asBoolean, asOneOf, useRemembered } from '../../state/remembered.ts';
import { speaksIrc } from '../../state/selectors.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.tsx';
import type { RowRange } from '../../ui/virtual-list-scroll.ts';
import { cellUnder } from '../filter/term-menu.ts';
import { formatKeys, SHORTCUTS, useShortcut } from '../shortcuts/shortcuts.ts';
import { NewRows } from './new-rows.tsx';
import { gapBefore } from './gap-before.ts';
import css from './message-list.module.css';
import { MessageRowCells } from './message-row.tsx';
import row from './message-row.module.css';
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
  shareHost,
  type TimelineSource,
} from './source.ts';
import type { MessageActions } from './use-message-actions.ts';
import type { MessageView } from './use-message-view.ts';
import type { RowCursor } from './use-row-cursor.ts';
import { useTimelineKeys } from './use-timeline-keys.ts';
import type { VisibleRows } from './visible-rows.ts';

const ROW_HEIGHT = 22;

interface MessageListProps {
  readonly ref: Ref<VirtualListHandle>;
  readonly source: TimelineSource;
  readonly view: MessageView | null;
  /** Places of the view that still have a message: `[first, count)`. */
  readonly first: number;
  readonly count: number;
  readonly cursor: RowCursor;
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

export function MessageList(props: MessageListProps) {
  const { ref, source, view, first, count, cursor, actions, framing, gaps, visible, onGoTo } = props;
  const [timeMode, setTimeMode] = useRemembered<TimeMode>('time-mode', 'clock', asOneOf(TIME_MODES));
  const cycleTime = useCallback(() => setTimeMode(nextTimeMode(timeMode)), [timeMode, setTimeMode]);
  useShortcut('timeMode', cycleTime);
  const chats = source.members.some(speaksIrc);
  const [remembersLags, setLags] = useRemembered('timeline-lag', false, asBoolean);
  const lags = chats && remembersLags;
  const toggleLags = useCallback(() => setLags(!lags), [lags, setLags]);
  const { onRange, page } = useVisibleRange(view, visible);
  const keys = useMemo(() => ({ first, count, page, cursor }), [first, count, page, cursor]);
  const onKeyDown = useTimelineKeys(keys, useKeyActions(props));
  const { onRowClick, onRowMenu } = useRowPointer(cursor, props.onOpen);
  const rows = view?.rows;
  const merged = isMerged(source);
  const openedAt = openedFirst(source);
  const sourceOf = useRowSources(merged, !shareHost(source));
  const notes = useApp((state) => state.notes.messages);
  const renderRow = useCallback(
    (index: number) => {
      const message = rows?.row(index) ?? null;
      const previousAt = rows?.row(index - 1)?.at ?? null;
      const reference = { openedAt, previousAt };
      const note = (message && notes.get(message.seq)) ?? null;
      return (
        <MessageRowCells
          row={message}
          time={message ? formatRowTime(timeMode, message.at, reference) : ''}
          timeTitle={message ? describeRowTime(message.at, reference) : ''}
          gap={message ? gapBefore(gaps, index === first ? -Infinity : previousAt, message.at) : null}
          source={message ? sourceOf(message.connection) : null}
          framing={framing}
          note={note}
          onGoTo={onGoTo}
          lags={lags}
        />
      );
    },
    [rows, notes, openedAt, first, timeMode, sourceOf, framing, gaps, onGoTo, lags],
  );
  const { point: pointAt } = actions;
  const point = useCallback((event: MouseEvent) => pointAt(cellUnder(event.target)), [pointAt]);
  const isSelected = useCallback(
    (index: number) => isRowSelected(cursor.selection, index),
    [cursor.selection],
  );
  return (
    <div className={css.list} data-merged={merged || undefined}>
      <ContextMenu label="Message" groups={actions.menu}>
        <div className={css.rows} onContextMenuCapture={point}>
          <VirtualList
            ref={ref}
            label="Messages"
            first={first}
            count={count}
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
            activeRow={cursor.active}
            isSelected={isSelected}
            multiple
            follow={cursor.follow}
            onFollowChange={cursor.setFollow}
            onRange={onRange}
            onKeyDown={onKeyDown}
            onRowClick={onRowClick}
            onRowMenu={onRowMenu}
          />
        </div>
      </ContextMenu>
      <NewRows unseen={cursor.unseen} onFollow={cursor.setFollow} />
    </div>
  );
}

/** How rows name their connection, each the same object every time; null where all are of one. */
function useRowSources(merged: boolean, withHost: boolean): (id: ConnectionId) => RowSource | null {
  const store = useAppStore();
  return useMemo(
    () => (merged ? rowSources(withHost, (id) => store.getState().connections.get(id)) : () => null),
    [store, merged, withHost],
  );
}

function useKeyActions(props: MessageListProps) {
  const { actions, inspects, onAllTimes, onOpen, onClose, onFraming } = props;
  return useMemo(() => {
    const close = () => {
      if (inspects) onClose();
      else onAllTimes?.();
      return inspects || onAllTimes !== null;
    };
    const { resend, copy, compare, toggleMark, nextMark } = actions;
    return { open: onOpen, close, resend, copy, compare, framing: onFraming, toggleMark, nextMark };
  }, [actions, inspects, onAllTimes, onOpen, onClose, onFraming]);
}

/** Tells the view which rows are needed, and others which can be seen; knows how many make a page. */
function useVisibleRange(view: MessageView | null, seen: VisibleRows) {
  const visible = useRef(1);
  const onRange = useCallback(
    (from: number, to: number, inSight: RowRange) => {
      seen.set(inSight.from, inSight.to);
      visible.current = to - from;
      view?.rows.want(Math.max(0, from - 1), to); // one above: its time is what the first row's delta counts from
    },
    [view, seen],
  );
  const page = useCallback(() => Math.max(1, visible.current - 9), []);
  return { onRange, page };
}

function useRowPointer(cursor: RowCursor, onOpen: () => void) {
  const onRowClick = useCallback(
    (index: number, event: MouseEvent) => {
      const toggles = event.ctrlKey || event.metaKey;
      cursor.moveTo(index, event.shiftKey ? 'extend' : toggles ? 'toggle' : 'only');
      if (!event.shiftKey && !toggles) onOpen();
    },
    [cursor, onOpen],
  );
  const onRowMenu = useCallback(
    (index: number) => {
      if (!isRowSelected(cursor.selection, index)) cursor.moveTo(index);
    },
    [cursor],
  );
  return { onRowClick, onRowMenu };
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
