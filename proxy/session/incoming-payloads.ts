// Payloads while their messages come in: a small whole one is kept for its row, larger and slower ones go to the
// store in parts. It knows how much of each is really stored, so that what a full disk took is never claimed.

import type { Seq } from '../contract/ids.ts';
import type { Message } from '../protocol/message.ts';
import { INLINE_LIMIT } from '../store/message-rows.ts';

/** What lies in parts of a payload. */
interface Parts {
  count: number;
  /** Bytes stored, and how many of them are safe from a failing disk. */
  stored: number;
  safe: number;
}

export interface FinishedPayload {
  /** For the row, valid until the next call; null when it lies in parts. */
  readonly inline: Uint8Array | null;
  /** Bytes stored or to be stored. */
  readonly kept: number;
}

/** Stores a part; false when the disk would not take it. */
type AddPart = (seq: Seq, part: number, bytes: Uint8Array) => boolean;

export class IncomingPayloads {
  readonly #addPart: AddPart;
  readonly #parts = new Map<Message, Parts>();
  /** The newest piece, as long as it may be the whole of its payload. */
  readonly #buffer = new Uint8Array(INLINE_LIMIT);
  #held: Message | null = null;
  #length = 0;

  constructor(addPart: AddPart) {
    this.#addPart = addPart;
  }

  add(message: Message, bytes: Uint8Array): void {
    this.spill();
    if (bytes.length > INLINE_LIMIT || this.#parts.has(message)) {
      this.#store(message, bytes);
      return;
    }
    this.#buffer.set(bytes);
    this.#held = message;
    this.#length = bytes.length;
  }

  /** Stores what is held back. */
  spill(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    this.#store(held, this.#buffer.subarray(0, this.#length));
  }

  /** Payload bytes of a message that are stored so far. */
  stored(message: Message): number {
    return this.#parts.get(message)?.stored ?? 0;
  }

  finish(message: Message): FinishedPayload {
    const parts = this.#parts.get(message);
    if (parts) {
      this.spill();
      this.#parts.delete(message);
      return { inline: null, kept: parts.stored };
    }
    const held = this.#held === message;
    if (held) this.#held = null;
    const inline = this.#buffer.subarray(0, held ? this.#length : 0);
    return { inline, kept: inline.length };
  }

  /** What is stored by now is safe. */
  settle(): void {
    for (const parts of this.#parts.values()) parts.safe = parts.stored;
  }

  /** What was not safe is gone. */
  lose(): void {
    for (const parts of this.#parts.values()) parts.stored = parts.safe;
  }

  /** Everything stored was deleted; what is open goes on. */
  clear(): void {
    for (const parts of this.#parts.values()) parts.stored = parts.safe = 0;
  }

  #store(message: Message, bytes: Uint8Array): void {
    let parts = this.#parts.get(message);
    if (!parts) this.#parts.set(message, (parts = { count: 0, stored: 0, safe: 0 }));
    const { count } = parts;
    parts.count += 1;
    if (this.#addPart(message.seq as Seq, count, bytes)) parts.stored += bytes.length;
  }
}
