// From relayed bytes to rows: applies what was captured to the connections it belongs to, and writes what comes of it
// to the store. It never throws on bytes; what the disk would not take is counted as a gap.

import { now } from '../capture/clock.ts';
import type { CaptureEvent } from '../capture/sink.ts';
import { FramescopeError } from '../contract/errors.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import { type Evicted, type Gap, type Side, SIDES } from '../contract/model.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import { OPCODE, isControl } from '../protocol/frame.ts';
import { type Message, type MessageSink, type Observer, createObserver } from '../protocol/observer.ts';
import type { StoredMessage } from '../store/message-batch.ts';
import type { OpenStream } from '../store/open-streams.ts';
import type { Store } from '../store/store.ts';
import type { MessageOutlet } from './body-message.ts';
import { BudgetGap } from './budget-gap.ts';
import { ConnectionIndex } from './connection-index.ts';
import {
  type ConnectionRecord,
  applyAnswered,
  applyBody,
  applyDialled,
  applyEnded,
  applyFailed,
  openRecord,
  resumeObserving,
  uncount,
} from './connection-record.ts';
import { Dialogues, type Renewed } from './dialogues.ts';
import { DiskWrites } from './disk-writes.ts';
import { GapLog } from './gap-log.ts';
import { openHttpMessages, resumeHttpMessages } from './http-messages.ts';
import { IncomingPayloads } from './incoming-payloads.ts';
import { type Eviction, Retention } from './retention.ts';
import { storedMessage } from './stored-message.ts';
import { oldestUnread, pastOf, rewind, savePlace } from './stream-places.ts';
import type { LogEvent, RecordReader, RelayedBytes } from './wire-record.ts';

export interface RecorderListener {
  /** A connection is there to be seen, for the first time. */
  shown(id: ConnectionId): void;
  /** A row was written; `final` unless more of the message may come. */
  stored(message: StoredMessage, final: boolean): void;
  /** Rows that were written are not there after all. */
  lost(seqs: readonly Seq[]): void;
}

export interface RecorderCounts {
  readonly connections: number;
  readonly open: number;
  readonly messages: number;
  readonly bytes: number;
  readonly gaps: number;
  readonly evicted: Evicted | null;
}

/** Data messages of a connection that are shown to the decoders before they give up. */
const SAMPLES = 20;
const NO_BYTES = new Uint8Array(0);

export class Recorder {
  readonly connections: ConnectionIndex;
  readonly dialogues: Dialogues;
  /** Who reads what is said. */
  decoders: Decoders;
  /** The segment of the wire log that is being read. */
  segment = 0;
  readonly #store: Store;
  readonly #listener: RecorderListener;
  readonly #gaps: GapLog;
  readonly #budgetGap: BudgetGap;
  readonly #payloads: IncomingPayloads;
  readonly retention: Retention;
  /** Takes what was captured, in its order. */
  readonly reader: RecordReader;
  /** Had bytes, and may have a message that is to be saved unfinished. */
  readonly #touched = new Set<ConnectionRecord>();
  /** Had bytes since the last commit. */
  readonly #moved = new Set<ConnectionRecord>();
  /** Stored, and not finished. */
  readonly #unfinished = new Set<Seq>();
  #lastSeq: number;
  /** The newest at the last commit: what began before and is not finished takes its time. */
  #committedSeq: number;
  #messages: number;
  #bytes: number;
  #recording = true;
  readonly #writes: DiskWrites;
  #uncommitted = { seqs: [] as Seq[], bytes: 0 };
  /** Messages whose answer has come since they were last asked for. */
  #answered: Seq[] = [];

