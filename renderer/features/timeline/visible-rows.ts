// Which rows of the list are visible, for what stands beside it: a store of its own, so that scrolling draws nothing
// but what shows it.

export class VisibleRows {
  #from = 0;
  #to = 0;
  #version = 0;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number after every change. */
  readonly version = (): number => this.#version;

  get from(): number {
    return this.#from;
  }

  /** Exclusive. */
  get to(): number {
    return this.#to;
  }

  set(from: number, to: number): void {
    if (from === this.#from && to === this.#to) return;
    this.#from = from;
    this.#to = to;
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
