// What is derived from the state: which connections are visible, in which order, and the selected one.
// Pure; the filter language itself is the contract's.

import type { Filter } from '../../proxy/contract/filter.ts';
import { matchConnection } from '../../proxy/contract/filter-match.ts';
import { parseFilter } from '../../proxy/contract/filter-parse.ts';
import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import type { Notes } from '../../proxy/contract/notes.ts';
import type { AppState } from './app-store.ts';
import type { ColumnId, Sort } from './columns.ts';

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
  sort: Sort | null,
): readonly Connection[] {
  const rows = [...connections.values()].filter((connection) => isVisible(visible, connection));
  return sort === null ? rows : sortConnections(rows, sort);
}

/** What is pinned stands on top, in the order that it has otherwise. */
export function pinnedFirst(rows: readonly Connection[], notes: Notes): readonly Connection[] {
  const isPinned = ({ id }: Connection) => notes.connections.get(id)?.own?.pinned ?? false;
  const pinned = rows.filter(isPinned);
  return pinned.length === 0 ? rows : [...pinned, ...rows.filter((row) => !isPinned(row))];
}

export function selectedConnection(state: AppState): Connection | null {
  return state.selected === null ? null : (state.connections.get(state.selected) ?? null);
}

/** Stable: equal rows keep the order of capture in both directions. */
export function sortConnections(rows: readonly Connection[], sort: Sort): readonly Connection[] {
  const key = SORT_KEYS[sort.column];
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return rows.toSorted((a, b) => sign * compare(key(a), key(b)));
}

/** The same rows in the order they had before; those that were not there come last. */
export function keepOrder(
  rows: readonly Connection[],
  before: readonly ConnectionId[],
): readonly Connection[] {
  const place = new Map(before.map((id, index) => [id, index]));
  const last = before.length;
  return rows.toSorted((a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last));
}

type SortKey = string | number;

const STATE_ORDER = { open: 0, connecting: 1, failed: 2, closed: 3 } as const;

const SORT_KEYS: Readonly<Record<ColumnId, (connection: Connection) => SortKey>> = {
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
  duration: connectionDuration,
  activity: (connection) => connection.lastActivityAt,
};

function compare(a: SortKey, b: SortKey): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

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

/** `h.example`, and `h.example:8080` where the port is not the usual one of its scheme. */
export function hostAndPort({ scheme, host, port }: Connection): string {
  return port === USUAL_PORTS[scheme] ? host : `${host}:${port}`;
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443 };

const NO_REQUEST = '(no HTTP request)';

/** A bare slash says nothing. */
function pathOf({ path }: Connection): string {
  return path === '/' ? '' : path;
}

/** The negotiated subprotocol, or what the messages turned out to be. */
export function connectionProtocol(connection: Connection): string {
  return connection.decoder ?? connection.subprotocol ?? '';
}

export function connectionBytes(connection: Connection): number {
  return connection.sentBytes + connection.receivedBytes;
}

/** Milliseconds from opening to the end, or to the last byte so far. */
export function connectionDuration(connection: Connection): number {
  return Math.max(0, (connection.ending?.at ?? connection.lastActivityAt) - connection.openedAt);
}
