// The frame headers of unfolded messages that are on the screen: fetched message by message when they are seen, and
// given up again. It knows a function that fetches one message, and no React.

import type { Seq } from '../../../proxy/contract/ids.ts';
import type { MessageDetail, MessageRow } from '../../../proxy/contract/model.ts';
import { type Frames, framesOf } from '../inspector/frames.ts';

/** More messages than a screen shows; each has up to 64 KiB of headers. */
const HELD_LIMIT = 64;

export class HeldFrames {
  readonly #fetch: (seq: Seq) => Promise<MessageDetail>;
  readonly #onError: (error: unknown) => void;
  readonly #held = new Map<Seq, Frames>();
  /** Frames that the message had when it was asked for; the one asked for last comes last. */
  readonly #asked = new Map<Seq, number>();
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(fetch: (seq: Seq) => Promise<MessageDetail>, onError: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#onError = onError;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number whenever frames have come. */
  readonly version = (): number => this.#version;

  /** Null while they are on their way. */
  of(seq: Seq): Frames | null {
    return this.#held.get(seq) ?? null;
  }

  /** Frames of these are on the screen. One that has got more since it was asked for is asked for again. */
  want(rows: readonly MessageRow[]): void {
    for (const { seq, frames } of rows) {
      const known = this.#asked.get(seq) === frames;
      this.#asked.delete(seq);
      this.#asked.set(seq, frames);
      if (!known) void this.#load(seq);
    }
    for (const seq of this.#asked.keys()) {
      if (this.#asked.size <= Math.max(HELD_LIMIT, rows.length)) break;
      this.#asked.delete(seq);
      this.#held.delete(seq);
    }
  }

  async #load(seq: Seq): Promise<void> {
    try {
      const message = await this.#fetch(seq);
      if (!this.#asked.has(seq)) return;
      this.#held.set(seq, framesOf(message));
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    } catch (error) {
      this.#onError(error);
    }
  }
}
