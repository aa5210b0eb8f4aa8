// One connection read through for what only decoding tells, in slices, and on from there whenever somebody asks again. At
// the same time its facts are gathered, where they are not known.

import type { Connection, Gap } from '../contract/model.ts';
import type { Seq } from '../contract/ids.ts';
import { ConnectionFacts } from '../insight/connection-facts.ts';
import { MeaningFacts } from '../insight/meaning-facts.ts';
import type { Store } from '../store/store.ts';
import { GapCrossing } from './facts-pass.ts';
import { BatchedMessage, type MeaningSource } from './filter-message-of.ts';

const SLICE_MS = 5;
/** Bytes: no protocol has heartbeats that are larger. */
const MOST_BYTES = 4096;

export interface Read extends MeaningSource {
  readonly store: Store;
  readonly gaps: readonly Gap[];
  readonly isUnfinished: (seq: Seq) => boolean;
  /** The newest message of which nobody can tell any more when its answer was due. */
  readonly storedBefore: number;
}

export class MeaningPass {
  readonly meaning = new MeaningFacts();
  /** Null: they are known already. */
  readonly facts: ConnectionFacts | null;
  readonly #read: Read;
  readonly #crossing: GapCrossing;
  #cursor = 0;
  scanned = 0;
  /** There may be more to read. */
  scanning = true;

  constructor(read: Read, knowsFacts: boolean) {
    this.#read = read;
    this.facts = knowsFacts ? null : new ConnectionFacts();
    this.#crossing = new GapCrossing(read.gaps);
  }

  /** More may have come: it is read on. */
  wake(connection: Connection): void {
    this.scanning = true;
    this.scan(connection);
  }

  scan(connection: Connection): void {
    const until = performance.now() + SLICE_MS;
    const { store, isUnfinished } = this.#read;
    for (const batch of store.messages.batches(this.#cursor, connection.id)) {
      for (let place = batch.after(this.#cursor); place < batch.count; place += 1) {
        if (batch.connection(place) !== connection.id) continue;
        if (isUnfinished(batch.seq(place))) return void (this.scanning = false); // read on when it is whole
        const payload = () => store.messages.payloadOf(batch, place, MOST_BYTES + 1);
        this.#take(new BatchedMessage(batch, place, connection, this.#read, null, payload));
        this.facts?.take(batch.facts(place));
        this.#cursor = batch.seq(place);
        this.scanned += 1;
      }
      if (performance.now() > until) return;
    }
    this.scanning = false;
  }

  #take(message: BatchedMessage): void {
    const { seq, at, from, length } = message;
    this.#crossing.pass(at, (end) => {
      this.meaning.interrupt();
      this.facts?.interrupt(end);
    });
    const heartbeat = length <= MOST_BYTES && message.heartbeat();
    const unanswered = seq <= this.#read.storedBefore && message.unanswered();
    this.meaning.take({ seq, from, at, heartbeat, unanswered });
  }
}
