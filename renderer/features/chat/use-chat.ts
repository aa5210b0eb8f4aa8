// One live chat for a component: opened, watched, and closed again. While the next one opens (another line is hidden, the
// session goes on in another socket) the last one stays on the screen.

import { useEffect, useRef, useState } from 'react';
import type { ChatQuery, ChatRow, ChatTarget, LineRef } from '../../../proxy/contract/chat.ts';
import type { Seq, ViewId } from '../../../proxy/contract/ids.ts';
import type { ViewState } from '../../../proxy/contract/model.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import type { AppStore } from '../../state/app-store.ts';
import { useAppStore, useReport, useSession } from '../../state/session-context.tsx';
import { RowWindow } from '../timeline/row-window.ts';
import { keepInStep } from '../timeline/use-message-view.ts';

export interface Chat {
  readonly view: ViewId;
  readonly query: ChatQuery;
  readonly state: () => ViewState;
  readonly rows: RowWindow<ChatRow>;
  readonly follow: (follow: boolean) => void;
  /** Where the line with this message stands that was active last, or its first line. */
  readonly locate: (seq: Seq) => Promise<number>;
  /** Null where there is no such line, or it is hidden. */
  readonly find: (target: ChatTarget) => Promise<number | null>;
  /** Tells which line is active, so that it is found again in the next chat. */
  readonly keep: (line: LineRef) => void;
}

interface OpenChat extends Chat {
  readonly fill: () => Promise<void>;
  readonly close: () => void;
}

/** Null until the first one is open. */
export function useChat(query: ChatQuery, startsAtEnd: boolean): Chat | null {
  const session = useSession();
  const store = useAppStore();
  const report = useReport();
  const [shown, show] = useState<OpenChat | null>(null);
  const current = useRef<OpenChat | null>(null);
  const kept = useRef<LineRef | null>(null);
  useEffect(() => {
    const opening = openChat({ session, store, report }, query, { startsAtEnd, kept });
    let taken = false;
    const take = async () => {
      const chat = await opening.chat;
      await chat?.fill();
      if (chat === null || opening.isClosed()) return;
      taken = true;
      current.current?.close();
      current.current = chat;
      show(chat);
    };
    take().catch(report);
    return () => {
      if (!taken) opening.close();
    };
  }, [session, store, report, query, startsAtEnd]);
  useEffect(() => () => current.current?.close(), []);
  return shown;
}

interface Sources {
  readonly session: Session;
  readonly store: AppStore;
  readonly report: (error: unknown) => void;
}

interface Start {
  readonly startsAtEnd: boolean;
  readonly kept: { current: LineRef | null };
}

function openChat({ session, store, report }: Sources, query: ChatQuery, { startsAtEnd, kept }: Start) {
  let closed = false;
  let unwatch: (() => void) | null = null;
  const answer = session.openChat(query);
  const close = () => {
    if (closed) return;
    closed = true;
    unwatch?.();
    void answer.then(({ view }) => session.closeChat(view)).catch(() => undefined); // a lost engine has closed it
  };
  const open = async (): Promise<OpenChat | null> => {
    const opened = await answer;
    if (closed) return null;
    const { view } = opened;
    const fetch = (from: number, count: number) =>
      closed ? Promise.resolve([]) : session.chatRows(view, from, count);
    const rows = new RowWindow<ChatRow>(fetch, (error) => !closed && report(error));
    const { stop, ...live } = keepInStep(store, opened, rows, startsAtEnd);
    unwatch = stop;
    const find = async (target: ChatTarget) => (closed ? null : session.locateInChat(view, target));
    const locate = async (seq: Seq) => {
      const line = kept.current?.seq === seq ? kept.current : { seq, part: 0 };
      return (await find(line)) ?? Infinity;
    };
    const keep = (line: LineRef) => {
      kept.current = line;
    };
    return { view, query, ...live, rows, locate, find, keep, close };
  };
  return { chat: open(), close, isClosed: () => closed };
}
