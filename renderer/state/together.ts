// Several connections looked at together: which they are, and what a click or a key makes of them. One of them is
// always the selected one. Pure.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import { reconnectGroup } from '../../proxy/contract/reconnects.ts';
import type { AppState } from './app-store.ts';
import { isGroup, type ListRow, rowOf } from './list-rows.ts';
import { isVisible, type Visibility, visibility, visibleConnections } from './selectors.ts';

export interface Together {
  /** Null: everything that the list shows, also what is to come. */
  readonly ids: ReadonlySet<ConnectionId> | null;
  /** In force only while this is the selected one: whoever selects another leaves the others. */
  readonly active: ConnectionId;
  /** Where a range by Shift begins. */
  readonly anchor: ConnectionId;
}

type Choice = Pick<AppState, 'selected' | 'selectedAsGroup' | 'together' | 'firstSelected'>;
type Chosen = Pick<AppState, 'selected' | 'selectedAsGroup' | 'together'>;

/** Null while one connection, or none, is selected. */
export function togetherOf({ selected, together }: Omit<Chosen, 'selectedAsGroup'>): Together | null {
  return together !== null && together.active === selected ? together : null;
}

/** A group is selected where all of its members are. */
export function isSelectedTogether(together: Together | null, { members }: ListRow): boolean {
  if (together === null) return false;
  const { ids } = together;
  return ids === null || members.every(({ id }) => ids.has(id));
}

export function selectOnly(id: ConnectionId): Choice {
  return { selected: id, selectedAsGroup: null, together: null, firstSelected: true };
}

export function selectRow(row: ListRow): Choice {
  const { id } = row.connection;
  return { ...selectOnly(id), selectedAsGroup: isGroup(row) ? id : null };
}

/** This one too; or, where it was selected, no longer. A group is all of its members. */
export function toggleRow(state: Chosen, rows: readonly ListRow[], row: ListRow): Partial<Choice> {
  const ids = new Set(selectedIds(state, rows));
  const selected = row.members.every(({ id }) => ids.has(id));
  for (const { id } of row.members) {
    if (selected) ids.delete(id);
    else ids.add(id);
  }
  if (ids.size === 0) return {};
  return chosen(ids, selected ? nearest(rows, ids, row) : row, row.connection.id);
}

/** From where the range begins to here, instead of what was selected. */
export function extendRows(state: Chosen, rows: readonly ListRow[], row: ListRow): Partial<Choice> {
  const anchor = togetherOf(state)?.anchor ?? state.selected ?? row.connection.id;
  const [a, b] = [rowOf(rows, anchor, state.selectedAsGroup === anchor), rows.indexOf(row)];
  if (a === null || a === b) return selectRow(row);
  const range = rows.slice(Math.min(a, b), Math.max(a, b) + 1);
  return chosen(new Set(range.flatMap(idsOf)), row, anchor);
}

/** Another of those selected becomes the one that keys and menus act on. */
export function activateRow({ together }: Chosen, row: ListRow): Partial<Choice> {
  const choice = selectRow(row);
  return together === null ? choice : { ...choice, together: { ...together, active: row.connection.id } };
}

/** A group that was selected as a whole still is when a reconnect joins it. `before`: the connections without the new ones. */
export function carryTogether(
  state: Carried,
  before: AppState['connections'],
  fresh: readonly Connection[],
): Together | null {
  const { together, grouping, reconnects, notes, listFilter } = state;
  if (!together?.ids || !grouping) return together;
  const ids = new Set(together.ids);
  const visible = visibility({ listFilter, notes });
  const isListed = (id: ConnectionId) => isVisible(visible, before.get(id)!);
  for (const connection of fresh.filter(({ id }) => !before.has(id))) {
    const members = reconnectGroup(reconnects, connection)?.members ?? [];
    const known = members.filter((id) => before.has(id) && isListed(id));
    if (known.length > 0 && known.every((id) => ids.has(id))) ids.add(connection.id);
  }
  return ids.size === together.ids.size ? together : { ...together, ids };
}

type Carried = Pick<AppState, 'together' | 'grouping' | 'reconnects' | 'notes' | 'listFilter'>;

/** All messages of what the list shows; nothing where it shows nothing. */
export function selectAllListed(state: AppState): Partial<Choice> {
  const listed = visibleConnections(state.connections, visibility(state));
  const kept = listed.find(({ id }) => id === state.selected);
  const active = (kept ?? listed.find(({ kind }) => kind === 'websocket') ?? listed[0])?.id;
  if (active === undefined) return {};
  return {
    selected: active,
    together: { ids: null, active, anchor: active },
    firstSelected: true,
  };
}

/** The list hides nothing: everything listed is everything there is. */
export function listsEverything({ listFilter }: Pick<AppState, 'listFilter'>): boolean {
  return listFilter.trim() === '';
}

/** Those that messages may be asked of; for everything listed, the ones that can have some. */
export function membersOf(
  connections: AppState['connections'],
  visible: Visibility,
  { ids }: Together,
): readonly Connection[] {
  if (ids === null) return visibleConnections(connections, visible).filter(hasMessages);
  return [...ids].flatMap((id) => connections.get(id) ?? []);
}

export function hasMessages({ kind, sentMessages, receivedMessages }: Connection): boolean {
  return kind === 'websocket' || sentMessages + receivedMessages > 0;
}

function idsOf({ members }: ListRow): readonly ConnectionId[] {
  return members.map(({ id }) => id);
}

function selectedIds(state: Chosen, rows: readonly ListRow[]): readonly ConnectionId[] {
  const together = togetherOf(state);
  if (together !== null) return together.ids === null ? rows.flatMap(idsOf) : [...together.ids];
  const { selected, selectedAsGroup } = state;
  if (selected === null) return [];
  const row = rows[rowOf(rows, selected, selectedAsGroup === selected) ?? -1];
  return row ? idsOf(row) : [selected];
}

/** What is one row alone is not several, even where that row is a group. */
function chosen(ids: ReadonlySet<ConnectionId>, row: ListRow | null, anchor: ConnectionId): Choice {
  const [first] = ids;
  const active = row?.connection.id ?? first!;
  const choice = row ? selectRow(row) : selectOnly(active);
  const alone = ids.size === 1 || (row !== null && !row.expanded && row.members.length === ids.size);
  return alone ? choice : { ...choice, together: { ids, active, anchor } };
}

/** Of those that are left, the one that stands next to `row`. */
function nearest(rows: readonly ListRow[], ids: ReadonlySet<ConnectionId>, row: ListRow): ListRow | null {
  const place = rows.indexOf(row);
  const left = rows.filter((each) => each.members.every(({ id }) => ids.has(id)));
  const distance = (each: ListRow) => Math.abs(rows.indexOf(each) - place);
  return left.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}
