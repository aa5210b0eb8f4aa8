// The chat of one connection, or of all sockets of one session: its lines as chat is read, the chosen one in full, and the
// figures of the channel beside it.

import { MessagesSquare } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  CHAT_CLASSES,
  type ChatClass,
  type ChatQuery,
  type ChatRow,
  type ChatTarget,
} from '../../../proxy/contract/chat.ts';
import { flushSync } from 'react-dom';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { asBoolean, asNumber, useRemembered } from '../../state/remembered.ts';
import { useApp, useAppStore, useReport } from '../../state/session-context.tsx';
import { selectOnly } from '../../state/together.ts';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import type { VirtualListHandle } from '../../ui/virtual-list.tsx';
import { useRowCursor } from '../timeline/use-row-cursor.ts';
import { useRowCount, useViewState } from '../timeline/use-message-view.ts';
import { ChatDetail } from './chat-detail.tsx';
import { ChatHeader } from './chat-header.tsx';
import { ChatList } from './chat-list.tsx';
import { ChatPanel } from './chat-panel.tsx';
import css from './chat-tab.module.css';
import { type Chat, useChat } from './use-chat.ts';
import { useChatSummary } from './use-chat-summary.ts';

const MINIMUM = [90, 96] as const;
const HIDDEN_AT_FIRST: readonly ChatClass[] = ['membership', 'step', 'heartbeat'];

interface ChatTabProps {
  /** Those of one session, in the order in which they were opened; the same array while they are the same. */
  readonly ids: readonly ConnectionId[];
}

export function ChatTab({ ids }: ChatTabProps) {
  const list = useRef<VirtualListHandle>(null);
  const [hidden, setHidden] = useRemembered('chat-hidden', HIDDEN_AT_FIRST, asClasses);
  const [panel, setPanel] = useRemembered('chat-panel', true, asBoolean);
  const [channel, setChannel] = useState<string | null>(null);
  const query = useMemo<ChatQuery>(() => ({ connections: ids, hidden, channel }), [ids, hidden, channel]);
  const live = useApp(({ connections }) => ids.some((id) => connections.get(id)?.state === 'open'));
  const openedAt = useApp(({ connections }) => connections.get(ids[0]!)?.openedAt ?? 0);
  const [startsAtEnd] = useState(live);
  const chat = useChat(query, startsAtEnd);
  const state = useViewState(chat);
  const cursor = useRowCursor(chat, state, list, startsAtEnd);
  const count = useRowCount(chat, cursor.follow);
  const summary = useChatSummary(chat);
  const [inspects, setInspects] = useState(false);
  const row = cursor.active === null ? null : (chat?.rows.row(cursor.active) ?? null);
  useKeptLine(chat, row);
  const open = useCallback(() => setInspects(true), []);
  const close = useCallback(() => {
    setInspects(false);
    list.current?.focus();
    return inspects;
  }, [inspects]);
  const go = useGo(chat, cursor.moveTo);
  const first = state?.evicted ?? 0;
  useRevealed(count > first ? chat : null, state, go, open);
  const { onRaw, onFilter } = useMessages(ids, row);
  const togglePanel = useCallback(() => setPanel(!panel), [panel, setPanel]);
  const channels = (summary?.channels.length ?? 0) > 1 && channel === null;
  return (
    <section className={css.chat} aria-label="Chat">
      <ChatHeader
        summary={summary}
        hidden={hidden}
        onHidden={setHidden}
        channel={channel}
        onChannel={setChannel}
        panel={panel}
        onPanel={togglePanel}
      />
      <div className={css.middle}>
        <Panes
          list={
            count === first && state !== null && state.scanned === state.total ? (
              <NoLines total={summary?.lines ?? 0} />
            ) : (
              <ChatList
                ref={list}
                chat={chat}
                first={first}
                count={count}
                openedAt={openedAt}
                cursor={cursor}
                channels={channels}
                onOpen={open}
                onClose={close}
                onRaw={onRaw}
              />
            )
          }
          detail={inspects && row ? <ChatDetail row={row} onGo={go} onRaw={onRaw} onClose={close} /> : null}
        />
        {panel && summary ? <ChatPanel summary={summary} live={live} onFilter={onFilter} /> : null}
      </div>
      <Status
        chat={chat}
        shown={count - first}
        lines={summary?.lines ?? 0}
        whole={hidden.length === 0 && channel === null}
        sockets={ids.length}
      />
    </section>
  );
}

function asClasses(value: unknown): readonly ChatClass[] | null {
  return Array.isArray(value) ? CHAT_CLASSES.filter((each) => value.includes(each)) : null;
}

