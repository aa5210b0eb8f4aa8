// The rows of the connection list: its lines, the members of groups that are expanded, and what keeps them in place while the
// pointer is over them.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import type { Notes } from '../../proxy/contract/notes.ts';

export interface ListRow {
  /** That of the connection, or of the first member of its group: it stays when others come. */
  readonly key: ConnectionId;
  /** What is selected with it: of a group the newest member. */
  readonly connection: Connection;
  /** What its cells show: of a group the newest member, with the sums of all. */
  readonly shown: Connection;
  /** Visible ones, in the order in which they were opened; more than one makes it a group. */
  readonly members: readonly Connection[];
  readonly expanded: boolean;
  /** Which member of the expanded group above it is, counted from 1; null for any other row. */
  readonly attempt: number | null;
}

export function isGroup({ members }: ListRow): boolean {
  return members.length > 1;
}

export function expandRows(
  lines: readonly ListRow[],
  expanded: ReadonlySet<ConnectionId>,
): readonly ListRow[] {
  if (expanded.size === 0) return lines;
  return lines.flatMap((line) => (isGroup(line) && expanded.has(line.key) ? withMembers(line) : [line]));
}

function withMembers(line: ListRow): readonly ListRow[] {
  const members = line.members.map((connection, place) => ({
    key: connection.id,
    connection,
    shown: connection,
    members: [connection],
    expanded: false,
    attempt: place + 1,
  }));
  return [{ ...line, expanded: true }, ...members];
}

/**
 * `rows` in the order of `held`. One that is gone from them stays as it is now, a new one comes last, and a new member of an
 * expanded group waits: it would push down what stands below.
 */
export function holdRows(
  rows: readonly ListRow[],
  held: readonly ListRow[],
  connections: ReadonlyMap<ConnectionId, Connection>,
): readonly ListRow[] {
  if (held.every((row, place) => isSame(rows[place], row))) return rows;
  const [present, known] = [byName(rows), byName(held)];
  const kept = held.flatMap((row) => present.get(nameOf(row)) ?? stale(row, connections));
  return [...kept, ...rows.filter((row) => row.attempt === null && !known.has(nameOf(row)))];
}

function isSame(a: ListRow | undefined, b: ListRow): boolean {
  return a !== undefined && nameOf(a) === nameOf(b);
}

/** A group and its first member have the same key. */
function nameOf({ key, attempt }: ListRow): number {
  return attempt === null ? key : -1 * key;
}

function byName(rows: readonly ListRow[]): ReadonlyMap<number, ListRow> {
  return new Map(rows.map((row) => [nameOf(row), row]));
}

/** Nothing where a reset took the connection away. */
function stale(row: ListRow, connections: ReadonlyMap<ConnectionId, Connection>): readonly ListRow[] {
  const connection = connections.get(row.connection.id);
  if (!connection) return [];
  return [isGroup(row) ? row : { ...row, connection, shown: connection, members: [connection] }];
}

/** What is pinned stands on top, in the order that it has otherwise; a group with all of its rows where one member is. */
export function pinnedFirst(rows: readonly ListRow[], { connections }: Notes): readonly ListRow[] {
  const isPinned = (row: ListRow) => row.members.some(({ id }) => connections.get(id)?.own?.pinned);
  const [pinned, others]: [ListRow[], ListRow[]] = [[], []];
  let part = others;
  for (const row of rows) {
    if (row.attempt === null) part = isPinned(row) ? pinned : others;
    part.push(row);
  }
  return pinned.length === 0 ? rows : [...pinned, ...others];
}

/** Null where no row stands for it. `asGroup`: it was the row of its group that was selected. */
export function rowOf(
  rows: readonly ListRow[],
  selected: ConnectionId | null,
  asGroup: boolean,
): number | null {
  if (selected === null) return null;
  const place = rows.findIndex((row) => standsFor(row, selected, asGroup));
  return place < 0 ? null : place;
}

function standsFor(row: ListRow, selected: ConnectionId, asGroup: boolean): boolean {
  if (!isGroup(row)) return row.connection.id === selected && !(asGroup && row.attempt !== null);
  return (asGroup || !row.expanded) && row.members.some(({ id }) => id === selected);
}
