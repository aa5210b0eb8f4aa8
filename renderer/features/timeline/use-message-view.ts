// One live view of messages for a component: opened, watched, and closed again. While the next one opens, the
// last one stays on the screen.

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { ViewState } from '../../../proxy/contract/model.ts';
import type { Session, ViewQuery } from '../../../proxy/contract/session.ts';
import type { AppStore } from '../../state/app-store.ts';
import { useAppStore, useReport, useSession } from '../../state/session-context.tsx';
import { type FetchRows, RowWindow } from './row-window.ts';

export interface MessageView {
  readonly filter: string;
  /** As it was when it opened. */
  readonly opened: ViewState;
  /** As it is now; `rows` tells when that is another one. */
  readonly state: () => ViewState;
  readonly rows: RowWindow;
  /** Whether the newest row is to be shown. */
  readonly follow: (follow: boolean) => void;
  readonly fetch: FetchRows;
  /** Where a message stands, or the first one after it. */
  readonly locate: (seq: Seq) => Promise<number>;
}

/** Null until the first one is open; `filter` null asks for none, `connections` null for those of all. */
export function useMessageView(
  connections: readonly ConnectionId[] | null,
  filter: string | null,
  follow: boolean,
): MessageView | null {
  const session = useSession();
  const store = useAppStore();
  const report = useReport();
  const [view, setView] = useState<MessageView | null>(null);
  const [startsAtEnd] = useState(follow);
  useEffect(() => {
    if (filter === null) return;
    const opening = openMessageView({ session, store, report }, { connections, filter });
    void opening.ready(startsAtEnd).then((opened) => opened && setView(opened), report);
    return opening.close;
  }, [session, store, report, connections, filter, startsAtEnd]);
  return filter === null ? null : view;
}

interface Sources {
  readonly session: Session;
  readonly store: AppStore;
  readonly report: (error: unknown) => void;
}

function openMessageView({ session, store, report }: Sources, query: ViewQuery) {
  let closed = false;
  let unwatch: (() => void) | null = null;
  const opened = session.openView(query);
  const ready = async (atEnd: boolean): Promise<MessageView | null> => {
    const state = await opened;
    const fetch: FetchRows = (from, count) =>
      closed ? Promise.resolve([]) : session.rows(state.view, from, count);
    const rows = new RowWindow(fetch, (error) => !closed && report(error));
    await rows.resize(state.count, atEnd);
    if (closed) return null;
    const live = keepInStep(store, state, rows, atEnd);
    unwatch = live.stop;
    const locate = (seq: Seq) => (closed ? Promise.resolve(0) : session.locate(state.view, seq));
    const { filter } = query;
    return { filter, opened: state, state: live.state, rows, follow: live.follow, fetch, locate };
  };
  const close = () => {
    closed = true;
    unwatch?.();
    const gone = () => undefined; // a lost engine has closed its views itself
    void opened.then(({ view }) => session.closeView(view)).catch(gone);
  };
  return { ready, close };
}

/** Every state of the view goes straight to its rows: a component hears of both at once, and draws once. */
function keepInStep(store: AppStore, opened: ViewState, rows: RowWindow, atEnd: boolean) {
  let state = opened;
  let follows = atEnd;
  const look = () => {
    const latest = store.getState().views.get(opened.view) ?? state;
    if (latest === state) return;
    state = latest;
    void rows.resize(state.count, follows);
  };
  const follow = (on: boolean) => {
    follows = on;
    void rows.resize(state.count, on);
  };
  const stop = store.subscribe(look);
  look();
  return { state: () => state, follow, stop };
}

/** How many messages the view has now, of how many looked at. */
export function useViewState(view: MessageView | null): ViewState | null {
  return useSyncExternalStore(view?.rows.subscribe ?? neverChanges, view?.state ?? none);
}

/** Draws again when a row has come, or the number of rows to show has changed. */
export function useRowCount(view: MessageView | null, follow: boolean): number {
  const store = useAppStore();
  const rows = view?.rows ?? null;
  useEffect(() => view?.follow(follow), [view, follow]);
  useEffect(() => {
    const look = () => rows?.watch(store.getState().connections);
    look();
    return store.subscribe((state, before) => {
      if (state.connections !== before.connections) look();
    });
  }, [rows, store]);
  useSyncExternalStore(rows?.subscribe ?? neverChanges, rows?.version ?? zero);
  return rows?.count ?? 0;
}

const neverChanges = () => () => undefined;
const zero = () => 0;
const none = () => null;
