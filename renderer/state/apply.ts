// A Change of the engine, applied: state and Change in, state out. Pure; whatever did not change keeps its
// identity, so that nothing is drawn again without need.

import type { ConnectionId, ViewId } from '../../proxy/contract/ids.ts';
import type { Change, Connection, Notice, ViewState } from '../../proxy/contract/model.ts';
import { changeNotes, NO_NOTES } from '../../proxy/contract/notes.ts';
import { carryReconnects, NO_RECONNECTS, type Reconnects } from '../../proxy/contract/reconnects.ts';
import type { AppState } from './app-store.ts';
import { isVisible, visibility } from './selectors.ts';
import { carrySessions, NO_SESSIONS } from './sessions.ts';
import { carryTogether } from './together.ts';

/** Notices that the log keeps; the oldest go first. */
export const LOG_LIMIT = 500;

export function apply(state: AppState, change: Change): AppState {
  const connections = applyConnections(state.connections, change);
  const log = appendNotices(state.log, newNotices(state.status?.notices ?? [], change.status.notices));
  const next: AppState = {
    ...state,
    connections,
    notes: changeNotes(change.reset ? NO_NOTES : state.notes, change.annotations),
    reconnects: applyReconnects(state, change),
    sessions: carrySessions(change.reset ? NO_SESSIONS : state.sessions, change.connections),
    views: applyViews(state.views, change.views),
    status: change.status,
    log,
    selected: change.reset ? keptSelection(state.selected, connections) : state.selected,
  };
  const together = change.reset ? next.together : carryTogether(next, state.connections, change.connections);
  const carried = together === next.together ? next : { ...next, together };
  return state.firstSelected ? carried : selectFirstWebSocket(carried, change.connections);
}

/** Only a reset takes a connection away; one that is not here yet, as after a replay, is on its way. */
function keptSelection(
  selected: ConnectionId | null,
  connections: ReadonlyMap<ConnectionId, Connection>,
): ConnectionId | null {
  return selected !== null && connections.has(selected) ? selected : null;
}

function applyConnections(
  before: ReadonlyMap<ConnectionId, Connection>,
  change: Change,
): ReadonlyMap<ConnectionId, Connection> {
  if (!change.reset && change.connections.length === 0) return before;
  const after = change.reset ? new Map<ConnectionId, Connection>() : new Map(before);
  for (const connection of change.connections) after.set(connection.id, connection);
  return after;
}

function applyReconnects({ connections, reconnects }: AppState, change: Change): Reconnects {
  if (change.reset) return carryReconnects(NO_RECONNECTS, new Map(), change.connections);
  return carryReconnects(reconnects, connections, change.connections);
}

function applyViews(
  before: ReadonlyMap<ViewId, ViewState>,
  views: readonly ViewState[],
): ReadonlyMap<ViewId, ViewState> {
  if (views.length === 0) return before;
  const after = new Map(before);
  for (const view of views) after.set(view.view, view);
  return after;
}

function newNotices(before: readonly Notice[], after: readonly Notice[]): readonly Notice[] {
  const known = new Set(before.map(noticeKey));
  return after.filter((notice) => !known.has(noticeKey(notice)));
}

function noticeKey(notice: Notice): string {
  return `${notice.code}@${notice.at}`;
}

export function appendNotices(log: readonly Notice[], notices: readonly Notice[]): readonly Notice[] {
  return notices.length === 0 ? log : [...log, ...notices].slice(-LOG_LIMIT);
}

function selectFirstWebSocket(state: AppState, changed: readonly Connection[]): AppState {
  if (state.selected !== null) return { ...state, firstSelected: true };
  const visible = visibility(state);
  const first = changed.find(
    (connection) => connection.kind === 'websocket' && isVisible(visible, connection),
  );
  return first ? { ...state, selected: first.id, firstSelected: true } : state;
}
