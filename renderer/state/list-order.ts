// The lines of the connection list, filtered, grouped and sorted, carried on from Change to Change: what did not change is
// neither asked, nor built, nor sorted again. The same connections give the same lines, whatever came before.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import { reconnectGroup, type Reconnects } from '../../proxy/contract/reconnects.ts';
import type { Sort } from './columns.ts';
import type { ListRow } from './list-rows.ts';
import { isVisible, sortKey, type SortKey, type Visibility } from './selectors.ts';

/** A row that stands in the order by itself: a connection, or a group of reconnects as one. */
export interface Line extends ListRow {
  /** Place of the first member in the order of capture. */
  readonly place: number;
  readonly sortedBy: SortKey;
}

/** What decides which lines there are, and their order. */
export interface ListQuestion {
  readonly visible: Visibility;
  /** Null: the order of capture. */
  readonly sort: Sort | null;
  /** Null: every connection stands alone. */
  readonly reconnects: Reconnects | null;
  /** Epoch milliseconds, for what still goes on; only a sort by duration looks at it. */
  readonly now: number;
}

type Connections = ReadonlyMap<ConnectionId, Connection>;

export class ListOrder {
  #question: ListQuestion | null = null;
  /** All connections by place. */
  #all: Connection[] = [];
  #seen: boolean[] = [];
  readonly #places = new Map<ConnectionId, number>();
  /** The line that each visible connection stands in. */
  readonly #lineOf = new Map<ConnectionId, ConnectionId>();
  #order: readonly Line[] = [];

  lines(connections: Connections, question: ListQuestion): readonly Line[] {
    if (!this.#carriesOn(connections, question)) this.#forget();
    const regrouped = this.#regrouped(question);
    this.#question = question;
    const dirty = new Set<ConnectionId>();
    for (const place of this.#takeChanges(connections)) this.#look(place, dirty);
    for (const id of regrouped) this.#assign(this.#all[this.#places.get(id)!]!, dirty);
    if (dirty.size > 0) this.#reorder(dirty);
    return this.#order;
  }

  /** False where the filter, the sort or a reset changes everything. */
  #carriesOn(connections: Connections, { visible, sort, reconnects, now }: ListQuestion): boolean {
    const before = this.#question;
    return (
      before !== null &&
      before.visible === visible &&
      before.sort === sort &&
      (before.reconnects === null) === (reconnects === null) &&
      (sort?.column !== 'duration' || before.now === now) &&
      this.#holdsPlaces(connections)
    );
  }

  /** Only a reset takes connections away, and with them the places of others. */
  #holdsPlaces(connections: Connections): boolean {
    let place = 0;
    for (const id of connections.keys()) {
      if (place === this.#all.length) return true;
      if (this.#all[place++]!.id !== id) return false;
    }
    return place === this.#all.length;
  }

  #forget(): void {
    this.#question = null;
    this.#all = [];
    this.#seen = [];
    this.#places.clear();
    this.#lineOf.clear();
    this.#order = [];
  }

  /** Connections to targets at which something is grouped otherwise than before. */
  #regrouped({ reconnects }: ListQuestion): readonly ConnectionId[] {
    const before = this.#question?.reconnects;
    if (!before || !reconnects || before === reconnects) return [];
    const ids: ConnectionId[] = [];
    for (const [name, target] of reconnects) {
      const known = before.get(name);
      if (known === target || !known) continue;
      known.connections.forEach(({ id }, place) => {
        const same = target.connections[place]?.id === id && target.groups[place] === known.groups[place];
        if (!same) ids.push(id);
      });
    }
    return ids;
  }

  /** A changed connection keeps its place; a new one comes last. */
  #takeChanges(connections: Connections): readonly number[] {
    const changed: number[] = [];
    let place = 0;
    for (const connection of connections.values()) {
      const before = this.#all[place];
      if (before !== connection) {
        this.#all[place] = connection;
        this.#places.set(connection.id, place);
        changed.push(place);
      }
      place++;
    }
    return changed;
  }

  #look(place: number, dirty: Set<ConnectionId>): void {
    const connection = this.#all[place]!;
    this.#seen[place] = isVisible(this.#question!.visible, connection);
    this.#assign(connection, dirty);
  }

  /** Its line is to be built again, and so is the one that it leaves. */
  #assign(connection: Connection, dirty: Set<ConnectionId>): void {
    const before = this.#lineOf.get(connection.id);
    if (before !== undefined) dirty.add(before);
    const group = this.#groupOf(connection);
    const line = group?.id ?? connection.id;
    this.#lineOf.set(connection.id, line);
    dirty.add(line);
  }

  #groupOf(connection: Connection) {
    const { reconnects } = this.#question!;
    return reconnects === null ? null : reconnectGroup(reconnects, connection);
  }

  #reorder(dirty: ReadonlySet<ConnectionId>): void {
    const sign = this.#question!.sort?.direction === 'descending' ? -1 : 1;
    const before = (a: Line, b: Line) => sign * compareKeys(a.sortedBy, b.sortedBy) || a.place - b.place;
    const kept = this.#order.filter(({ key }) => !dirty.has(key));
    const fresh = [...dirty].flatMap((id) => this.#build(id) ?? []).toSorted(before);
    this.#order = merge(kept, fresh, before);
  }

  #build(id: ConnectionId): Line | null {
    const members = this.#membersOf(id);
    const connection = members.at(-1);
    if (!connection) return null;
    const shown = members.length === 1 ? connection : summary(members);
    const { sort, now } = this.#question!;
    const place = this.#places.get(members[0]!.id)!;
    const sortedBy = sort === null ? place : sortKey(shown, sort.column, now);
    return { key: id, connection, shown, members, expanded: false, attempt: null, place, sortedBy };
  }

  #membersOf(id: ConnectionId): readonly Connection[] {
    const first = this.#all[this.#places.get(id) ?? -1];
    const ids = (first && this.#groupOf(first)?.members) ?? [id];
    const places = ids.map((member) => this.#places.get(member) ?? -1).filter((place) => this.#seen[place]);
    return places
      .filter((place) => this.#lineOf.get(this.#all[place]!.id) === id)
      .map((place) => this.#all[place]!);
  }
}

function compareKeys(a: SortKey, b: SortKey): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function merge(
  a: readonly Line[],
  b: readonly Line[],
  before: (a: Line, b: Line) => number,
): readonly Line[] {
  const merged: Line[] = [];
  let next = 0;
  for (const line of a) {
    while (next < b.length && before(b[next]!, line) < 0) merged.push(b[next++]!);
    merged.push(line);
  }
  return next === b.length ? merged : [...merged, ...b.slice(next)];
}

/** The newest member, with what all have carried since the first was opened. */
function summary(members: readonly Connection[]): Connection {
  const total = (of: (connection: Connection) => number) => members.reduce((sum, each) => sum + of(each), 0);
  return {
    ...members.at(-1)!,
    sentMessages: total(({ sentMessages }) => sentMessages),
    receivedMessages: total(({ receivedMessages }) => receivedMessages),
    sentBytes: total(({ sentBytes }) => sentBytes),
    receivedBytes: total(({ receivedBytes }) => receivedBytes),
    violations: total(({ violations }) => violations),
    openedAt: members[0]!.openedAt,
    lastActivityAt: members.reduce((last, each) => Math.max(last, each.lastActivityAt), 0),
  };
}
