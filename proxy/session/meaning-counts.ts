// The statistics that need a look at payloads: kinds, how long those that ask wait, what compression gains. Messages
// are read as far as the decoders of a timeline's rows read them, so that the kinds are the same.

import type { Seq } from '../contract/ids.ts';
import type { Decoded, Side } from '../contract/model.ts';
import type { MeaningStatistics, SideStatistics } from '../contract/statistics.ts';
import { isControl } from '../protocol/frame.ts';
import type { MessageBatch } from '../store/message-batch.ts';
import { DeflateTrials } from './deflate-trials.ts';
import { addTo, amount } from './fact-counts.ts';
import { BatchedMessage } from './filter-message-of.ts';
import { KindCounts, LatencyCounts } from './kind-counts.ts';
import type { ViewSource } from './message-view.ts';
import { DECODED } from './timeline-row.ts';

export class MeaningCounts {
  readonly #source: ViewSource;
  readonly #kinds = new KindCounts();
  readonly #latencies = new LatencyCounts();
  readonly #undecoded = amount();
  readonly #trials = { client: new DeflateTrials('client'), server: new DeflateTrials('server') };
  /** Data messages that there are of each side, as far as is known. */
  #expected: Readonly<Record<Side, number>> = { client: 0, server: 0 };

  constructor(source: ViewSource) {
    this.#source = source;
  }

  expect({ client, server }: Readonly<Record<Side, SideStatistics>>): void {
    this.#expected = { client: client.sizes?.count ?? 0, server: server.sizes?.count ?? 0 };
  }

  take(batch: MessageBatch, place: number): void {
    if (isControl(batch.opcode(place))) return;
    const connection = this.#source.connection(batch.connection(place));
    if (!connection) return;
    const message = batch.measured(place);
    const payload = this.#payload(batch, place);
    this.#trials[message.from].take(message, payload, connection, this.#expected[message.from]);
    const decoded = this.#decoded(batch, place, payload);
    if (decoded) this.#kinds.take(decoded, message.length);
    else addTo(this.#undecoded, message.length);
    if (message.rtt !== null) this.#latencies.take(this.#kindOf(message.answers), message.rtt);
  }

  get told(): Omit<MeaningStatistics, 'scanned' | 'total'> {
    const { client, server } = this.#trials;
    return {
      kinds: this.#kinds.top,
      otherKinds: this.#kinds.others,
      undecoded: { ...this.#undecoded },
      latencies: this.#latencies.top,
      trials: { client: client.told, server: server.told },
    };
  }

  /** Of the message that asked, where it is still stored. */
  #kindOf(asked: Seq | null): Decoded | null {
    const batch = asked === null ? null : this.#source.store.messages.batchOf(asked);
    if (!batch || asked === null) return null;
    const place = batch.find(asked);
    return this.#decoded(batch, place, this.#payload(batch, place));
  }

  #payload(batch: MessageBatch, place: number): Uint8Array {
    return this.#source.store.messages.payloadOf(batch, place, DECODED);
  }

  #decoded(batch: MessageBatch, place: number, payload: Uint8Array): Decoded | null {
    const connection = this.#source.connection(batch.connection(place));
    if (!connection) return null;
    return new BatchedMessage(batch, place, connection, this.#source, null, () => payload).decoded();
  }
}
