// What is derived from the state: which connections are visible, what they are sorted by, and the selected one.
// Pure; the filter language itself is the contract's.

import { decodersOf } from '../../proxy/contract/decoder-choice.ts';
import type { Filter } from '../../proxy/contract/filter.ts';
import { matchConnection } from '../../proxy/contract/filter-match.ts';
import { parseFilter } from '../../proxy/contract/filter-parse.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import type { Notes } from '../../proxy/contract/notes.ts';
import { reconnectGroup, type ReconnectGroup } from '../../proxy/contract/reconnects.ts';
import type { AppState } from './app-store.ts';
import type { ColumnId } from './columns.ts';

/** A filter of the list, ready to be asked. */
export interface Visibility {
  /** Null while the text is not a filter: then it hides nothing. */
  readonly filter: Filter | null;
  readonly notes: Notes;
}

export function visibility({ listFilter, notes }: Pick<AppState, 'listFilter' | 'notes'>): Visibility {
  const parsed = parseFilter(listFilter);
  return { filter: parsed.ok ? parsed.filter : null, notes };
}

export function isVisible({ filter, notes }: Visibility, connection: Connection): boolean {
  if (filter === null) return true;
  const own = notes.connections.get(connection.id);
  return matchConnection(filter, own ? { ...connection, notes: own } : connection, 'url');
}

export function visibleConnections(
  connections: ReadonlyMap<unknown, Connection>,
  visible: Visibility,
): readonly Connection[] {
  return [...connections.values()].filter((connection) => isVisible(visible, connection));
}

/** The reconnects that the selected connection is one of; null where it stands alone, or where nobody groups. */
export function selectedGroup(state: AppState): ReconnectGroup | null {
  const connection = selectedConnection(state);
  return connection && state.grouping ? reconnectGroup(state.reconnects, connection) : null;
}

/** The row of its group was selected, rather than its own. */
export function isGroupSelected({ selected, selectedAsGroup }: AppState): boolean {
  return selected !== null && selectedAsGroup === selected;
}

export function selectedConnection(state: AppState): Connection | null {
  return state.selected === null ? null : (state.connections.get(state.selected) ?? null);
}

export type SortKey = string | number;

/** What a connection is sorted by; `now` is the end, so far, of what still goes on. */
export function sortKey(connection: Connection, column: ColumnId, now: number): SortKey {
  if (column !== 'duration') return SORT_KEYS[column](connection);
  return connection.state === 'open' ? now - connection.openedAt : connectionDuration(connection);
}

const STATE_ORDER = { open: 0, connecting: 1, failed: 2, closed: 3 } as const;

const SORT_KEYS: Readonly<Record<Exclude<ColumnId, 'duration'>, (connection: Connection) => SortKey>> = {
  state: (connection) => STATE_ORDER[connection.state],
  name: connectionName,
  host: (connection) => connection.host,
  method: (connection) => connection.method,
  status: (connection) => connection.status ?? 0,
  type: (connection) => connection.resourceType,
  protocol: connectionProtocol,
  sent: (connection) => connection.sentMessages,
  received: (connection) => connection.receivedMessages,
  bytes: connectionBytes,
  activity: (connection) => connection.lastActivityAt,
  waterfall: (connection) => connection.openedAt,
};

/**
 * Host and path of a WebSocket; of a request the last part of its path, as devtools name it, or else the host. What names
 * no place to go is shown as it was written.
 */
export function connectionName(connection: Connection): string {
  if (connection.host === '') return connection.url || NO_REQUEST;
  if (connection.kind === 'websocket') return hostAndPort(connection) + pathOf(connection);
  const path = connection.path.split(/[?#]/, 1)[0] ?? '';
  const last = path.split('/').findLast((part) => part !== '');
  const query = connection.path.slice(path.length);
  return (last ?? hostAndPort(connection)) + query;
}

/** The same, beside a column that has the host already. */
export function connectionNameWithoutHost(connection: Connection): string {
  return connection.kind === 'websocket' && pathOf(connection) ? connection.path : connectionName(connection);
}

/** `h.example`, and `h.example:8080` where the port is not the usual one of its scheme; empty where no host was named. */
export function hostAndPort({ scheme, host, port }: Connection): string {
  return host === '' || port === USUAL_PORTS[scheme] ? host : `${host}:${port}`;
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443 };

const NO_REQUEST = '(no HTTP request)';

/** A bare slash says nothing. */
function pathOf({ path }: Connection): string {
  return path === '/' ? '' : path;
}

/** What the messages are read as, both where what is sent and what is received are not read as the same, or the subprotocol. */
export function connectionProtocol(connection: Connection): string {
  return decodersOf(connection).join(' / ') || (connection.subprotocol ?? '');
}

export function speaksIrc(connection: Connection): boolean {
  return decodersOf(connection).includes('irc');
}

export function connectionBytes(connection: Connection): number {
  return connection.sentBytes + connection.receivedBytes;
}

/** Milliseconds from opening to the end, or to the last byte so far. */
export function connectionDuration(connection: Connection): number {
  return Math.max(0, (connection.ending?.at ?? connection.lastActivityAt) - connection.openedAt);
}
