// One live view of a front: the seqs that match a filter, in order, found in slices from the store and kept up
// with what is stored afterwards. It holds a bit a message; rows are read when they are shown.

import type { Filter } from '../contract/filter.ts';
import { filterNeeds, matchMessage } from '../contract/filter-match.ts';
import { asksForNoted } from '../contract/filter-note.ts';
import type { ConnectionId, Seq, ViewId } from '../contract/ids.ts';
import type { Annotation, Connection, OverviewBuckets, ViewState } from '../contract/model.ts';
import type { MessageSchema } from '../contract/message-schema.ts';
import type { Statistics } from '../contract/statistics.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import type { Counted, MessageBatch, StoredMessage } from '../store/message-batch.ts';
import type { BatchSpan } from '../store/message-batches.ts';
import type { Store } from '../store/store.ts';
import type { Annotations } from './annotations.ts';
import { candidatesOf } from './candidates.ts';
import { BatchedMessage } from './filter-message-of.ts';
import { locateTime } from './locate-time.ts';
import { needleOf } from './needle.ts';
import { SeqSet } from './seq-set.ts';
import { ViewHistogram } from './view-histogram.ts';
import type { Viewed } from './view-pass.ts';
import { ViewCounts } from './view-counts.ts';
import type { Joins } from './view-session.ts';

/** A slice of the scan ends after this many milliseconds. */
const SLICE_MS = 5;
/** Payload bytes that a filter looks at: what an observer delivers of one inflated message. */
const SEARCHED = 16 * 1024 * 1024;

/** What a view asks of the archive. */
export interface ViewSource {
  readonly store: Store;
  readonly decoders: Decoders;
  readonly notes: Pick<Annotations, 'message' | 'seqs' | 'factsOf'>;
  readonly connection: (id: ConnectionId) => Connection | null;
  /** More of this message may come. */
  readonly isUnfinished: (seq: Seq) => boolean;
  /** Whether the pairs of a connection are those of who reads it now. */
  readonly isPaired: (connection: Connection) => boolean;
  readonly goesOn: (connection: Connection) => boolean;
}

export class MessageView {
  readonly id: ViewId;
  readonly #source: ViewSource;
  /** Null: all of them. */
  readonly connections: readonly ConnectionId[] | null;
  readonly #connections: Set<ConnectionId> | null;
  readonly #joins: Joins | null;
  /** The only connection, where there is one. */
  readonly #only: ConnectionId | null;
  readonly #filter: Filter;
  readonly #needsPayload: boolean;
  readonly #needsDecoders: boolean;
  readonly #needsNotes: boolean;
  readonly #needsAnswers: boolean;
  readonly #needsPairs: boolean;
  /** Nothing but messages with a note can match. */
  readonly #noted: boolean;
  /** What a payload must contain to match; null where the bytes say nothing. */
  #needle: RegExp | null;
  readonly #seqs = new SeqSet();
  readonly #histogram = new ViewHistogram();
  readonly #counts: ViewCounts;
  /** Messages up to this one have been looked at. */
  #cursor = 0;
  #scanned = 0;
  #total: number;
  #scanning = true;
  #changed = false;
  #evicted = 0;
  /** The newest that was ever in it. */
  #newest = 0;
  #revision = 0;

