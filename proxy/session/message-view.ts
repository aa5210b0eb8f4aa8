// One live view of a front: the seqs that match a filter, in order, found in slices from the store and kept up
// with what is stored afterwards. It holds numbers only; rows are read when they are shown.

import type { Filter } from '../contract/filter.ts';
import { filterNeeds, matchMessage } from '../contract/filter-match.ts';
import { asksForNoted } from '../contract/filter-note.ts';
import type { ConnectionId, Seq, ViewId } from '../contract/ids.ts';
import type { Annotation, Connection, ViewState } from '../contract/model.ts';
import type { StoredMessage, StoredRow } from '../store/message-rows.ts';
import type { Store } from '../store/store.ts';
import type { Annotations } from './annotations.ts';
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
  readonly notes: Pick<Annotations, 'message' | 'seqs' | 'factsOf'>;
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
  readonly #needsNotes: boolean;
  /** Nothing but messages with a note can match. */
  readonly #noted: boolean;
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
    this.#needsNotes = needs.notes;
    this.#noted = asksForNoted(filter);
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
    if (this.#noted) this.#scanning = this.#scanNoted();
    else this.#scanning = bare ? this.#scanSeqs() : this.#scanRows();
    this.#changed = true;
  }

  /** A message was stored, or stored again with more of it. */
  offer(message: StoredMessage, final: boolean): void {
    if (!this.#concerns(message)) return;
    if (final) this.#scanned += 1;
    this.#judge(message, final);
  }

  /** What was noted has changed: these messages may match now, or not any more. */
  renote(changed: readonly Annotation[]): void {
    if (!this.#needsNotes) return;
    if (this.#noted || changed.some(({ kind }) => kind === 'connection')) this.#restart();
    else for (const { id } of changed) this.#judgeAgain(id as Seq);
  }

  #judgeAgain(seq: Seq): void {
    const message = this.#source.store.messages.get(seq);
    if (message && this.#concerns(message)) this.#judge(message, !this.#source.isUnfinished(seq));
  }

  /** Of this view, and not still to be scanned. */
  #concerns({ seq, connection }: StoredMessage): boolean {
    if (this.#scanning && seq > this.#cursor) return false;
    return this.#connections?.has(connection) ?? true;
  }

  #judge(message: StoredMessage, final: boolean): void {
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

  /** Looks through everything again. */
  #restart(): void {
    this.#total = Math.max(this.#total, this.#scanned);
    this.#seqs.clear();
    this.#scanned = this.#cursor = 0;
    this.scan();
  }

  /** Everything was cleared. */
  reset(): void {
    this.#seqs.clear();
    this.#scanning = false;
    this.#scanned = this.#total = 0;
    this.#changed = true;
  }

  /** However many messages there are, those with a note are few. */
  #scanNoted(): boolean {
    const bytes = this.#needsPayload ? SEARCHED : 0;
    for (const seq of this.#source.notes.seqs()) {
      for (const row of this.#source.store.messages.window([seq], bytes)) this.#look(row);
    }
    this.#scanned = this.#total;
    return false;
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
    if (this.#matches(row)) this.#seqs.append(row.seq);
  }

  #matches(row: StoredRow): boolean {
    if (this.#filter.type === 'everything') return true;
    const { notes } = this.#source;
    const connection = this.#source.connection(row.connection);
    if (!connection) return false;
    const facts = this.#needsNotes ? notes.factsOf(connection) : connection;
    return matchMessage(this.#filter, facts, filterMessage(row, connection, notes.message(row.seq)), 'text');
  }
}
