// One live view of messages for a component: opened, watched, and closed again. While the next one opens, the
// last one stays on the screen.

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, Overview, ViewState } from '../../../proxy/contract/model.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { useApp, useReport, useSession } from '../../state/session-context.tsx';
import { type FetchRows, RowWindow } from './row-window.ts';

export interface MessageView {
  readonly connection: ConnectionId;
  readonly filter: string;
  /** As it was when it opened. */
  readonly opened: ViewState;
  readonly rows: RowWindow;
  readonly fetch: FetchRows;
  /** Where a message stands, or the first one after it. */
  readonly locate: (seq: Seq) => Promise<number>;
  /** Where the first message at or after a time stands; their number where there is none. */
  readonly locateTime: (at: number) => Promise<number>;
  /** Null once the view is closed. */
  readonly overview: () => Promise<Overview | null>;
}

/** Null until the first one is open; `filter` null asks for none. */
export function useMessageView(
  connection: ConnectionId,
  filter: string | null,
  follow: boolean,
): MessageView | null {
  const session = useSession();
  const report = useReport();
  const [view, setView] = useState<MessageView | null>(null);
  const [startsAtEnd] = useState(follow);
  useEffect(() => {
    if (filter === null) return;
    const opening = openMessageView(session, connection, filter, report);
    void opening.ready(startsAtEnd).then((opened) => opened && setView(opened), report);
    return opening.close;
  }, [session, report, connection, filter, startsAtEnd]);
  return filter === null ? null : view;
}

function openMessageView(
  session: Session,
  connection: ConnectionId,
  filter: string,
  report: (error: unknown) => void,
) {
  let closed = false;
  const opened = session.openView({ connections: [connection], filter });
  const ready = async (atEnd: boolean): Promise<MessageView | null> => {
    const state = await opened;
    const fetch: FetchRows = (from, count) =>
      closed ? Promise.resolve([]) : session.rows(state.view, from, count);
    const rows = new RowWindow(fetch, (error) => !closed && report(error));
    await rows.resize(state.count, atEnd);
    const locate = (seq: Seq) => (closed ? Promise.resolve(0) : session.locate(state.view, seq));
    const locateTime = (at: number) => (closed ? Promise.resolve(0) : session.locateTime(state.view, at));
    const overview = async () => (closed ? null : session.overview(state.view));
    return closed ? null : { connection, filter, opened: state, rows, fetch, locate, locateTime, overview };
  };
  const close = () => {
    closed = true;
    const gone = () => undefined; // a lost engine has closed its views itself
    void opened.then(({ view }) => session.closeView(view)).catch(gone);
  };
  return { ready, close };
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
