// The stretches in which something crossed the wire and was not kept, with what was skipped in the newest. Saved
// while it lasts, so that a kill does not hide it.

import type { Gap } from '../contract/model.ts';
import type { Store } from '../store/store.ts';

export class GapLog {
  readonly #store: Store;
  #count: number;
  #open: { -readonly [K in keyof Gap]: Gap[K] } | null = null;
  /** Over, but not saved yet. */
  #ended: { readonly id: number; readonly gap: Gap }[] = [];
  #unsaved = false;

  /** One that a killed engine left open for want of room goes on: what it could not keep is read again. */
  constructor(store: Store) {
    this.#store = store;
    const gaps = store.gaps();
    const last = gaps.at(-1);
    this.#count = gaps.length;
    if (last?.to === null && last.reason === 'budget') this.#open = { ...last };
  }

  get count(): number {
    return this.#count;
  }

  /** All of them as they are now, oldest first. */
  list(): readonly Gap[] {
    const gaps = new Map(this.#store.gaps().map((gap, n) => [n + 1, gap]));
    for (const { id, gap } of this.#ended) gaps.set(id, gap);
    if (this.#open) gaps.set(this.#count, { ...this.#open });
    return [...gaps.values()];
  }

  get reason(): Gap['reason'] | null {
    return this.#open?.reason ?? null;
  }

  get unsaved(): boolean {
    return this.#unsaved;
  }

  /** A gap inside another has its end first. */
  begin(reason: Gap['reason'], at: number): void {
    this.end(at);
    this.#count += 1;
    this.#open = { from: at, to: null, reason, messages: 0, bytes: 0 };
    this.#unsaved = true;
  }

  skip(messages: number, bytes: number): void {
    if (!this.#open) return;
    this.#open.messages += messages;
    this.#open.bytes += bytes;
    this.#unsaved = true;
  }

  end(at: number): void {
    if (!this.#open) return;
    this.#ended.push({ id: this.#count, gap: { ...this.#open, to: at } });
    this.#open = null;
    this.#unsaved = true;
  }

  /** Within a transaction; `settle` when it is committed. */
  save(): void {
    for (const { id, gap } of this.#ended) this.#store.saveGap(id, gap);
    if (this.#open) this.#store.saveGap(this.#count, this.#open);
  }

  settle(): void {
    this.#ended = [];
    this.#unsaved = false;
  }

  /** Those that lasted when an engine was killed ended with it. */
  endKilled(at: number): void {
    if (this.#open) this.end(Math.max(at, this.#open.from));
    const ended = new Set(this.#ended.map(({ id }) => id));
    for (const [n, gap] of this.#store.gaps().entries()) {
      if (gap.to !== null || ended.has(n + 1)) continue;
      this.#ended.push({ id: n + 1, gap: { ...gap, to: Math.max(at, gap.from) } });
      this.#unsaved = true;
    }
  }

  /** Every gap was deleted; one that lasts begins anew. */
  clear(): void {
    this.#ended = [];
    this.#count = this.#open ? 1 : 0;
    if (this.#open) this.#open = { ...this.#open, messages: 0, bytes: 0 };
    this.#unsaved = this.#open !== null;
  }
}