  constructor(
    id: ViewId,
    source: ViewSource,
    connections: readonly ConnectionId[] | null,
    filter: Filter,
    total: number,
    joins: Joins | null = null,
  ) {
    this.id = id;
    this.#source = source;
    this.#counts = new ViewCounts(source);
    this.connections = connections;
    this.#connections = connections && new Set(connections);
    this.#joins = joins;
    this.#only = connections?.length === 1 && !joins ? (connections[0] ?? null) : null;
    this.#filter = filter;
    const needs = filterNeeds(filter);
    this.#needsPayload = needs.payload || needs.decoded;
    this.#needle = this.#needsPayload ? needleOf(filter, source.decoders) : null;
    this.#needsDecoders = needs.decoders;
    this.#needsNotes = needs.notes;
    this.#needsAnswers = needs.answers;
    this.#needsPairs = needs.pairs;
    this.#noted = asksForNoted(filter);
    this.#total = total;
    if (this.#isBare) this.#histogram.needPass();
  }

  get state(): ViewState {
    const total = Math.max(this.#total, this.#scanned);
    return {
      view: this.id,
      count: this.#evicted + this.#seqs.length,
      evicted: this.#evicted,
      scanned: this.#scanning ? this.#scanned : total,
      total,
      revision: this.#revision,
    };
  }

  /** There is more to be looked at. */
  get scanning(): boolean {
    return this.#scanning || this.#histogram.scanning || this.#counts.scanning;
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
    const until = performance.now() + SLICE_MS;
    if (!this.#scanning) this.#scanBesides();
    else if (this.#noted) this.#scanning = this.#scanNoted();
    else this.#scanning = this.#isBare ? this.#takeSpans(until) : this.#lookAtBatches(until);
    this.#changed = true;
  }

  /** What is counted of the view, when all of it is known. */
  #scanBesides(): void {
    if (this.#histogram.scanning) this.#histogram.scan(this.#passed);
    else this.#counts.scan(this.#passed);
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

  /** Other decoders read from now on. */
  redecode(): void {
    this.#counts.outdate();
    if (!this.#needsPayload && !this.#needsDecoders) return;
    if (this.#needsPayload) this.#needle = needleOf(this.#filter, this.#source.decoders);
    this.#restart();
  }

  /** What messages of these connections are to each other was found anew. */
  renew(connections: readonly ConnectionId[]): void {
    if (!connections.some((id) => this.#isOf(id))) return;
    this.#counts.outdate();
    if (this.#needsPayload || this.#needsPairs) this.#restart();
  }

  /** These messages were answered, or should have been. */
  reanswer(seqs: readonly Seq[]): void {
    if (this.#needsAnswers) for (const seq of seqs) this.#judgeAgain(seq);
  }

  #judgeAgain(seq: Seq): void {
    const message = this.#source.store.messages.get(seq);
    if (message && this.#concerns(message)) this.#judge(message, !this.#source.isUnfinished(seq));
  }

  /** Of this view, and not still to be scanned. */
  #concerns({ seq, connection }: StoredMessage): boolean {
    if (this.#scanning && seq > this.#cursor) return false;
    return this.#isOf(connection);
  }

  /** One that joined is one of them from then on. */
  #isOf(connection: ConnectionId): boolean {
    if (this.#connections === null || this.#connections.has(connection)) return true;
    if (!this.#joins?.(connection)) return false;
    this.#connections.add(connection);
    return true;
  }

  #judge(message: StoredMessage, final: boolean): void {
    this.#changed = true;
    if (this.#needsPayload && !final) return; // judged when it is whole
    if (this.#matchesStored(message)) this.#insert(message, final);
    else this.#remove(message.seq);
  }

  /** These are not stored after all. */
  drop(seqs: readonly Seq[]): void {
    for (const seq of seqs) this.#seqs.remove(seq);
    this.#revision += 1;
    this.#counts.outdate();
    this.#histogram.needPass();
    this.#changed = true;
  }

  /** Messages up to this one are stored no more. `messages` of all connections went. */
  evict(through: number, messages: number): void {
    this.#counts.evict(through, this.#viewed);
    this.#evicted += this.#seqs.removeThrough(through);
    if (this.#connections === null) {
      this.#scanned = Math.max(0, this.#scanned - messages);
      this.#total = Math.max(0, this.#total - messages);
    }
    this.#changed = true;
  }

  slice(from: number, count: number): Seq[] {
    return from < this.#evicted ? [] : this.#seqs.slice(from - this.#evicted, count);
  }

  locate(seq: Seq): number {
    return this.#evicted + this.#seqs.place(seq);
  }

  /** Looks through everything again. */
  #restart(): void {
    this.#total = Math.max(this.#total, this.#scanned);
    this.#seqs.clear();
    this.#newest = 0;
    this.#revision += 1;
    this.#histogram.reset();
    this.#counts.outdate();
    this.#scanned = this.#cursor = 0;
    this.#scanning = true;
    this.scan();
  }

  /** The place of the first message at or after a time; their number where there is none. */
  locateTime(at: number): number {
    const { messages } = this.#source.store;
    const atOf = (place: number) => messages.timeOf(this.#seqs.slice(place, 1)[0]) ?? -Infinity;
    return this.#evicted + locateTime(this.#seqs.length, atOf, at);
  }

  overview(): OverviewBuckets {
    const { scanned, total } = this.state;
    const counted = this.#histogram.progress;
    const progress = counted === null ? { scanned, total } : { scanned: counted, total: this.#seqs.length };
    return { ...this.#histogram.ask(), ...progress };
  }

  statistics(): Statistics {
    return this.#counts.statistics(this.#viewed);
  }

  schema(): MessageSchema {
    return this.#counts.schema(this.#viewed);
  }

  /** Everything was cleared. */
  reset(): void {
    this.#seqs.clear();
    this.#newest = 0;
    this.#revision += 1;
    this.#histogram.reset();
    this.#counts.outdate();
    this.#scanning = false;
    this.#scanned = this.#total = this.#evicted = 0;
    this.#changed = true;
  }

  /** However many messages there are, those with a note are few. */
  #scanNoted(): boolean {
    for (const seq of this.#source.notes.seqs()) {
      const batch = this.#source.store.messages.batchOf(seq);
      if (batch && this.#isOfView(batch, batch.find(seq))) this.#lookAtMessage(batch, batch.find(seq), true);
    }
    this.#scanned = this.#total;
    return false;
  }

  #isOfView(batch: MessageBatch, place: number): boolean {
    return this.#isOf(batch.connection(place));
  }

  /** Everything of one connection, or of all, matches: nothing needs to be looked at. */
  get #isBare(): boolean {
    return this.#filter.type === 'everything' && (this.#only !== null || this.#connections === null);
  }

  /** Both return true while there is more. */
  #takeSpans(until: number): boolean {
    for (const span of this.#source.store.messages.spans(this.#cursor, this.#only)) {
      if (span.own === null) this.#lookAt(span);
      else this.#take(span, span.own);
      if (performance.now() > until) return true;
    }
    return false;
  }

  get #passed() {
    const { store, isUnfinished } = this.#source;
    return { store, only: this.#only, isUnfinished, has: (seq: number) => this.#seqs.has(seq) };
  }

  get #viewed(): Viewed {
    const seqs = this.#seqs;
    return {
      ...this.#passed,
      newest: this.#source.store.messages.lastSeq(),
      length: seqs.length,
      searching: this.#scanning,
      before: (seq) => seqs.place(seq),
    };
  }

  #insert(message: Counted, final: boolean): void {
    const { seq } = message;
    if (!this.#seqs.has(seq)) {
      if (seq < this.#newest) this.#revision += 1; // those after it stand one place further
      else this.#newest = seq;
      if (this.#counts.asked) this.#counts.entered(seq);
      this.#seqs.add(seq);
    }
    this.#histogram.take(message, final);
  }

  #remove(seq: Seq): void {
    if (this.#seqs.has(seq)) {
      this.#revision += 1;
      if (this.#counts.asked) this.#counts.left(seq);
      this.#seqs.remove(seq);
    }
    this.#histogram.leave(seq);
  }

  #take({ first, last, count }: BatchSpan, own: 'all' | Uint16Array): void {
    const solid = (own === 'all' || own.length === count) && last - first === count - 1;
    if (solid && first > this.#cursor) this.#takeAll(first, last);
    else if (own === 'all') this.#lookAt({ first });
    else this.#takeEach(first, own);
    this.#cursor = last;
    this.#newest = Math.max(this.#newest, last);
  }

  #takeAll(first: number, last: number): void {
    this.#seqs.addNew(first, last);
    this.#scanned += last - first + 1;
  }

  #takeEach(first: number, own: Uint16Array): void {
    for (const seq of own) {
      if (first + seq <= this.#cursor) continue;
      this.#seqs.add(first + seq);
      this.#scanned += 1;
    }
  }

  /** Reads a batch of which not everything belongs to the view. */
  #lookAt({ first }: Pick<BatchSpan, 'first'>): void {
    const { messages } = this.#source.store;
    for (const batch of messages.batches(Math.max(this.#cursor, first - 1), null)) {
      this.#look(batch, Infinity);
      return;
    }
  }

  #lookAtBatches(until: number): boolean {
    for (const batch of this.#source.store.messages.batches(this.#cursor, this.#only)) {
      if (!this.#look(batch, until) || performance.now() > until) return true;
    }
    return false;
  }

  /** False: it took too long, and the batch is to be gone on with. */
  #look(batch: MessageBatch, until: number): boolean {
    const candidates = this.#needle && candidatesOf(batch, this.#needle);
    const end = batch.last;
    for (let place = batch.after(this.#cursor); place < batch.count; place += 1) {
      if (!this.#isOfView(batch, place)) continue;
      this.#lookAtMessage(batch, place, candidates === null || candidates[place] === 1);
      if (!batch.isParted(place) || performance.now() < until) continue;
      this.#cursor = batch.seq(place);
      return false;
    }
    this.#cursor = end;
    return true;
  }

  #lookAtMessage(batch: MessageBatch, place: number, candidate: boolean): void {
    const seq = batch.seq(place);
    const final = !this.#source.isUnfinished(seq);
    if (final) this.#scanned += 1;
    if (!candidate || (this.#needsPayload && !final)) return;
    if (this.#matches(batch, place)) this.#insert(batch.counted(place), final);
  }

  #matches(batch: MessageBatch, place: number): boolean {
    if (this.#filter.type === 'everything') return true;
    const { notes, store } = this.#source;
    const connection = this.#source.connection(batch.connection(place));
    if (!connection) return false;
    const payload = () => store.messages.payloadOf(batch, place, SEARCHED);
    const note = this.#needsNotes ? notes.message(batch.seq(place)) : null;
    const message = new BatchedMessage(batch, place, connection, this.#source, note, payload);
    const facts = this.#needsNotes ? notes.factsOf(connection) : connection;
    return matchMessage(this.#filter, facts, message, 'text');
  }

  #matchesStored({ seq }: StoredMessage): boolean {
    if (this.#filter.type === 'everything') return true;
    const batch = this.#source.store.messages.batchOf(seq);
    return batch !== null && this.#matches(batch, batch.find(seq));
  }
}
