// Changes to every front that listens, each at its own pace: while one has not answered, what it misses is merged
// into one Change, so that a slow page costs memory for the newest state only.

import type { ConnectionId, ViewId } from '../contract/ids.ts';
import type { Annotation, Change, Connection, Status, ViewState } from '../contract/model.ts';
import { annotationKey } from '../contract/notes.ts';

type Listener = (change: Change) => void | Promise<void>;

export interface ChangeFeed {
  publish(change: Change): void;
  subscribe(listener: Listener): () => void;
  /** Somebody listens. */
  readonly watched: boolean;
}

export function createChangeFeed(): ChangeFeed {
  const subscribers = new Set<Subscriber>();
  return {
    publish(change) {
      for (const subscriber of subscribers) subscriber.offer(change);
    },
    get watched() {
      return subscribers.size > 0;
    },
    subscribe(listener) {
      const subscriber = new Subscriber(listener);
      subscribers.add(subscriber);
      return () => {
        subscribers.delete(subscriber);
        subscriber.stop();
      };
    },
  };
}

class Subscriber {
  readonly #listener: Listener;
  readonly #connections = new Map<ConnectionId, Connection>();
  readonly #annotations = new Map<string, Annotation>();
  readonly #views = new Map<ViewId, ViewState>();
  #reset = false;
  #status: Status | null = null;
  #busy = false;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  offer(change: Change): void {
    if (change.reset) {
      this.#connections.clear();
      this.#annotations.clear();
    }
    this.#reset ||= change.reset;
    for (const connection of change.connections) this.#connections.set(connection.id, connection);
    for (const each of change.annotations) this.#annotations.set(annotationKey(each), each);
    for (const view of change.views) this.#views.set(view.view, view);
    this.#status = change.status;
    if (!this.#busy) void this.#deliver();
  }

  /** What it has not been told yet is forgotten. */
  stop(): void {
    this.#status = null;
  }

  async #deliver(): Promise<void> {
    this.#busy = true;
    while (this.#status) {
      const change = this.#take(this.#status);
      try {
        await this.#listener(change);
      } catch {
        break; // this front is gone; its port has said so
      }
    }
    this.#busy = false;
  }

  #take(status: Status): Change {
    const change = {
      connections: [...this.#connections.values()],
      annotations: [...this.#annotations.values()],
      reset: this.#reset,
      views: [...this.#views.values()],
      status,
    };
    this.#connections.clear();
    this.#annotations.clear();
    this.#views.clear();
    this.#reset = false;
    this.#status = null;
    return change;
  }
}
