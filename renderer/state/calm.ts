// Changes on their way into the store, no faster than they can be seen: what the lists show at once, what is news at
// once, and numbers that only count up a few times a second. Nothing is left out, and nothing overtakes.

import type { Change, Connection, Status } from '../../proxy/contract/model.ts';
import type { AppStore } from './app-store.ts';
import { apply } from './apply.ts';

/** Milliseconds between two numbers on the screen. */
export const COUNT_EVERY = 125;
/** Milliseconds that they wait for a change to be drawn with; where none comes, they are drawn alone. */
const COMPANY = 100;

/** What goes up with every message and says nothing by itself. */
const COUNTS: ReadonlySet<keyof Connection> = new Set([
  'sentMessages',
  'receivedMessages',
  'sentBytes',
  'receivedBytes',
  'lastActivityAt',
]);

export class CalmChanges {
  readonly #store: AppStore;
  #held: Change | null = null;
  #timer = 0;
  #countedAt = -Infinity;

  constructor(store: AppStore) {
    this.#store = store;
  }

  take(change: Change): void {
    const wait = this.#countedAt + COUNT_EVERY - performance.now();
    if (wait <= 0 || this.#isNews(change)) {
      this.flush(change);
      return;
    }
    this.#held = this.#held ? merged(this.#held, change) : change;
    if (change.views.length > 0) this.#apply(onlyViews(change, this.#store.getState().status));
    this.#timer ||= window.setTimeout(() => this.flush(), wait + COMPANY);
  }

  /** Everything that is held, and then this. */
  flush(change: Change | null = null): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const held = this.#held;
    this.#held = null;
    this.#countedAt = performance.now();
    const both = held && change && !change.reset ? merged(held, change) : (change ?? held);
    if (both) this.#apply(both);
  }

  #apply(change: Change): void {
    this.#store.setState((state) => apply(state, change));
  }

  #isNews({ reset, connections, annotations, status }: Change): boolean {
    const known = this.#store.getState();
    return (
      reset ||
      annotations.length > 0 ||
      isStatusNews(known.status, status) ||
      connections.some((connection) => isConnectionNews(known.connections.get(connection.id), connection))
    );
  }
}

function isConnectionNews(before: Connection | undefined, after: Connection): boolean {
  if (!before) return true;
  const keys = Object.keys(after) as (keyof Connection)[];
  return keys.some((key) => !COUNTS.has(key) && before[key] !== after[key]);
}

function isStatusNews(before: Status | null, after: Status): boolean {
  return before === null || beyondTotals(before) !== beyondTotals(after);
}

const beyondTotals = ({ totals: _totals, ...rest }: Status): string => JSON.stringify(rest);

/** `later` has no reset. */
function merged(earlier: Change, later: Change): Change {
  const connections = new Map(earlier.connections.map((connection) => [connection.id, connection]));
  for (const connection of later.connections) connections.set(connection.id, connection);
  const views = new Map(earlier.views.map((view) => [view.view, view]));
  for (const view of later.views) views.set(view.view, view);
  return {
    ...later,
    reset: earlier.reset,
    connections: [...connections.values()],
    annotations: [...earlier.annotations, ...later.annotations],
    views: [...views.values()],
  };
}

function onlyViews(change: Change, status: Status | null): Change {
  return { ...change, connections: [], annotations: [], status: status ?? change.status };
}
