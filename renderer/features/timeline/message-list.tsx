// The list of messages: a virtual grid that follows the newest row until the user scrolls away, and then says
// how many came since.

import { ArrowDownToLine } from 'lucide-react';
import { type MouseEvent, type Ref, useCallback, useMemo, useRef } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { asOneOf, useRemembered } from '../../state/remembered.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { formatExact } from '../../ui/quantity.ts';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.tsx';
import { cellUnder } from '../filter/term-menu.ts';
import css from './message-list.module.css';
import { MessageRowCells } from './message-row.tsx';
import row from './message-row.module.css';
import { isRowSelected } from './row-selection.ts';
import { formatRowTime, nextTimeMode, TIME_MODE_NAMES, TIME_MODES, type TimeMode } from './row-time.ts';
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

const ROW_HEIGHT = 22;

interface MessageListProps {
  readonly ref: Ref<VirtualListHandle>;
  readonly source: TimelineSource;
  readonly view: MessageView | null;
  readonly count: number;
  readonly cursor: RowCursor;
  readonly actions: MessageActions;
  readonly inspects: boolean;
  /** Rows tell how each message was framed. */
  readonly framing: boolean;
  readonly onFraming: () => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

export function MessageList(props: MessageListProps) {
  const { ref, source, view, count, cursor, actions, framing } = props;
  const [timeMode, setTimeMode] = useRemembered<TimeMode>('time-mode', 'clock', asOneOf(TIME_MODES));
  const { onRange, page } = useVisibleRange(view);
  const keys = useMemo(() => ({ count, page, cursor }), [count, page, cursor]);
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
      const time = message ? formatRowTime(timeMode, message.at, reference) : '';
      const own = message ? sourceOf(message.connection) : null;
      const note = (message && notes.get(message.seq)) ?? null;
      return <MessageRowCells row={message} time={time} source={own} framing={framing} note={note} />;
    },
    [rows, notes, openedAt, timeMode, sourceOf, framing],
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
            count={count}
            rowHeight={ROW_HEIGHT}
            header={<Header timeMode={timeMode} onTimeMode={setTimeMode} merged={merged} framing={framing} />}
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

function useKeyActions({ actions, inspects, onOpen, onClose, onFraming }: MessageListProps) {
  return useMemo(() => {
    const close = () => {
      if (inspects) onClose();
      return inspects;
    };
    const { resend, copy, compare, toggleMark, nextMark } = actions;
    return { open: onOpen, close, resend, copy, compare, framing: onFraming, toggleMark, nextMark };
  }, [actions, inspects, onOpen, onClose, onFraming]);
}

/** Tells the view which rows are needed; knows how many make a page. */
function useVisibleRange(view: MessageView | null) {
  const visible = useRef(1);
  const onRange = useCallback(
    (from: number, to: number) => {
      visible.current = to - from;
      view?.rows.want(Math.max(0, from - 1), to); // one above: its time is what the first row's delta counts from
    },
    [view],
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
  readonly onTimeMode: (mode: TimeMode) => void;
  readonly merged: boolean;
  readonly framing: boolean;
}

function Header({ timeMode, onTimeMode, merged, framing }: HeaderProps) {
  const next = useCallback(() => onTimeMode(nextTimeMode(timeMode)), [timeMode, onTimeMode]);
  return (
    <div className={row.header} role="row" aria-rowindex={1}>
      <span role="columnheader">
        <span data-silent>Direction</span>
      </span>
      <span role="columnheader">
        <button
          type="button"
          className={row.timeMode}
          title="Press for another way to tell the time"
          onClick={next}
        >
          {TIME_MODE_NAMES[timeMode]}
        </button>
      </span>
      {merged ? <span role="columnheader">Connection</span> : null}
      <span role="columnheader">{framing ? 'Opcode' : 'Kind'}</span>
      <span role="columnheader">{framing ? 'Frames' : 'Message'}</span>
      <span role="columnheader" className={row.latency} title="From a ping to its pong">
        Latency
      </span>
      <span role="columnheader">Size</span>
    </div>
  );
}

interface NewRowsProps {
  readonly unseen: number;
  readonly onFollow: (follow: boolean) => void;
}

function NewRows({ unseen, onFollow }: NewRowsProps) {
  const follow = useCallback(() => onFollow(true), [onFollow]);
  if (unseen === 0) return null;
  return (
    <button type="button" className={css.unseen} onClick={follow}>
      <ArrowDownToLine aria-hidden />
      {formatExact(unseen)} new
    </button>
  );
}
