// What the user has to know about the engine right now: the newest few, and the disk's trouble while it lasts.

import { now } from '../capture/clock.ts';
import type { Notice } from '../contract/model.ts';

const KEPT = 20;

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
    this.#list = this.#list.filter(({ code }) => code === DISK || code === BEHIND);
  }

  /** `bytes` were captured and are on disk, but not yet rows. */
  behind(bytes: number): void {
    const known = this.#list.find(({ code }) => code === BEHIND);
    if (bytes < (known ? NEARLY_THERE : FAR_BEHIND)) {
      if (known) this.#list = this.#list.filter((notice) => notice !== known);
      return;
    }
    const message = `${Math.round(bytes / 1024 / 1024)} MiB are captured and safe on disk, but not shown yet.`;
    if (!known) this.add('warning', BEHIND, message, 'They will be as soon as there is less traffic.');
    else this.#list = this.#list.map((notice) => (notice === known ? { ...known, message } : notice));
  }

  /** `trouble` is why nothing is being stored; null when all is well again. */
  disk(trouble: string | null): void {
    const known = this.#list.some(({ code }) => code === DISK);
    if (trouble === null && known) this.#list = this.#list.filter(({ code }) => code !== DISK);
    if (trouble === null || known) return;
    const hint = 'Traffic goes on. Free some space; capture resumes by itself, and the gap is marked.';
    this.add('error', DISK, `Nothing is being stored: ${trouble}.`, hint);
  }
}

const DISK = 'DISK';
const BEHIND = 'BEHIND';
/** Bytes: from here on it is said that rows are behind, and until there. */
const FAR_BEHIND = 64 * 1024 * 1024;
const NEARLY_THERE = 8 * 1024 * 1024;
