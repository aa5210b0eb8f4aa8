// One live view of a front: the seqs that match a filter, in order, found in slices from the store and kept up
// with what is stored afterwards. It holds numbers only; rows are read when they are shown.

import type { Filter } from '../contract/filter.ts';
import { filterNeeds, matchMessage } from '../contract/filter-match.ts';
import type { ConnectionId, Seq, ViewId } from '../contract/ids.ts';
import type { Connection, OverviewBuckets, ViewState } from '../contract/model.ts';
import type { StoredMessage, StoredRow } from '../store/message-rows.ts';
import type { Store } from '../store/store.ts';
import { filterMessage } from './filter-message-of.ts';
import { locateTime } from './locate-time.ts';
import { SeqList } from './seq-list.ts';
import { ViewHistogram } from './view-histogram.ts';

/** A slice of the scan ends after this many milliseconds, or so many seqs where nothing is read but them. */
const SLICE_MS = 10;
const SLICE_SEQS = 20_000;
/** Payload bytes that a filter looks at: what an observer delivers of one inflated message. */
const SEARCHED = 16 * 1024 * 1024;
const NO_BYTES = new Uint8Array(0);

/** What a view asks of the archive. */
export interface ViewSource {
  readonly store: Store;
  readonly connection: (id: ConnectionId) => Connection | null;
  /** More of this message may come. */
  readonly isUnfinished: (seq: Seq) => boolean;
}

export class MessageView {
  readonly id: ViewId;
  readonly #source: ViewSource;
  /** Null: all of them. */
  readonly connections: readonly ConnectionId[] | null;
  readonly #connections: ReadonlySet<ConnectionId> | null;
  /** Every message of one connection, or of all: their seqs are found without their rows. */
  readonly #bare: boolean;
  /** The only connection, where there is one. */
  readonly #only: ConnectionId | null;
  readonly #filter: Filter;
  readonly #needsPayload: boolean;
  readonly #seqs = new SeqList();
  readonly #histogram = new ViewHistogram();
  /** Messages up to this one have been looked at. */
  #cursor = 0;
  #scanned = 0;
  #total: number;
  #scanning = true;
  #changed = false;

  constructor(
    id: ViewId,
    source: ViewSource,
    connections: readonly ConnectionId[] | null,
    filter: Filter,
    total: number,
  ) {
    this.id = id;
    this.#source = source;
    this.connections = connections;
    this.#connections = connections && new Set(connections);
    this.#only = connections?.length === 1 ? (connections[0] ?? null) : null;
    this.#filter = filter;
    const needs = filterNeeds(filter);
    this.#needsPayload = needs.payload || needs.decoded;
    this.#total = total;
    this.#bare = filter.type === 'everything' && (this.#only !== null || connections === null);
    if (this.#bare) this.#histogram.needPass();
  }

  get state(): ViewState {
    const total = Math.max(this.#total, this.#scanned);
    return {
      view: this.id,
      count: this.#seqs.length,
      scanned: this.#scanning ? this.#scanned : total,
      total,
    };
  }

  /** There is more to be looked at. */
  get scanning(): boolean {
    return this.#scanning || this.#histogram.scanning;
  }

  get changed(): boolean {
    return this.#changed;
  }

  /** True once after each change of the state. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** Looks at the next slice of what was stored before the view was opened. */
  scan(): void {
    if (this.#scanning) this.#scanning = this.#bare ? this.#scanSeqs() : this.#scanRows();
    else this.#histogram.scan(this.#passed);
    this.#changed = true;
  }

  /** A message was stored, or stored again with more of it. */
  offer(message: StoredMessage, final: boolean): void {
    if (this.#scanning && message.seq > this.#cursor) return; // the scan will come to it
    if (this.#connections && !this.#connections.has(message.connection)) return;
    if (final) this.#scanned += 1;
    this.#changed = true;
    if (this.#needsPayload && !final) return; // judged when it is whole
    const head = this.#needsPayload
      ? this.#source.store.messages.payload(message.seq, 0, SEARCHED)
      : NO_BYTES;
    if (this.#matches({ ...message, head })) this.#insert(message, final);
    else this.#remove(message.seq);
  }

  /** These are not stored after all. */
  drop(seqs: readonly Seq[]): void {
    for (const seq of seqs) this.#seqs.remove(seq);
    this.#histogram.needPass();
    this.#changed = true;
  }

  slice(from: number, count: number): Seq[] {
    return this.#seqs.slice(from, count);
  }

  locate(seq: Seq): number {
    return this.#seqs.place(seq);
  }

  /** The place of the first message at or after a time; their number where there is none. */
  locateTime(at: number): number {
    const { messages } = this.#source.store;
    const atOf = (place: number) => messages.get(this.#seqs.at(place) as Seq)?.at ?? -Infinity;
    return locateTime(this.#seqs.length, atOf, at);
  }

  overview(): OverviewBuckets {
    const { scanned, total } = this.state;
    const counted = this.#histogram.progress;
    const progress = counted === null ? { scanned, total } : { scanned: counted, total: this.#seqs.length };
    return { ...this.#histogram.ask(), ...progress };
  }

  /** Everything was cleared. */
  reset(): void {
    this.#seqs.clear();
    this.#histogram.reset();
    this.#scanning = false;
    this.#scanned = this.#total = 0;
    this.#changed = true;
  }

  /** Both scans return true while there is more. */
  #scanSeqs(): boolean {
    const seqs = this.#source.store.messages.seqsAfter(this.#cursor, SLICE_SEQS, this.#only);
    for (const seq of seqs) this.#seqs.append(seq);
    this.#cursor = seqs.at(-1) ?? this.#cursor;
    this.#scanned += seqs.length;
    return seqs.length === SLICE_SEQS;
  }

  #scanRows(): boolean {
    const until = performance.now() + SLICE_MS;
    const { messages } = this.#source.store;
    for (const row of messages.walk(this.#cursor, this.#only, this.#needsPayload ? SEARCHED : 0)) {
      this.#cursor = row.seq;
      this.#look(row);
      if (performance.now() > until) return true;
    }
    return false;
  }

  #look(row: StoredRow): void {
    if (this.#connections && !this.#connections.has(row.connection)) return;
    const final = !this.#source.isUnfinished(row.seq);
    if (final) this.#scanned += 1;
    if (this.#needsPayload && !final) return;
    if (!this.#matches(row)) return;
    this.#seqs.append(row.seq);
    this.#histogram.take(row, final);
  }

  #insert(message: StoredMessage, final: boolean): void {
    this.#seqs.insert(message.seq);
    this.#histogram.take(message, final);
  }

  #remove(seq: Seq): void {
    this.#seqs.remove(seq);
    this.#histogram.leave(seq);
  }

  get #passed() {
    const { store, isUnfinished } = this.#source;
    return { store, only: this.#only, isUnfinished, has: (seq: Seq) => this.#seqs.has(seq) };
  }

  #matches(row: StoredRow): boolean {
    if (this.#filter.type === 'everything') return true;
    const connection = this.#source.connection(row.connection);
    return (
      connection !== null && matchMessage(this.#filter, connection, filterMessage(row, connection), 'text')
    );
  }
}
