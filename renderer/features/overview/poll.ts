// A question that is asked again when there may be another answer: one at a time, and not too often.

export class Poll {
  readonly #work: () => Promise<void>;
  /** Milliseconds from one answer to the next question. */
  readonly #pace: number;
  readonly #failed: (error: unknown) => void;
  #timer = 0;
  #busy = false;
  #again = false;
  #stopped = false;

  constructor(work: () => Promise<void>, pace: number, failed: (error: unknown) => void) {
    this.#work = work;
    this.#pace = pace;
    this.#failed = failed;
  }

  ask(): void {
    this.#again = true;
    if (!this.#busy) void this.#turn();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #turn(): Promise<void> {
    if (!this.#again || this.#stopped) return;
    this.#busy = true;
    this.#again = false;
    await this.#work().catch((error: unknown) => this.#stopped || this.#failed(error));
    this.#timer = window.setTimeout(() => {
      this.#busy = false;
      void this.#turn();
    }, this.#pace);
  }
}
