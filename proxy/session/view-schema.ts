// The kinds and shapes of one view's messages, read when somebody asks: payloads in slices, as far as the decoders of a
// timeline's rows read them. Asked again, only what came since is read.

import type { Seq } from '../contract/ids.ts';
import type { MessageSchema } from '../contract/message-schema.ts';
import { isControl } from '../protocol/frame.ts';
import type { MessageBatch } from '../store/message-batch.ts';
import { BatchedMessage } from './filter-message-of.ts';
import { KindSchemas } from './kind-schemas.ts';
import type { ViewSource } from './message-view.ts';
import { DECODED } from './timeline-row.ts';
import type { Passed } from './view-histogram.ts';
import { ViewPass, type Viewed } from './view-pass.ts';

/** A slice of the pass ends after this many milliseconds. */
const SLICE_MS = 5;

export class ViewSchema {
  readonly #source: ViewSource;
  #kinds = new KindSchemas();
  #pass = this.#begin();
  /** The newest message at the last question. */
  #end = 0;
  /** Some that were not whole are by now. */
  #due = false;
  /** What was read is not what the view holds. */
  #stale = false;

  constructor(source: ViewSource) {
    this.#source = source;
  }

  get scanning(): boolean {
    return this.#due || this.#pass.cursor < this.#end;
  }

  /** What was read so far, with the next slice. */
  ask(view: Viewed): MessageSchema {
    if (this.#stale) this.#restart();
    this.#end = view.newest;
    this.#due = this.#pass.unfinished.some((seq) => !view.isUnfinished(seq));
    if (!view.searching) this.scan(view);
    return { ...this.#pass.progress(view), ...this.#kinds.told };
  }

  scan(passed: Passed): void {
    this.#pass.scan(passed, this.#end, performance.now() + SLICE_MS);
    this.#due = false;
  }

  /** A message came into the view: as a rule a new one, or one that took longer than those after it. */
  entered(seq: Seq): void {
    if (!this.#stale) this.#pass.await(seq);
  }

  /** A message left the view: where it was read, all must be read anew. */
  left(seq: Seq): void {
    if (!this.#pass.awaits(seq)) this.#stale = true;
  }

  /** The view is another one, or read in another way. */
  outdate(): void {
    this.#stale = true;
  }

  #restart(): void {
    this.#kinds = new KindSchemas();
    this.#pass = this.#begin();
    this.#stale = false;
  }

  #begin(): ViewPass {
    return new ViewPass((batch, place) => this.#take(batch, place));
  }

  #take(batch: MessageBatch, place: number): void {
    const connection = this.#source.connection(batch.connection(place));
    if (isControl(batch.opcode(place)) || !connection) return;
    const payload = () => this.#source.store.messages.payloadOf(batch, place, DECODED);
    const message = new BatchedMessage(batch, place, connection, this.#source, null, payload);
    this.#kinds.take(message.decoded(), message);
  }
}