/** The active line is found again in the next chat. */
function useKeptLine(chat: Chat | null, row: ChatRow | null): void {
  useEffect(() => {
    if (row) chat?.keep(row);
  }, [chat, row]);
}

function useGo(chat: Chat | null, moveTo: (index: number) => void): (target: ChatTarget) => void {
  const report = useReport();
  const store = useAppStore();
  return useCallback(
    (target) => {
      const goTo = async () => {
        const place = (await chat?.find(target)) ?? null;
        if (place !== null) flushSync(() => moveTo(place)); // before more lines are drawn, which would be followed
        else store.setState(({ log }) => ({ log: [...log, notThere()] }));
      };
      goTo().catch(report);
    },
    [chat, moveTo, report, store],
  );
}

function notThere() {
  return {
    level: 'warning',
    code: 'CHAT_LINE',
    message: 'That line of chat was not captured, or is hidden.',
    hint: 'Show every kind of line above the chat, and all channels, and try again.',
    at: Date.now(),
  } as const;
}

/** Goes to the line that another tab asked for, as soon as it was read. */
function useRevealed(
  chat: Chat | null,
  state: ViewState | null,
  go: (target: ChatTarget) => void,
  open: () => void,
): void {
  const report = useReport();
  const store = useAppStore();
  const reveal = useApp((app) => (app.reveal?.tab === 'chat' ? app.reveal : null));
  useEffect(() => {
    if (reveal === null || chat === null || state === null) return;
    const { seq, part } = reveal;
    const show = async () => {
      const isRead =
        seq === null || state.scanned >= state.total || (await chat.find({ seq, part })) !== null;
      if (!isRead || store.getState().reveal !== reveal) return;
      store.setState({ reveal: null });
      if (seq === null) return;
      go({ seq, part });
      open();
    };
    show().catch(report);
  }, [reveal, chat, state, go, open, store, report]);
}

/** The ways to the timeline: to the message of the active line, and to those that a filter shows. */
function useMessages(ids: readonly ConnectionId[], row: ChatRow | null) {
  const store = useAppStore();
  const onRaw = useCallback(() => {
    if (row === null) return;
    const { seq, part, connection } = row;
    const reveal = { tab: 'messages', seq, part, filter: null } as const;
    store.setState((state) => ({ ...(state.together ? {} : selectOnly(connection)), reveal }));
  }, [store, row]);
  const onFilter = useCallback(
    (filter: string) => {
      const reveal = { tab: 'messages', seq: null as Seq | null, part: 0, filter } as const;
      const [active] = ids;
      const several = ids.length > 1 && active !== undefined;
      const together = several ? { ids: new Set(ids), active, anchor: active } : null;
      store.setState((state) =>
        together === null || state.together
          ? { reveal }
          : { ...selectOnly(together.active), together, reveal },
      );
    },
    [store, ids],
  );
  return { onRaw, onFilter };
}

function NoLines({ total }: { readonly total: number }) {
  return (
    <div className={css.empty} role="status">
      <MessagesSquare aria-hidden />
      <p>{total === 0 ? 'No lines of chat yet.' : 'All lines are hidden: show some kinds of them above.'}</p>
    </div>
  );
}

interface StatusProps {
  readonly chat: Chat | null;
  readonly shown: number;
  /** Of the chat, as of a moment ago. */
  readonly lines: number;
  /** Nothing is hidden. */
  readonly whole: boolean;
  readonly sockets: number;
}

function Status({ chat, shown, lines, whole, sockets }: StatusProps) {
  const state = useViewState(chat);
  const behind = state !== null && state.scanned < state.total;
  return (
    <div className={css.status}>
      <span>
        {whole
          ? formatPlural(shown, 'line')
          : `${formatExact(shown)} of ${formatPlural(Math.max(shown, lines), 'line')}`}
      </span>
      {sockets > 1 ? <span>{formatPlural(sockets, 'socket')} of one session</span> : null}
      {behind ? (
        <label className={css.scan}>
          Reading {formatExact(state.scanned)} of {formatPlural(state.total, 'message')}
          <progress value={state.scanned} max={state.total} />
        </label>
      ) : null}
    </div>
  );
}

interface PanesProps {
  readonly list: React.ReactNode;
  readonly detail: React.ReactNode;
}

function Panes({ list, detail }: PanesProps) {
  const [fraction, setFraction] = useRemembered('split-chat', 0.62, asNumber);
  return (
    <div className={css.panes}>
      <SplitPane
        direction="column"
        label="Height of the chat"
        fraction={fraction}
        onFractionChange={setFraction}
        minimum={MINIMUM}
        first={list}
        second={detail}
      />
    </div>
  );
}
