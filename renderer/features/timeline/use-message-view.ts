// One live view of messages for a component: opened, watched, and closed again. While the next one opens and has
// found nothing yet, the last one stays on the screen.

import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ConnectionId, Seq, ViewId } from '../../../proxy/contract/ids.ts';
import type { Overview, ViewState } from '../../../proxy/contract/model.ts';
import type { MessageSchema } from '../../../proxy/contract/message-schema.ts';
import type { Statistics } from '../../../proxy/contract/statistics.ts';
import type { Session, ViewQuery } from '../../../proxy/contract/session.ts';
import type { AppStore } from '../../state/app-store.ts';
import { useAppStore, useReport, useSession } from '../../state/session-context.tsx';
import { type FetchRows, RowWindow, type WindowRow } from './row-window.ts';

export interface MessageView {
  readonly view: ViewId;
  /** Null: all of them. */
  readonly connections: readonly ConnectionId[] | null;
  readonly filter: string;
  /** As it is now; `rows` tells when that is another one. */
  readonly state: () => ViewState;
  readonly rows: RowWindow;
  /** Whether the newest row is to be shown. */
  readonly follow: (follow: boolean) => void;
  readonly fetch: FetchRows;
  /** Where a message stands, or the first one after it. */
  readonly locate: (seq: Seq) => Promise<number>;
  /** Where the first message at or after a time stands; their number where there is none. */
  readonly locateTime: (at: number) => Promise<number>;
  /** Null once the view is closed. */
  readonly overview: () => Promise<Overview | null>;
  /** Null once the view is closed. */
  readonly statistics: () => Promise<Statistics | null>;
  /** Null once the view is closed. */
  readonly schema: () => Promise<MessageSchema | null>;
}

/** What is drawn again when it has changed. */
export interface LiveView {
  readonly state: () => ViewState;
  readonly follow: (follow: boolean) => void;
  readonly rows: Pick<RowWindow, 'subscribe' | 'version' | 'count' | 'watch' | 'refresh'>;
}

export interface MessageViews {
  /** Null until the first one is open. */
  readonly view: MessageView | null;
  /** The one that will replace it, as far as it has looked; null while none is on its way. */
  readonly next: ViewState | null;
}

/**
 * `filter` null asks for none, `connections` null for those of all, `joined` also for those of the first one's session. While another view is looking for its first match,
 * the last one stands; with `unfinished` also when it found that there is none, for a filter that is still being typed.
 */
export function useMessageView(
  connections: readonly ConnectionId[] | null,
  filter: string | null,
  follow: boolean,
  unfinished = false,
  joined = false,
): MessageViews {
  const session = useSession();
  const store = useAppStore();
  const report = useReport();
  const [next, setNext] = useState<OpenView | null>(null);
  const [shown, show] = useState<OpenView | null>(null);
  const current = useRef<OpenView | null>(null);
  const [startsAtEnd] = useState(follow);
  useEffect(() => {
    if (filter === null || !current.current?.isOf(session, connections)) leave(current);
    if (filter === null) return;
    let opened: OpenView | null = null;
    const sources = { session, store, report };
    const opening = openMessageView(
      sources,
      joined ? { connections, filter, session: true } : { connections, filter },
      startsAtEnd,
    );
    const take = (view: OpenView | null) => {
      opened = view;
      if (view) setNext(view);
    };
    void opening.opened.then(take, report);
    return () => {
      if (opened === null || current.current !== opened) opening.close();
    };
  }, [session, store, report, connections, filter, startsAtEnd, joined]);
  useEffect(() => () => leave(current), []);

  const state = useSyncExternalStore(next ? store.subscribe : neverChanges, next?.state ?? none);
  const hasFirst = state !== null && (state.count > 0 || (state.scanned >= state.total && !unfinished));
  const isReady = next !== null && (hasFirst || shown === null || shown.isClosed());
  useEffect(() => {
    if (!next || !isReady) return;
    const replace = async () => {
      await next.fill();
      if (next.isClosed()) return;
      leave(current);
      current.current = next;
      show(next);
      setNext(null);
    };
    void replace();
  }, [next, isReady]);
  return { view: filter === null ? null : shown, next: filter === null ? null : state };
}

