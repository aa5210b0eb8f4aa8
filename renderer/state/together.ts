// Several connections looked at together: which they are, and what a click or a key makes of them. One of them is
// always the selected one. Pure.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import type { AppState } from './app-store.ts';
import { type Visibility, visibility, visibleConnections } from './selectors.ts';

export interface Together {
  /** Null: everything that the list shows, also what is to come. */
  readonly ids: ReadonlySet<ConnectionId> | null;
  /** In force only while this is the selected one: whoever selects another leaves the others. */
  readonly active: ConnectionId;
  /** Where a range by Shift begins. */
  readonly anchor: ConnectionId;
}

type Choice = Pick<AppState, 'selected' | 'together' | 'firstSelected'>;
type Chosen = Pick<AppState, 'selected' | 'together'>;

/** Null while one connection, or none, is selected. */
export function togetherOf({ selected, together }: Chosen): Together | null {
  return together !== null && together.active === selected ? together : null;
}

export function isSelectedTogether(together: Together | null, id: ConnectionId): boolean {
  return together !== null && (together.ids === null || together.ids.has(id));
}

export function selectOnly(id: ConnectionId): Choice {
  return { selected: id, together: null, firstSelected: true };
}

/** This one too; or, where it was selected, no longer. `listed` are the rows of the list, in order. */
export function toggleConnection(
  state: Chosen,
  listed: readonly ConnectionId[],
  id: ConnectionId,
): Partial<Choice> {
  const ids = new Set(selectedIds(state, listed));
  if (!ids.delete(id)) ids.add(id);
  else if (ids.size === 0) return {};
  return chosen(ids, ids.has(id) ? id : nearest(listed, ids, id), id);
}

/** From where the range begins to here, instead of what was selected. */
export function extendConnections(
  state: Chosen,
  listed: readonly ConnectionId[],
  id: ConnectionId,
): Partial<Choice> {
  const anchor = togetherOf(state)?.anchor ?? state.selected ?? id;
  const [a, b] = [listed.indexOf(anchor), listed.indexOf(id)];
  if (a < 0) return selectOnly(id);
  return chosen(new Set(listed.slice(Math.min(a, b), Math.max(a, b) + 1)), id, anchor);
}

/** Another of those selected becomes the one that keys and menus act on. */
export function activateConnection({ together }: Chosen, id: ConnectionId): Partial<Choice> {
  return together === null ? selectOnly(id) : { selected: id, together: { ...together, active: id } };
}

/** All messages of what the list shows; nothing where it shows nothing. */
export function selectAllListed(state: AppState): Partial<Choice> {
  const listed = visibleConnections(state.connections, visibility(state), null);
  const kept = listed.find(({ id }) => id === state.selected);
  const active = (kept ?? listed.find(({ kind }) => kind === 'websocket') ?? listed[0])?.id;
  if (active === undefined) return {};
  return { selected: active, together: { ids: null, active, anchor: active }, firstSelected: true };
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
  if (ids === null) return visibleConnections(connections, visible, null).filter(hasMessages);
  return [...ids].flatMap((id) => connections.get(id) ?? []);
}

export function hasMessages({ kind, sentMessages, receivedMessages }: Connection): boolean {
  return kind === 'websocket' || sentMessages + receivedMessages > 0;
}

function selectedIds(state: Chosen, listed: readonly ConnectionId[]): readonly ConnectionId[] {
  const together = togetherOf(state);
  if (together !== null) return together.ids === null ? listed : [...together.ids];
  return state.selected === null ? [] : [state.selected];
}

function chosen(ids: ReadonlySet<ConnectionId>, active: ConnectionId, anchor: ConnectionId): Choice {
  return ids.size === 1 ? selectOnly(active) : { ...selectOnly(active), together: { ids, active, anchor } };
}

/** Of those that are left, the one that stands next to `id`. */
function nearest(
  listed: readonly ConnectionId[],
  ids: ReadonlySet<ConnectionId>,
  id: ConnectionId,
): ConnectionId {
  const place = listed.indexOf(id);
  const left = listed.filter((each) => ids.has(each));
  const distance = (each: ConnectionId) => Math.abs(listed.indexOf(each) - place);
  const best = left.toSorted((a, b) => distance(a) - distance(b))[0];
  return best ?? [...ids][0] ?? id;
}