  /** Rows of messages that were not finished when an engine was killed go: they are to be read again. */
  constructor(store: Store, listener: RecorderListener, decoders: Decoders) {
    this.decoders = decoders;
    this.#store = store;
    this.#writes = new DiskWrites(store, () => this.#lose());
    this.#lastSeq = this.#committedSeq = store.messages.lastSeq();
    rewind(store);
    this.#listener = listener;
    this.connections = new ConnectionIndex(store);
    this.#gaps = new GapLog(store);
    this.dialogues = new Dialogues({
      store,
      connections: this.connections,
      decoders: () => this.decoders,
      gaps: () => this.#gaps.list(),
      isUnfinished: (seq) => this.isUnfinished(seq),
    });
    this.#budgetGap = new BudgetGap(this.#gaps);
    this.#payloads = new IncomingPayloads((seq, part, bytes) =>
      this.#writes.put(() => store.messages.addPart(seq, part, bytes)),
    );
    this.retention = new Retention(store);
    this.#messages = store.messages.count();
    this.#bytes = store.connections.bytes();
    this.reader = {
      event: (event) => this.#event(event),
      bytes: (id, from, chunk, at, _offset, injected) => this.#relayed(id, from, chunk, at, injected),
      skipped: (bytes, length) => this.#skipped(bytes, length),
    };
  }

  /** Why nothing is being stored at the moment; null when all is well. */
  get diskTrouble(): string | null {
    return this.#writes.trouble;
  }

  get counts(): RecorderCounts {
    const { shown: connections, open } = this.connections;
    return {
      connections,
      open,
      messages: this.#messages,
      bytes: this.#bytes,
      gaps: this.#gaps.count,
      evicted: this.retention.evicted,
    };
  }

  /** Why what crosses is not kept right now; null: it is. */
  get missing(): Gap['reason'] | null {
    return this.#gaps.reason;
  }

  gaps(): readonly Gap[] {
    return this.#gaps.list();
  }

  /** True for a row of which more may come. */
  isUnfinished(seq: Seq): boolean {
    return this.#unfinished.has(seq);
  }

  /** There is something that the next commit would save. */
  get hasUnsaved(): boolean {
    return (
      this.connections.unsaved ||
      this.dialogues.unsaved ||
      this.#gaps.unsaved ||
      this.#touched.size > 0 ||
      this.#moved.size > 0 ||
      this.#store.inTransaction
    );
  }

  /** Saves what has changed and what is unfinished, and makes it safe from a kill; false when the disk would not. */
  commit(): boolean {
    if (!this.hasUnsaved) return true;
    for (const record of this.#touched) if (this.#saveUnfinished(record)) this.#touched.delete(record);
    this.#committedSeq = this.#lastSeq;
    const safe = this.#writes.put(() => {
      this.connections.save();
      this.dialogues.save();
      this.#gaps.save();
      for (const record of this.#moved) savePlace(this.#store, record);
      this.#store.commit();
    });
    if (safe) this.#settle();
    return safe;
  }

  /** Deletes the oldest messages while there are more than the storage budget allows. */
  evict(): Eviction | null {
    if (!this.retention.isOver) return null;
    let gone: Eviction = { through: 0, messages: 0 };
    const done = this.#writes.put(() => {
      gone = this.retention.evict();
      this.#store.commit();
    });
    if (!done) this.retention.forget();
    if (!done || gone.messages === 0) return null;
    this.#messages -= gone.messages;
    return gone;
  }

  /** Messages whose answer has come since the last call. */
  takeAnswered(): readonly Seq[] {
    const answered = this.#answered;
    if (answered.length > 0) this.#answered = [];
    return answered;
  }

  /** Dialogues are to be read anew; a disk that takes nothing is waited for. */
  get rereads(): boolean {
    return this.#writes.trouble === null && this.dialogues.scanning;
  }

  /** The next slice of that. What is done now; null: nothing yet. */
  reread(): Renewed | null {
    let renewed: Renewed | null = null;
    const kept = this.#writes.put(() => {
      renewed = this.dialogues.scan();
    });
    return kept ? renewed : null;
  }

  /** The oldest segment of the wire log of which something would be read again after a kill. */
  get keepFrom(): number {
    return oldestUnread(this.connections.records());
  }

  /** Connections that a killed engine had open are read on from where their rows end. */
  resumeStreams(streams: readonly OpenStream[]): void {
    this.dialogues.resumes = true;
    const places = new Map(streams.map((stream) => [stream.connection, stream]));
    for (const record of this.connections.records()) {
      const { id } = record.detail;
      const past = pastOf(this.#store, id, places.get(id));
      resumeObserving(record, this.#sinkOf(record, false), this.#nextSeq, past);
      for (const from of SIDES) record.bodyParts[from] = this.#store.bodyParts(id, from);
      record.http = resumeHttpMessages(record, this.#outletOf(record), (from) => this.#store.body(id, from));
    }
  }

  /** The rest of what a connection sent cannot be read: something before it is missing. */
  loseRest(id: ConnectionId, at: number, bytes: number): void {
    const record = this.connections.record(id);
    if (!record?.observers) return;
    for (const from of SIDES) record.observers[from].end(at);
    record.observers = null;
    this.#gaps.begin('disk', at);
    this.#gaps.skip(0, bytes);
    this.#gaps.end(at);
  }

  /** Since when a killed engine did not record; null: it did. */
  get pausedAt(): number | null {
    return this.#store.gaps().find(({ reason, to }) => reason === 'paused' && to === null)?.from ?? null;
  }

  /** Everything still open ended with an engine that was killed. */
  endKilled(): void {
    let last = 0;
    for (const { detail } of this.connections.records()) {
      const { id, lastActivityAt: at } = detail;
      last = Math.max(last, at);
      if (!detail.ending) this.#event({ type: 'ended', id, at, cause: 'engine', by: null });
    }
    this.#gaps.endKilled(last);
    this.dialogues.resumes = false;
  }

  pause(at: number): void {
    this.#recording = false;
    this.#gaps.begin('paused', at);
  }

  resume(at: number): void {
    this.#recording = true;
    this.#gaps.end(at);
    for (const record of this.connections.records()) if (record.hidden) this.#show(record);
  }

  /** Everything that has ended goes; what is open begins anew. Fails when the disk does. */
  clear(): void {
    this.commit();
    if (!this.#writes.put(() => this.#deleteAll())) throw clearFailed(this.#writes.trouble);
    this.connections.clear();
    this.dialogues.clear();
    this.#gaps.clear();
    this.#payloads.clear();
    this.#unfinished.clear();
    this.#messages = 0;
    this.#bytes = 0;
    this.commit();
  }

  #deleteAll(): void {
    this.#store.messages.deleteAll();
    this.#store.connections.deleteEnded();
    this.#store.annotations?.deleteStray();
    this.#store.dialogues?.deleteStray();
    this.#store.deleteGaps();
    this.retention.clear();
    this.#store.commit();
    this.#store.compact();
  }

  /** Everything still open ended with this engine; false when that could not be saved. */
  endAll(at: number): boolean {
    for (const { detail } of this.connections.records()) {
      if (!detail.ending) this.#event({ type: 'ended', id: detail.id, at, cause: 'engine', by: null });
    }
    this.#gaps.end(at);
    return this.commit();
  }

  #event(event: LogEvent): void {
    if (event.type === 'caught-up') return this.#budgetGap.caughtUp(event.at);
    if (event.type === 'opened') {
      const record = openRecord(event.id, event.at, event.opened, !this.#recording);
      record.http = openHttpMessages(record, this.#outletOf(record));
      this.connections.add(record);
      if (!record.hidden) this.#listener.shown(event.id);
      return;
    }
    const record = this.connections.record(event.id);
    if (!record || record.detail.ending) return; // cleared meanwhile
    switch (event.type) {
      case 'dialled':
        applyDialled(record, event);
        break;
      case 'answered':
        applyAnswered(record, event, this.#sinkOf(record, false), this.#nextSeq);
        record.http ??= openHttpMessages(record, this.#outletOf(record));
        record.http?.answered();
        break;
      case 'body':
        this.#body(record, event);
        break;
      case 'failed':
        applyFailed(record, event);
        break;
      case 'ended':
        record.http?.end();
        applyEnded(record, event);
        this.connections.ended(record);
        this.#moved.add(record);
        break;
    }
    this.connections.mark(record);
  }

  #show(record: ConnectionRecord): void {
    this.connections.show(record);
    this.#listener.shown(record.detail.id);
  }

  #body(record: ConnectionRecord, event: Extract<CaptureEvent, { type: 'body' }>): void {
    applyBody(record, event);
    record.http?.body(event.from, event.bytes ?? NO_BYTES, event.size, event.at);
    this.#bytes += event.size;
    if (!event.bytes || !this.#recording || record.hidden) return;
    const part = record.bodyParts[event.from];
    record.bodyParts[event.from] = part + 1;
    const { bytes } = event;
    this.#writes.put(() => this.#store.addBody(record.detail.id, event.from, part, bytes));
  }

  #relayed(id: ConnectionId, from: Side, chunk: Uint8Array, at: number, injected: boolean): void {
    const record = this.connections.record(id);
    if (!record) return;
    this.#countBytes(record, from, chunk.length, at);
    if (injected) this.#observeInjected(record, from, chunk, at);
    else if (record.observers) this.#observe(record, record.observers[from], from, chunk, at);
  }

  #countBytes(record: ConnectionRecord, from: Side, length: number, at: number): void {
    const { detail } = record;
    detail[from === 'client' ? 'sentBytes' : 'receivedBytes'] += length;
    detail.lastActivityAt = at;
    this.#bytes += length;
    this.#touched.add(record);
    this.#moved.add(record);
    this.connections.markCounts(record);
  }

  /** What the relay's thread had no room for: the messages that it belongs to say how much of them is missing. */
  #skipped({ id, from, at, injected }: RelayedBytes, length: number): void {
    const record = this.connections.record(id);
    if (!record) return;
    this.#budgetGap.begin(record, at);
    this.#countBytes(record, from, length, at);
    if (injected || !record.observers) this.#gaps.skip(0, length);
    else this.#observe(record, record.observers[from], from, length, at);
  }

  /** A number is of bytes that were not kept. */
  #observe(
    { since }: ConnectionRecord,
    observer: Observer,
    from: Side,
    bytes: Uint8Array | number,
    at: number,
  ): void {
    const { boundary, pushed } = observer;
    if (typeof bytes === 'number') observer.skip(bytes, at);
    else observer.push(bytes, at);
    if (boundary === pushed || observer.boundary !== boundary) since[from] = this.segment;
  }

  /** One whole frame of our own, between two of the peer's: an observer of its own reads it. */
  #observeInjected(record: ConnectionRecord, from: Side, frame: Uint8Array, at: number): void {
    const sink = this.#sinkOf(record, true);
    createObserver({ from, sink, nextSeq: this.#nextSeq, inflater: null }).push(frame, at);
  }

  readonly #nextSeq = (): number => (this.#lastSeq += 1);

  #sinkOf(record: ConnectionRecord, injected: boolean): MessageSink {
    return {
      payload: (message, bytes) => {
        if (this.#keeps(record)) this.#payloads.add(message, bytes);
      },
      message: (message) => this.#finished(record, message, injected),
    };
  }

  #outletOf(record: ConnectionRecord): MessageOutlet {
    return { sink: this.#sinkOf(record, false), nextSeq: this.#nextSeq };
  }

  #keeps(record: ConnectionRecord): boolean {
    return this.#recording && !record.hidden;
  }

  #finished(record: ConnectionRecord, message: Message, injected: boolean): void {
    if (message.opcode === OPCODE.close) record.closes[message.from] ??= message;
    const { inline, kept } = this.#payloads.finish(message);
    const begun = this.#unfinished.delete(message.seq as Seq);
    if (!begun && !this.#keeps(record)) {
      this.dialogues.forget(record);
      this.#gaps.skip(1, message.wireLength);
      return;
    }
    if (record.detail.decoder === null && inline) this.#recognise(record, message, inline);
    const place = this.dialogues.take(record, message, message.skipped > 0 ? null : inline);
    const stored = storedMessage(record.detail.id, message, {
      kept,
      injected,
      place,
    });
    const { skipped } = message;
    if (this.#writes.put(() => this.#putAnswering(stored, inline))) this.#count(record, stored, skipped);
    else this.#gaps.skip(skipped > 0 ? 0 : 1, message.wireLength - skipped);
    if (skipped > 0) this.#budgetGap.finished(message);
  }

  /** By itself: what was chosen for its host may be taken back. */
  #recognise(record: ConnectionRecord, { from, opcode }: Message, payload: Uint8Array): void {
    if (isControl(opcode) || record.sampled >= SAMPLES) return;
    record.sampled += 1;
    const { url, subprotocol, kind } = record.detail;
    const decoded = this.decoders.decode({ url, subprotocol, kind }, { from, opcode, payload });
    record.detail.decoder = decoded?.protocol ?? null;
    if (record.detail.decoder !== null) this.connections.mark(record);
  }

  #putAnswering(stored: StoredMessage, payload: Uint8Array | null): void {
    this.#store.messages.put(stored, payload);
    const { answers, rtt, seq } = stored;
    if (answers === null || rtt === null) return;
    this.#store.answers?.save(answers, { seq, after: rtt });
    this.#answered.push(answers);
  }

  /** `skipped` of its bytes are part of a gap already. */
  #count({ detail, uncommitted }: ConnectionRecord, stored: StoredMessage, skipped: number): void {
    detail[stored.from === 'client' ? 'sentMessages' : 'receivedMessages'] += 1;
    if (stored.violations.length > 0) detail.violations += 1;
    uncommitted[stored.from] += 1;
    this.#messages += 1;
    this.#uncommitted.seqs.push(stored.seq);
    this.#uncommitted.bytes += stored.wireLength - skipped;
    this.#listener.stored(stored, true);
  }

  /** Rows of messages that take their time, so that they can be seen. False: too young, to be asked again. */
  #saveUnfinished(record: ConnectionRecord): boolean {
    if (!record.observers || !this.#keeps(record)) return true;
    const open = Object.values(record.observers).flatMap((observer) =>
      observer.open.map((message) => ({ observer, message })),
    );
    const slow = open.filter(({ message }) => message.seq <= this.#committedSeq);
    for (const { observer, message } of slow) {
      observer.flush();
      this.#payloads.spill();
      const stored = storedMessage(record.detail.id, message, {
        kept: this.#payloads.stored(message),
        injected: false,
        place: null,
      });
      if (!this.#writes.put(() => this.#store.messages.put(stored, null))) return false;
      this.#unfinished.add(stored.seq);
      this.#listener.stored(stored, false);
    }
    return slow.length === open.length;
  }

  /** What had not been committed becomes part of a gap, and the reading goes on. */
  #lose(): void {
    const { seqs, bytes } = this.#uncommitted;
    this.#uncommitted = { seqs: [], bytes: 0 };
    if (this.#gaps.reason === null) this.#gaps.begin('disk', now());
    this.#gaps.skip(seqs.length, bytes);
    this.#messages -= seqs.length;
    for (const record of this.connections.records()) uncount(record);
    this.#payloads.lose();
    const gone = [...seqs, ...this.#unfinished].filter((seq) => this.#store.messages.get(seq) === null);
    for (const seq of gone) this.#unfinished.delete(seq);
    this.dialogues.lose();
    this.#listener.lost(gone);
  }

  #settle(): void {
    this.connections.settle();
    this.dialogues.settle();
    this.#payloads.settle();
    this.#gaps.settle();
    this.#moved.clear();
    this.#uncommitted = { seqs: [], bytes: 0 };
    if (this.#writes.settle() && this.#gaps.reason === 'disk') this.#gaps.end(now());
  }
}

function clearFailed(why: string | null): FramescopeError {
  return new FramescopeError(
    'DATA_DIR_UNWRITABLE',
    `Nothing was cleared (${why}).`,
    'Free some space, and try again.',
  );
}
