// What was relayed while the wire log could take nothing more at all: counted, one run for each side of a connection,
// however much it was. It knows neither budgets nor the log's format.

import type { ConnectionId } from '../contract/ids.ts';
import type { RelayedBytes } from './wire-record.ts';

/** Where the bytes began that were lost, and how many they are. */
export interface LostRun {
  readonly bytes: RelayedBytes;
  length: number;
}

export class LostRuns {
  readonly #runs = new Map<ConnectionId, LostRun[]>();

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  add(bytes: RelayedBytes, length: number): void {
    let runs = this.#runs.get(bytes.id);
    if (!runs) this.#runs.set(bytes.id, (runs = []));
    const run = runs.find((each) => each.bytes.from === bytes.from && each.bytes.injected === bytes.injected);
    if (run) run.length += length;
    else runs.push({ bytes, length });
  }

  /** Those of a connection, which are not lost runs any more. */
  take(id: ConnectionId): readonly LostRun[] {
    const runs = this.#runs.get(id) ?? [];
    this.#runs.delete(id);
    return runs;
  }

  takeAll(): readonly LostRun[] {
    const runs = [...this.#runs.values()].flat();
    this.#runs.clear();
    return runs;
  }
}
