// What the user has to know about the engine right now: the newest few, and what lasts while it lasts.

import { now } from '../capture/clock.ts';
import type { Notice } from '../contract/model.ts';

const KEPT = 20;

/** One at a time of each kind, with the newest numbers; gone when it is over. */
const LASTING = ['DISK', 'SKIPPING', 'BEHIND'] as const;

type Lasting = (typeof LASTING)[number];

/** Bytes: from here on it is said that rows are behind, and until there. */
const FAR_BEHIND = 64 * 1024 * 1024;
const NEARLY_THERE = 8 * 1024 * 1024;

export class Notices {
  #list: readonly Notice[] = [];
  readonly #listeners: ((notice: Notice) => void)[] = [];

  get list(): readonly Notice[] {
    return this.#list;
  }

  /** Hears of each when it is new. */
  onAdd(listener: (notice: Notice) => void): void {
    this.#listeners.push(listener);
  }

  add(level: Notice['level'], code: string, message: string, hint = ''): void {
    const notice = { level, code, message, hint, at: now() };
    this.#list = [...this.#list.slice(1 - KEPT), notice];
    for (const hear of this.#listeners) hear(notice);
  }

  clear(): void {
    this.#list = this.#list.filter(({ code }) => LASTING.some((lasting) => lasting === code));
  }

  /** `trouble` is why nothing is being stored; null when all is well again. */
  disk(trouble: string | null): void {
    const hint = 'Traffic goes on. Free some space; capture resumes by itself, and the gap is marked.';
    this.#last('error', 'DISK', trouble && `Nothing is being stored: ${trouble}.`, hint);
  }

  /** `bytes` of payloads have been left out so far; null when everything is kept. */
  skipping(bytes: number | null): void {
    const message =
      bytes === null
        ? null
        : `The disk cannot keep up: payloads are being skipped (${mebibytes(bytes)} so far).`;
    const hint =
      'Traffic is not slowed, and frame headers are kept. In the settings you can choose to lose nothing instead.';
    this.#last('warning', 'SKIPPING', message, hint);
  }

  /** `bytes` were captured and are on disk, but not yet rows. */
  behind(bytes: number): void {
    const isBehind = bytes >= (this.#find('BEHIND') ? NEARLY_THERE : FAR_BEHIND);
    const message = `${mebibytes(bytes)} are captured and safe on disk, but not shown yet.`;
    const hint = 'They will be as soon as there is less traffic.';
    this.#last('warning', 'BEHIND', isBehind ? message : null, hint);
  }

  #find(code: Lasting): Notice | undefined {
    return this.#list.find((notice) => notice.code === code);
  }

  /** Message null: it is over. */
  #last(level: Notice['level'], code: Lasting, message: string | null, hint: string): void {
    const known = this.#find(code);
    if (message === null) {
      if (known) this.#list = this.#list.filter((notice) => notice !== known);
    } else if (!known) this.add(level, code, message, hint);
    else if (known.message !== message) {
      this.#list = this.#list.map((notice) => (notice === known ? { ...known, message } : notice));
    }
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
