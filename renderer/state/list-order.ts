// The lines of the connection list, filtered, grouped and sorted, carried on from Change to Change: what did not change is
// neither asked, nor built, nor sorted again. The same connections give the same lines, whatever came before.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import {
  type ReconnectGroup,
  reconnectGroup,
  type Reconnects,
  type ReconnectTarget,
} from '../../proxy/contract/reconnects.ts';
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
    if (!this.#carriesOn(question)) this.#forget();
    const before = this.#question?.reconnects ?? null;
    this.#question = question;
    let changed = this.#takeChanges(connections);
    if (changed === null) {
      this.#forget();
      this.#question = question;
      changed = this.#takeChanges(connections) ?? [];
    }
    const dirty = new Set<ConnectionId>();
    for (const place of changed) this.#look(place, dirty);
    this.#regroup(before, dirty);
    if (dirty.size > 0) this.#reorder(dirty);
    return this.#order;
  }

  /** False where the filter or the sort changes everything. */
  #carriesOn({ visible, sort, reconnects, now }: ListQuestion): boolean {
    const before = this.#question;
    return (
      before !== null &&
      before.visible === visible &&
      before.sort === sort &&
      (before.reconnects === null) === (reconnects === null) &&
      (sort?.column !== 'duration' || before.now === now)
    );
  }

  #forget(): void {
    this.#question = null;
    this.#all = [];
    this.#seen = [];
    this.#places.clear();
    this.#lineOf.clear();
    this.#order = [];
  }

  /**
   * The places of connections that changed or are new. A changed one keeps its place, a new one comes last; null where that
   * does not hold, after a reset.
   */
  #takeChanges(connections: Connections): readonly number[] | null {
    if (connections.size < this.#all.length) return null;
    const changed: number[] = [];
    let place = 0;
    for (const connection of connections.values()) {
      const before = this.#all[place];
      if (before && before.id !== connection.id) return null;
      if (before !== connection) {
        this.#all[place] = connection;
        this.#places.set(connection.id, place);
        changed.push(place);
      }
      place++;
    }
    return changed;
  }

  /** What changed at targets where something is grouped otherwise than before. */
  #regroup(before: Reconnects | null, dirty: Set<ConnectionId>): void {
    const { reconnects } = this.#question!;
    if (before === null || reconnects === null || before === reconnects) return;
    for (const [name, target] of reconnects) {
      const known = before.get(name);
      if (known !== target) this.#regroupTarget(target, known, dirty);
    }
  }

  #regroupTarget(
    { connections, groups }: ReconnectTarget,
    known: ReconnectTarget | undefined,
    dirty: Set<ConnectionId>,
  ): void {
    connections.forEach(({ id }, place) => {
      if (known?.connections[place]?.id === id && known.groups[place] === groups[place]) return;
      const line = groups[place]?.id ?? id;
      const before = this.#lineOf.get(id)!;
      dirty.add(line);
      if (before === line) return;
      dirty.add(before);
      this.#lineOf.set(id, line);
    });
  }

  /** Its line is to be built again, and so is the one that it leaves. */
  #look(place: number, dirty: Set<ConnectionId>): void {
    const connection = this.#all[place]!;
    const { id } = connection;
    this.#seen[place] = isVisible(this.#question!.visible, connection);
    const line = this.#groupOf(connection)?.id ?? id;
    dirty.add(this.#lineOf.get(id) ?? line).add(line);
    this.#lineOf.set(id, line);
  }

  #groupOf(connection: Connection): ReconnectGroup | null {
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

  /** None where the line is no more: its connection stands in that of another one now. */
  #membersOf(id: ConnectionId): readonly Connection[] {
    if (this.#lineOf.get(id) !== id) return [];
    const members = this.#groupOf(this.#all[this.#places.get(id)!]!)?.members ?? [id];
    const places = members.map((member) => this.#places.get(member) ?? -1);
    return places.filter((place) => this.#seen[place]).map((place) => this.#all[place]!);
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
  let [sentMessages, receivedMessages, sentBytes, receivedBytes, violations, lastActivityAt] = [
    0, 0, 0, 0, 0, 0,
  ];
  for (const each of members) {
    sentMessages += each.sentMessages;
    receivedMessages += each.receivedMessages;
    sentBytes += each.sentBytes;
    receivedBytes += each.receivedBytes;
    violations += each.violations;
    lastActivityAt = Math.max(lastActivityAt, each.lastActivityAt);
  }
  const sums = { sentMessages, receivedMessages, sentBytes, receivedBytes, violations, lastActivityAt };
  return { ...members.at(-1)!, ...sums, openedAt: members[0]!.openedAt };
}
