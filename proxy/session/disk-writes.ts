// Writes to a store within one open transaction, and what becomes of them when the disk fails: all that was not committed
// is lost, whoever wrote it is told, and the next write tries again.

import { isDiskTrouble } from '../store/session-file.ts';
import type { Store } from '../store/store.ts';

export class DiskWrites {
  readonly #store: Pick<Store, 'begin' | 'rollback'>;
  readonly #lost: () => void;
  #trouble: string | null = null;

  /** @param lost called when what was written since the last commit is not there after all */
  constructor(store: Pick<Store, 'begin' | 'rollback'>, lost: () => void) {
    this.#store = store;
    this.#lost = lost;
  }

  /** Why nothing is being stored at the moment; null when all is well. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** False when the disk would not. @throws whatever else `work` does */
  put(work: () => void): boolean {
    try {
      this.#store.begin();
      work();
      return true;
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
      this.#trouble = (error as Error).message;
      this.#rollback();
      this.#lost();
      return false;
    }
  }

  /** All was committed. True when that had not been possible before. */
  settle(): boolean {
    const recovered = this.#trouble !== null;
    this.#trouble = null;
    return recovered;
  }

  #rollback(): void {
    try {
      this.#store.rollback();
    } catch {
      // SQLite has rolled back by itself
    }
  }
}
