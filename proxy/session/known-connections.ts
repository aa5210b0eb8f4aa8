// The newest connections of a session, as findings are told of them: their rows, and which of them are reconnects of one
// another. Bounded: the oldest that have ended are forgotten, and counted.

import type { ConnectionId } from '../contract/ids.ts';
import type { Connection } from '../contract/model.ts';
import { carryReconnects, NO_RECONNECTS, type Reconnects } from '../contract/reconnects.ts';

/** More are open at once, or were seen lately, in hardly any capture that a person looks at. */
export const KEPT = 4096;
/** Beyond `KEPT`, before the oldest go together. */
const SPARE = 512;

export class KnownConnections {
  #rows = new Map<ConnectionId, Connection>();
  #reconnects: Reconnects = NO_RECONNECTS;
  /** Some connection has opened or ended since this was last set back. */
  regrouped = false;

  get rows(): ReadonlyMap<ConnectionId, Connection> {
    return this.#rows;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The connections of each logical session that has several. */
  groups(): readonly (readonly Connection[])[] {
    return [...this.#reconnects.values()].flatMap(({ connections, groups }) => {
      const members = Map.groupBy(connections.keys(), (place) => groups[place] ?? null);
      members.delete(null);
      return Array.from(members.values(), (places) => places.map((place) => connections[place]!));
    });
  }

  /** These are all there are. */
  begin(all: readonly Connection[]): void {
    this.#rows = new Map(all.slice(-KEPT).map((row) => [row.id, row]));
    this.#regroup();
  }

  /** Calls `forgotten` for each that goes. */
  change(changed: readonly Connection[], forgotten: (id: ConnectionId) => void): void {
    if (changed.length === 0) return;
    const before = this.#reconnects;
    this.#reconnects = carryReconnects(before, this.#rows, changed);
    if (this.#reconnects !== before) this.regrouped = true;
    for (const row of changed) this.#rows.set(row.id, row);
    if (this.#rows.size > KEPT + SPARE) this.#forget(forgotten);
  }

  #forget(forgotten: (id: ConnectionId) => void): void {
    for (const [id, { ending }] of this.#rows) {
      if (this.#rows.size <= KEPT) break;
      if (ending === null) continue;
      this.#rows.delete(id);
      forgotten(id);
    }
    this.#regroup();
  }

  #regroup(): void {
    this.#reconnects = carryReconnects(NO_RECONNECTS, new Map(), [...this.#rows.values()]);
    this.regrouped = true;
  }
}
