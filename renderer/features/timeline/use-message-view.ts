// One live view of messages for a component: opened, watched, and closed again. While the next one opens and has
// found nothing yet, the last one stays on the screen.

import { type RefObject, useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, ViewState } from '../../../proxy/contract/model.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { useApp, useReport, useSession } from '../../state/session-context.tsx';
import { type FetchRows, RowWindow } from './row-window.ts';

export interface MessageView {
  readonly filter: string;
  /** As it was when it opened. */
  readonly opened: ViewState;
  readonly rows: RowWindow;
  readonly fetch: FetchRows;
  /** Where a message stands, or the first one after it. */
  readonly locate: (seq: Seq) => Promise<number>;
}

export interface MessageViews {
  /** Null until the first one is open. */
  readonly view: MessageView | null;
  /** The one that will replace it, as far as it has looked; null while none is on its way. */
  readonly next: ViewState | null;
}

/**
 * `filter` null asks for none. While another view is looking for its first match, the last one stands; with `unfinished`
 * also when it found that there is none, for a filter that is still being typed.
 */
export function useMessageView(
  connection: ConnectionId,
  filter: string | null,
  follow: boolean,
  unfinished = false,
): MessageViews {
  const session = useSession();
  const report = useReport();
  const [next, setNext] = useState<OpenView | null>(null);
  const [shown, show] = useState<OpenView | null>(null);
  const current = useRef<OpenView | null>(null);
  const [startsAtEnd] = useState(follow);
  useEffect(() => {
    if (filter === null || !current.current?.isOf(session, connection)) leave(current);
    if (filter === null) return;
    let opened: OpenView | null = null;
    const opening = openMessageView(session, connection, filter, report);
    const take = (view: OpenView | null) => {
      opened = view;
      if (view) setNext(view);
    };
    void opening.opened.then(take, report);
    return () => {
      if (opened === null || current.current !== opened) opening.close();
    };
  }, [session, report, connection, filter]);
  useEffect(() => () => leave(current), []);

  const state = useViewState(next);
  const hasFirst = state !== null && (state.count > 0 || (state.scanned >= state.total && !unfinished));
  const isReady = next !== null && (hasFirst || shown === null || shown.isClosed());
  const replace = useEffectEvent((view: OpenView) => {
    if (view.isClosed()) return;
    leave(current);
    current.current = view;
    show({ ...view, opened: state ?? view.opened });
    setNext(null);
  });
  const fill = useEffectEvent((view: OpenView) => view.rows.resize(state?.count ?? 0, startsAtEnd));
  useEffect(() => {
    if (!next || !isReady) return;
    const change = async () => {
      await fill(next);
      replace(next);
    };
    void change();
  }, [next, isReady]);
  return { view: filter === null ? null : shown, next: filter === null || next === null ? null : state };
}

/** What was on the screen is closed. */
function leave(current: RefObject<OpenView | null>): void {
  current.current?.close();
  current.current = null;
}

interface OpenView extends MessageView {
  readonly isOf: (session: Session, connection: ConnectionId) => boolean;
  readonly isClosed: () => boolean;
  readonly close: () => void;
}

function openMessageView(
  session: Session,
  connection: ConnectionId,
  filter: string,
  report: (error: unknown) => void,
) {
  let closed = false;
  const answer = session.openView({ connections: [connection], filter });
  const close = () => {
    closed = true;
    const gone = () => undefined; // a lost engine has closed its views itself
    void answer.then(({ view }) => session.closeView(view)).catch(gone);
  };
  const open = async (): Promise<OpenView | null> => {
    const state = await answer;
    const fetch: FetchRows = (from, count) =>
      closed ? Promise.resolve([]) : session.rows(state.view, from, count);
    const rows = new RowWindow(fetch, (error) => !closed && report(error));
    const locate = (seq: Seq) => (closed ? Promise.resolve(0) : session.locate(state.view, seq));
    const isOf = (other: Session, id: ConnectionId) => other === session && id === connection;
    const isClosed = () => closed;
    return closed ? null : { filter, opened: state, rows, fetch, locate, isOf, isClosed, close };
  };
  return { opened: open(), close };
}

/** How many messages the view has now, of how many looked at. */
export function useViewState(view: MessageView | null): ViewState | null {
  const id = view?.opened.view ?? null;
  const latest = useApp((state) => (id === null ? null : state.views.get(id)));
  return latest ?? view?.opened ?? null;
}

/** Draws again when a row has come, or the number of rows to show has changed. */
export function useRowCount(view: MessageView | null, connection: Connection, follow: boolean): number {
  const rows = view?.rows ?? null;
  const target = useViewState(view)?.count ?? 0;
  useEffect(() => {
    void rows?.resize(target, follow);
  }, [rows, target, follow]);
  useEffect(() => {
    rows?.watch(connection);
  }, [rows, connection]);
  useSyncExternalStore(rows?.subscribe ?? neverChanges, rows?.version ?? zero);
  return rows?.count ?? 0;
}

const neverChanges = () => () => undefined;
const zero = () => 0;
