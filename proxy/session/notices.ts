// What the user has to know about the engine right now: the newest few, and the disk's trouble while it lasts.

import { now } from '../capture/clock.ts';
import type { Notice } from '../contract/model.ts';

const KEPT = 20;

export class Notices {
  #list: readonly Notice[] = [];

  get list(): readonly Notice[] {
    return this.#list;
  }

  add(level: Notice['level'], code: string, message: string, hint = ''): void {
    this.#list = [...this.#list.slice(1 - KEPT), { level, code, message, hint, at: now() }];
  }

  clear(): void {
    this.#list = this.#list.filter(({ code }) => code === DISK || code === SKIPPING);
  }

  /** `bytes` of payloads have been left out so far; null when everything is kept. */
  skipping(bytes: number | null): void {
    const known = this.#list.find(({ code }) => code === SKIPPING);
    if (bytes === null) {
      if (known) this.#list = this.#list.filter((notice) => notice !== known);
      return;
    }
    const message = `The disk cannot keep up: payloads are being skipped (${mebibytes(bytes)} so far).`;
    if (known) this.#list = this.#list.map((notice) => (notice === known ? { ...known, message } : notice));
    else this.add('warning', SKIPPING, message, SKIPPING_HINT);
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
const SKIPPING = 'SKIPPING';
const SKIPPING_HINT =
  'Traffic is not slowed, and frame headers are kept. In the settings you can choose to lose nothing instead.';

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
