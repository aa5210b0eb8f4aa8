// When a change is told: a while after the last one, and not before that was answered; meanwhile changes gather. What a
// change is made of is not known here.

/**
 * A change is told this long after the last, and the longer the more rows it had: reading them costs the relay. Where
 * nobody watches, now and then will do. Milliseconds.
 */
const CHANGE_MS = 16;
const UNWATCHED_MS = 250;
const CHANGE_ROW_MS = 0.5;

export class ChangePace<Change> {
  readonly #take: () => Change;
  readonly #rowsOf: (change: Change) => number;
  readonly #tell: (change: Change) => Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #rows = 0;
  #toldAt = 0;
  #watched = false;
  #telling = false;
  #changed = false;
  #closed = false;

  /** `take` is asked for everything that has changed since it was asked last. */
  constructor(
    take: () => Change,
    rowsOf: (change: Change) => number,
    tell: (change: Change) => Promise<void>,
  ) {
    this.#take = take;
    this.#rowsOf = rowsOf;
    this.#tell = tell;
  }

  /** There is something to be told. */
  change(): void {
    this.#changed = true;
    if (this.#telling || this.#closed) return;
    const pace = this.#watched ? CHANGE_MS : UNWATCHED_MS;
    const due = this.#toldAt + Math.max(pace, this.#rows * CHANGE_ROW_MS);
    this.#timer ??= setTimeout(() => void this.#tellChange(), Math.max(0, due - performance.now()));
  }

  /** Whether somebody watches: changes are told at once then. */
  watch(on: boolean): void {
    this.#watched = on;
    this.#stop();
    if (this.#changed) this.change();
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** One at a time: while the last is unanswered, changes gather. */
  async #tellChange(): Promise<void> {
    this.#timer = null;
    this.#telling = true;
    this.#toldAt = performance.now();
    this.#changed = false;
    const change = this.#take();
    this.#rows = this.#rowsOf(change);
    try {
      await this.#tell(change);
    } catch {
      // nobody is there to listen any more
    }
    this.#telling = false;
    if (this.#changed) this.change();
  }
}
