// One live view of a front: the seqs that match a filter, in order, found in slices from the store and kept up
// with what is stored afterwards. It holds numbers only; rows are read when they are shown.

import type { Filter } from '../contract/filter.ts';
import { filterNeeds, matchMessage } from '../contract/filter-match.ts';
import type { ConnectionId, Seq, ViewId } from '../contract/ids.ts';
import type { Connection, ViewState } from '../contract/model.ts';
import type { StoredMessage } from '../store/message-batch.ts';
import type { StoredRow } from '../store/message-rows.ts';
import type { Store } from '../store/store.ts';
import { filterMessage } from './filter-message-of.ts';
import { SeqList } from './seq-list.ts';

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
  readonly #connections: ReadonlySet<ConnectionId> | null;
  /** The only connection, where there is one. */
  readonly #only: ConnectionId | null;
  readonly #filter: Filter;
  readonly #needsPayload: boolean;
  readonly #seqs = new SeqList();
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
    this.#connections = connections && new Set(connections);
    this.#only = connections?.length === 1 ? (connections[0] ?? null) : null;
    this.#filter = filter;
    const needs = filterNeeds(filter);
    this.#needsPayload = needs.payload || needs.decoded;
    this.#total = total;
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

  get scanning(): boolean {
    return this.#scanning;
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
    const bare = this.#filter.type === 'everything' && (this.#only !== null || this.#connections === null);
    this.#scanning = bare ? this.#scanSeqs() : this.#scanRows();
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
    if (this.#matches({ ...message, head })) this.#seqs.insert(message.seq);
    else this.#seqs.remove(message.seq);
  }

  /** These are not stored after all. */
  drop(seqs: readonly Seq[]): void {
    for (const seq of seqs) this.#seqs.remove(seq);
    this.#changed = true;
  }

  slice(from: number, count: number): Seq[] {
    return this.#seqs.slice(from, count);
  }

  locate(seq: Seq): number {
    return this.#seqs.place(seq);
  }

  /** Everything was cleared. */
  reset(): void {
    this.#seqs.clear();
    this.#scanning = false;
    this.#scanned = this.#total = 0;
    this.#changed = true;
  }

  /** Both scans return true while there is more. */
  #scanSeqs(): boolean {
    const seqs = this.#source.store.messages
      .after(this.#cursor, SLICE_SEQS, this.#only, 0)
      .map(({ seq }) => seq);
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
    if (this.#matches(row)) this.#seqs.append(row.seq);
  }

  #matches(row: StoredRow): boolean {
    if (this.#filter.type === 'everything') return true;
    const connection = this.#source.connection(row.connection);
    return (
      connection !== null && matchMessage(this.#filter, connection, filterMessage(row, connection), 'text')
    );
  }
}
