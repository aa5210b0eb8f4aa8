// The lines of a chat, in a list that holds still while it is read.

import { type KeyboardEvent, type Ref, useCallback, useMemo, useRef } from 'react';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.tsx';
import { matchesShortcut } from '../shortcuts/shortcuts.ts';
import { describeRowTime, formatRowTime } from '../timeline/row-time.ts';
import { isRowSelected } from '../timeline/row-selection.ts';
import css from '../timeline/message-list.module.css';
import { NewRows } from '../timeline/new-rows.tsx';
import type { RowCursor } from '../timeline/use-row-cursor.ts';
import { type TimelineActions, useTimelineKeys } from '../timeline/use-timeline-keys.ts';
import { ChatRowCells } from './chat-row.tsx';
import row from './chat-row.module.css';
import type { Chat } from './use-chat.ts';

const ROW_HEIGHT = 24;

interface ChatListProps {
  readonly ref: Ref<VirtualListHandle>;
  readonly chat: Chat | null;
  /** Places that still have a line: `[first, count)`. */
  readonly first: number;
  readonly count: number;
  readonly openedAt: number;
  readonly cursor: RowCursor;
  /** Lines are of several channels. */
  readonly channels: boolean;
  readonly onOpen: () => void;
  /** False where there was nothing to close. */
  readonly onClose: () => boolean;
  readonly onRaw: () => void;
}

export function ChatList(props: ChatListProps) {
  const { ref, chat, first, count, openedAt, cursor, channels, onOpen, onRaw } = props;
  const page = useRef(1);
  const rows = chat?.rows;
  const onRange = useCallback(
    (from: number, to: number) => {
      page.current = to - from;
      rows?.want(from, to);
    },
    [rows],
  );
  const onKeyDown = useChatKeys(props, page);
  const renderRow = useCallback(
    (index: number) => {
      const line = rows?.row(index) ?? null;
      const reference = { openedAt, previousAt: rows?.row(index - 1)?.at ?? null };
      return (
        <ChatRowCells
          row={line}
          time={line ? formatRowTime('clock', line.at, reference) : ''}
          timeTitle={line ? describeRowTime(line.at, reference) : ''}
          channels={channels}
        />
      );
    },
    [rows, openedAt, channels],
  );
  const isSelected = useCallback(
    (index: number) => isRowSelected(cursor.selection, index),
    [cursor.selection],
  );
  const onRowClick = useCallback(
    (index: number) => {
      cursor.moveTo(index);
      onOpen();
    },
    [cursor, onOpen],
  );
  return (
    <div className={css.list}>
      <div className={css.rows}>
        <VirtualList
          ref={ref}
          label="Chat"
          first={first}
          count={count}
          rowHeight={ROW_HEIGHT}
          header={HEADER}
          renderRow={renderRow}
          activeRow={cursor.active}
          isSelected={isSelected}
          follow={cursor.follow}
          onFollowChange={cursor.setFollow}
          onRange={onRange}
          onKeyDown={onKeyDown}
          onRowClick={onRowClick}
          onRowDoubleClick={onRaw}
        />
      </div>
      <NewRows unseen={cursor.unseen} onFollow={cursor.setFollow} />
    </div>
  );
}

const HEADER = (
  <div className={row.header} role="row" aria-rowindex={1}>
    <span role="columnheader">Time</span>
    <span role="columnheader" className={row.lag} title="Arrival minus tmi-sent-ts">
      Lag
    </span>
    <span role="columnheader">Chat</span>
  </div>
);

const nothing = () => undefined;

function useChatKeys(props: ChatListProps, page: { readonly current: number }) {
  const { first, count, cursor, onOpen, onClose, onRaw } = props;
  const keys = useMemo(
    () => ({
      first,
      count,
      cursor,
      active: cursor.active,
      moveTo: cursor.moveTo,
      page: () => Math.max(1, page.current - 9),
    }),
    [first, count, cursor, page],
  );
  const actions = useMemo<TimelineActions>(
    () => ({
      open: onOpen,
      close: onClose,
      resend: nothing,
      copy: nothing,
      compare: nothing,
      framing: nothing,
      toggleMark: nothing,
      nextMark: nothing,
      unfold: nothing,
      fold: nothing,
      unfoldAll: nothing,
      foldAll: nothing,
    }),
    [onOpen, onClose],
  );
  const onKeyDown = useTimelineKeys(keys, actions);
  return useCallback(
    (event: KeyboardEvent) => {
      if (!matchesShortcut(event, 'chat')) return onKeyDown(event);
      event.preventDefault();
      event.stopPropagation();
      onRaw();
    },
    [onKeyDown, onRaw],
  );
}