/** What was on the screen is closed. */
function leave(current: RefObject<OpenView | null>): void {
  current.current?.close();
  current.current = null;
}

interface OpenView extends MessageView {
  /** Fetches the first rows; from then on they are kept in step with the view. */
  readonly fill: () => Promise<void>;
  readonly isOf: (session: Session, connections: readonly ConnectionId[] | null) => boolean;
  readonly isClosed: () => boolean;
  readonly close: () => void;
}

interface Sources {
  readonly session: Session;
  readonly store: AppStore;
  readonly report: (error: unknown) => void;
}

function openMessageView({ session, store, report }: Sources, query: ViewQuery, atEnd: boolean) {
  let closed = false;
  let unwatch: (() => void) | null = null;
  const answer = session.openView(query);
  const close = () => {
    closed = true;
    unwatch?.();
    const gone = () => undefined; // a lost engine has closed its views itself
    void answer.then(({ view }) => session.closeView(view)).catch(gone);
  };
  const isOf: OpenView['isOf'] = (other, connections) =>
    other === session && connections === query.connections;
  const open = async (): Promise<OpenView | null> => {
    const state = await answer;
    if (closed) return null;
    const fetch: FetchRows = (from, count) =>
      closed ? Promise.resolve([]) : session.rows(state.view, from, count);
    const rows = new RowWindow(fetch, (error) => !closed && report(error));
    const { stop, ...live } = keepInStep(store, state, rows, atEnd);
    unwatch = stop;
    const locate = (seq: Seq) => (closed ? Promise.resolve(0) : session.locate(state.view, seq));
    const locateTime = (at: number) => (closed ? Promise.resolve(0) : session.locateTime(state.view, at));
    const overview = async () => (closed ? null : session.overview(state.view));
    const statistics = async () => (closed ? null : session.statistics(state.view));
    const schema = async () => (closed ? null : session.schema(state.view));
    const isClosed = () => closed;
    const { connections, filter } = query;
    const calls = { fetch, locate, locateTime, overview, statistics, schema };
    return { view: state.view, connections, filter, ...live, rows, ...calls, isOf, isClosed, close };
  };
  return { opened: open(), close };
}

/** Every state of the view goes straight to its rows: a component hears of both at once, and draws once. */
export function keepInStep<Row extends WindowRow>(
  store: AppStore,
  opened: ViewState,
  rows: RowWindow<Row>,
  atEnd: boolean,
) {
  let state = opened;
  let follows = atEnd;
  let filled = false;
  const look = () => {
    const latest = store.getState().views.get(opened.view) ?? state;
    if (latest === state) return;
    const revised = latest.revision !== state.revision;
    state = latest;
    if (revised) rows.refresh();
    if (filled) void rows.resize(state.count, follows);
  };
  const fill = async () => {
    await rows.resize(state.count, follows);
    filled = true;
    void rows.resize(state.count, follows);
  };
  const follow = (on: boolean) => {
    follows = on;
    void rows.resize(state.count, on);
  };
  const stop = store.subscribe(look);
  look();
  return { state: () => state, fill, follow, stop };
}

/** How many messages the view has now, of how many looked at. */
export function useViewState(view: LiveView | null): ViewState | null {
  return useSyncExternalStore(view?.rows.subscribe ?? neverChanges, view?.state ?? none);
}

/** Draws again when a row has come, or the number of rows to show has changed. */
export function useRowCount(view: LiveView | null, follow: boolean): number {
  const store = useAppStore();
  const rows = view?.rows ?? null;
  useEffect(() => view?.follow(follow), [view, follow]);
  useEffect(() => {
    const look = () => rows?.watch(store.getState().connections);
    look();
    return store.subscribe((state, before) => {
      if (state.connections !== before.connections) look();
      if (state.status?.decoding !== before.status?.decoding) rows?.refresh();
    });
  }, [rows, store]);
  useSyncExternalStore(rows?.subscribe ?? neverChanges, rows?.version ?? zero);
  return rows?.count ?? 0;
}

const neverChanges = () => () => undefined;
const zero = () => 0;
const none = () => null;
