// The events of a body of type text/event-stream, as they arrive. A message is the block byte for byte, inflated where
// the body is; what the body budget did not keep is one message at the end, which says how much that was.

import { type EventBlock, type EventSplitter, createEventSplitter } from '../protocol/event-stream.ts';
import { type ContentDecoder, createContentDecoder } from './content-decoder.ts';
import type { HttpMessages, TellBodyMessage } from './body-message.ts';

export function createEventStreamMessages(coding: string, tell: TellBodyMessage): HttpMessages {
  return new EventStreamMessages(coding, tell);
}

class EventStreamMessages implements HttpMessages {
  readonly #tell: TellBodyMessage;
  readonly #compressed: boolean;
  readonly #splitter: EventSplitter;
  /** Null: the rest cannot be read. */
  #decoder: ContentDecoder | null;
  /** Bytes on the wire and after decoding, of all pieces before the last, and with it. */
  #before = { wire: 0, decoded: 0 };
  #now = { wire: 0, decoded: 0 };
  /** Bytes on the wire that are told. */
  #told = 0;
  /** Bytes that were not kept or not read, and when the first of them came. */
  #lost = 0;
  #lostAt = 0;
  #lastAt = 0;

  constructor(coding: string, tell: TellBodyMessage) {
    this.#tell = tell;
    this.#decoder = createContentDecoder(coding);
    this.#compressed = coding !== '' && coding !== 'identity';
    this.#splitter = createEventSplitter((block) => this.#take(block));
  }

  body(from: 'client' | 'server', bytes: Uint8Array, size: number, at: number): void {
    if (from === 'client') return;
    this.#lastAt = at;
    const read = this.#lost === 0 && this.#read(bytes, at);
    if (!read || bytes.length < size) this.#lose(read ? size - bytes.length : size, at);
  }

  answered(): void {}

  end(): void {
    this.#splitter.end();
    this.#decoder?.close();
    if (this.#lost > 0) this.#tellLost();
  }

  /** False: it is not what its coding says. */
  #read(bytes: Uint8Array, at: number): boolean {
    const pieces: Uint8Array[] = [];
    const done = this.#decoder?.push(bytes, (piece) => pieces.push(piece.slice())) ?? false;
    if (!done) return false;
    const decoded = pieces.reduce((sum, { length }) => sum + length, 0);
    this.#before = this.#now;
    this.#now = { wire: this.#before.wire + bytes.length, decoded: this.#before.decoded + decoded };
    for (const piece of pieces) this.#splitter.push(piece, at);
    return true;
  }

  #lose(length: number, at: number): void {
    if (this.#lost === 0) this.#lostAt = at;
    this.#lost += length;
  }

  #take({ bytes, end, at, whole }: EventBlock): void {
    const wire = this.#wireAt(end);
    this.#tell({
      ...RECEIVED,
      payload: bytes,
      at,
      endedAt: this.#lastAt,
      wireLength: wire - this.#told,
      compressed: this.#compressed,
      complete: whole,
      lost: 0,
    });
    this.#told = wire;
  }

  /** Bytes on the wire up to a place in what they decode to: within one piece, as large a part of it. */
  #wireAt(decoded: number): number {
    const [from, to] = [this.#before, this.#now];
    if (to.decoded === from.decoded || decoded <= from.decoded) return from.wire;
    const share = (decoded - from.decoded) / (to.decoded - from.decoded);
    return from.wire + Math.round(share * (to.wire - from.wire));
  }

  #tellLost(): void {
    this.#tell({
      ...RECEIVED,
      payload: NOTHING,
      at: this.#lostAt,
      endedAt: this.#lastAt,
      wireLength: this.#lost,
      compressed: this.#compressed,
      complete: false,
      lost: this.#lost,
    });
  }
}

const RECEIVED = { from: 'server', binary: false } as const;
const NOTHING = new Uint8Array(0);
