// The archive's thread: what was relayed becomes rows, and every question about rows is answered here, so that
// neither ever slows the relay. One Recorder, one store; the views, chats and exports of fronts have homes of their own.

import type { ConnectionId, Seq, ViewId } from '../contract/ids.ts';
import type {
  Annotation,
  AnnotationTarget,
  Body,
  Connection,
  ConnectionDetail,
  Evicted,
  FieldRange,
  MessageDetail,
  MessageFacts,
  MessageRow,
  Note,
  PayloadSlice,
  Side,
  ViewState,
} from '../contract/model.ts';
import { type FindingCounts, type FindingReport, NO_FINDINGS } from '../contract/finding.ts';
import type { FoldedState, FoldQuery, FoldRecipe } from '../contract/fold.ts';
import type { MessageSample } from '../contract/message-sample.ts';
import { splitFrameHeaders } from '../protocol/frame-headers.ts';
import type { StoredRow } from '../store/message-rows.ts';
import { type Access, explained } from '../store/session-file.ts';
import { type Store, openStore } from '../store/store.ts';
import { now } from '../capture/clock.ts';
import { Annotations, notNoted, readOnly } from './annotations.ts';
import { ANSWER_DUE } from './asked.ts';
import { readBody } from './body.ts';
import { ChangePace } from './change-pace.ts';
import { Chats } from './chats.ts';
import { Decoding } from './decoding.ts';
import type { ExportSource } from './export-job.ts';
import { Exports } from './exports.ts';
import { Insight } from './insight.ts';
import { sampleMessages } from './message-sampler.ts';
import { MessageFolds } from './message-folds.ts';
import { MAX_ROWS, MessageViews, type ViewsSource } from './message-views.ts';
import { notFound } from './not-found.ts';
import { readFilter } from './read-filter.ts';
import { Recorder } from './recorder.ts';
import { recover } from './recovery.ts';
import { ROW_BYTES, factsOf, rowInput, timelineRow } from './timeline-row.ts';
import type { Batch } from './wire-log.ts';
import { WireReader } from './wire-reader.ts';
import { listSegments, removeSegment } from './wire-segments.ts';

/** What the archive tells without being asked; counts and rows, never payloads. */
export interface ArchiveChange {
  readonly connections: readonly Connection[];
  readonly annotations: readonly Annotation[];
  readonly reset: boolean;
  readonly views: readonly ViewState[];
  readonly counts: ArchiveCounts;
  readonly findings: FindingCounts;
  /** Why nothing is being stored; null when all is well. */
  readonly diskTrouble: string | null;
  /** See Status. */
  readonly decoding: number;
}

export interface ArchiveCounts {
  readonly connections: number;
  readonly open: number;
  readonly messages: number;
  readonly bytes: number;
  readonly gaps: number;
  readonly evicted: Evicted | null;
  readonly disk: number;
}

const COMMIT_MS = 40;
/** While the disk is in trouble. */
const RETRY_MS = 1000;
/** Missing answers are looked for this often. */
const OVERDUE_MS = 1000;
/** While somebody watches, what was found is looked at this often. */
const LOOK_MS = 1000;
const MAX_PAYLOAD = 8 * 1024 * 1024;

type ArchiveSource = ViewsSource & ExportSource;

export class Archive {
  readonly decoding: Decoding;
  readonly views: MessageViews;
  readonly chats: Chats;
  readonly exports: Exports;
  readonly #file: string;
  readonly #store: Store;
  readonly #recorder: Recorder;
  readonly #source: ArchiveSource;
  readonly #annotations: Annotations;
  /** Null while it is still being opened. */
  #insight: Insight | null = null;
  readonly #wire: WireReader;
  readonly #writable: boolean;
  readonly #pace: ChangePace<ArchiveChange>;
  readonly #folds: MessageFolds;
  #lastId = 0;
  #committedAt = 0;
  #commitTimer: NodeJS.Timeout | null = null;
  #overdueTimer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | null = null;
  #scanning = false;
  #reset = false;
  #closed = false;

  /** Fails as `openStore` does. */
  constructor(file: string, access: Access, version: string, tell: (change: ArchiveChange) => Promise<void>) {
    this.#file = file;
    this.#store = openStore(file, access);
    this.#writable = access !== 'read';
    this.#pace = new ChangePace(
      () => this.#takeChange(),
      ({ connections }) => connections.length,
      tell,
    );
    this.decoding = new Decoding(() => this.#redecode());
    this.#recorder = this.#openRecorder();
    this.#annotations = new Annotations(this.#store);
    this.#source = this.#openSource();
    this.#folds = new MessageFolds(this.#source, readFilter);
    this.views = new MessageViews(this.#source);
    this.chats = new Chats(this.#source);
    this.exports = new Exports(this.#source, version);
    this.#wire = new WireReader(file);
    this.#recover();
    if (this.#writable) this.#overdueTimer = setInterval(() => this.#lookForOverdue(), OVERDUE_MS);
    this.#insight = this.#openInsight();
  }

  get lastConnectionId(): number {
    return this.#recorder.connections.lastId;
  }

  /** Reads a batch; commits when it is time, for under a flood no timer has its turn. */
  apply(batch: Batch): void {
    if (this.#closed) return;
    if (batch.kind === 'stored') this.#recorder.segment = batch.segment;
    const newest = this.#insight?.newestAt ?? 0;
    this.#wire.read(batch, this.#recorder.reader);
    this.#insight?.settle(newest);
    this.#pace.change();
    if (this.#recorder.diskTrouble === null && performance.now() - this.#committedAt > COMMIT_MS)
      this.#commit();
    else this.#commitSoon();
  }

  counts(): ArchiveCounts {
    return { ...this.#recorder.counts, disk: this.#store.size() };
  }

  connections(): Connection[] {
    return this.#recorder.connections.list();
  }

  connection(id: ConnectionId): ConnectionDetail {
    const detail = this.#recorder.connections.find(id);
    if (!detail) throw notFound('connection');
    return { ...detail };
  }

  body(id: ConnectionId, from: Side): Body {
    return readBody(this.#store, this.connection(id), from);
  }

  sample(connections: readonly ConnectionId[] | null): MessageSample {
    return sampleMessages(this.#source, connections);
  }

  message(seq: Seq): MessageDetail {
    const [row] = this.#store.messages.window([seq], ROW_BYTES);
    if (!row) throw notFound('message');
    const shown = timelineRow(row, this.#recorder.connections.find(row.connection), this.#source);
    const frameHeaders = splitFrameHeaders(row.headers);
    return { ...shown, frameHeaders, endedAt: row.endedAt, ranges: this.#rangesOf(row, shown) };
  }

  payload(seq: Seq, offset: number, length: number): PayloadSlice {
    const start = Math.max(0, offset);
    const bytes = this.#store.messages.payload(seq, start, Math.max(0, Math.min(length, MAX_PAYLOAD)));
    return { offset: start, bytes: new Uint8Array(bytes), total: this.#store.messages.payloadSize(seq) };
  }

  /** The next messages of one connection, oldest first; empty at the end. */
  page(connection: ConnectionId, after: number, limit: number): MessageFacts[] {
    return this.#store.messages.after(after, Math.min(limit, MAX_ROWS), connection, 0).map(factsOf);
  }

  findings(connections: readonly ConnectionId[] | null): FindingReport {
    const report = this.#insight?.report(connections);
    this.#scan();
    this.#pace.change();
    return report ?? { findings: [], scanned: 0, total: 0, beyond: 0 };
  }

  detectFold(connection: ConnectionId): FoldRecipe | null {
    return this.#folds.detect(connection);
  }

  foldState(query: FoldQuery, place: number | null): FoldedState {
    const state = this.#folds.state(query, place);
    this.#scan();
    return state;
  }

  annotations(): readonly Annotation[] {
    return this.#annotations.all;
  }

  /** What was captured is saved first: the note is saved by itself, or not at all. */
  annotate(targets: readonly AnnotationTarget[], note: Partial<Note>): void {
    if (!this.#writable) throw readOnly();
    if (!this.#recorder.commit()) throw notNoted(this.#recorder.diskTrouble);
    const changed = this.#annotations.annotate(targets, note);
    this.views.renote(changed);
    this.#scan();
    this.#pace.change();
  }

  /** Bytes that the file may take; null: any. */
  keepTo(budget: number | null): void {
    this.#recorder.retention.budget = budget;
    if (this.#writable) this.#commitSoon();
  }

  /** Whether somebody watches: changes are told at once then. */
  watch(on: boolean): void {
    this.#pace.watch(on);
    if (this.#lookTimer) clearInterval(this.#lookTimer);
    this.#lookTimer = on ? setInterval(() => this.#look(), LOOK_MS) : null;
  }

  #look(): void {
    if (this.#insight?.look()) this.#pace.change();
  }

  pause(at: number): void {
    this.#recorder.pause(at);
    this.#insight?.settle(Infinity);
    this.#commitSoon();
    this.#pace.change();
  }

  resume(at: number): void {
    this.#recorder.resume(at);
    this.#insight?.settle(Infinity);
    this.#commitSoon();
    this.#pace.change();
  }

  clear(): void {
    this.#recorder.clear();
    this.#annotations.cleared();
    this.#insight?.clear();
    this.#folds.clear();
    this.views.reset();
    this.chats.restart();
    this.#scan();
    this.#reset = true;
    this.#pace.change();
  }

  close(at: number): void {
    this.#closed = true;
    if (this.#commitTimer) clearTimeout(this.#commitTimer);
    this.#pace.close();
    clearInterval(this.#overdueTimer);
    this.decoding.close();
    if (this.#lookTimer) clearInterval(this.#lookTimer);
    this.#wire.close();
    if (this.#writable && this.#recorder.endAll(at)) this.#wire.settle();
    this.#store.close();
  }

  #redecode(): void {
    this.#recorder.decoders = this.decoding.current;
    this.#recorder.connections.choose(this.decoding.choices);
    if (this.#writable && this.decoding.isSettled) this.#recorder.dialogues.review(this.decoding.isPlain);
    this.views.redecode();
    this.#insight?.redecode();
    this.#folds.clear();
    this.#scan();
    this.#pace.change();
  }

  #openRecorder(): Recorder {
    try {
      return explained(
        this.#file,
        () =>
          new Recorder(
            this.#store,
            {
              shown: (id) => this.exports.offer(id),
              stored: (message, final) => {
                if (final) this.#insight?.take(message);
                this.views.offer(message, final);
                this.chats.offer(message, final);
              },
              lost: (seqs) => {
                this.views.drop(seqs);
                this.chats.drop(seqs);
                this.#scan();
              },
            },
            this.decoding.current,
          ),
      );
    } catch (error) {
      this.#store.close();
      throw error;
    }
  }

  /** Stores what a killed engine has left in the wire log, if it has. */
  #recover(): void {
    if (!this.#writable) {
      this.#recorder.endKilled();
      return;
    }
    const streams = this.#store.streams?.list() ?? [];
    this.#recorder.resumeStreams(streams);
    recover(this.#file, this.#recorder, streams);
    if (this.#recorder.commit())
      for (const segment of listSegments(this.#file)) removeSegment(this.#file, segment);
  }

  #openInsight(): Insight {
    const { connections } = this.#recorder;
    return new Insight({
      store: this.#store,
      decoders: () => this.decoding.current,
      connections: () => connections.list(),
      connection: (id) => connections.find(id),
      isUnfinished: (seq) => this.#recorder.isUnfinished(seq),
      isPaired: (connection) => this.#recorder.dialogues.isPaired(connection),
      goesOn: (connection) => this.#recorder.dialogues.goesOn(connection),
      gaps: () => this.#recorder.gaps(),
      missing: () => this.#recorder.missing,
      counts: () => this.#recorder.counts,
    });
  }

  /** What views, chats and exports read from. */
  #openSource(): ArchiveSource {
    const { connections } = this.#recorder;
    const { decoding } = this;
    return {
      store: this.#store,
      get decoders() {
        return decoding.current; // others may have been chosen since
      },
      notes: this.#annotations,
      connection: (id) => connections.find(id),
      ids: () => connections.ids(),
      isUnfinished: (seq) => this.#recorder.isUnfinished(seq),
      isPaired: (connection) => this.#recorder.dialogues.isPaired(connection),
      goesOn: (connection) => this.#recorder.dialogues.goesOn(connection),
      gaps: () => this.#recorder.gaps(),
      messages: () => this.#recorder.counts.messages,
      nextId: () => (this.#lastId += 1) as ViewId,
      wake: () => this.#scan(),
    };
  }

  #commitSoon(): void {
    const wait = this.#recorder.diskTrouble === null ? COMMIT_MS : RETRY_MS;
    this.#commitTimer ??= setTimeout(() => this.#commit(), wait);
  }

  #commit(): void {
    if (this.#commitTimer) clearTimeout(this.#commitTimer);
    this.#commitTimer = null;
    if (this.#recorder.commit()) this.#wire.settle(this.#recorder.keepFrom);
    this.#evict();
    this.views.reanswer(this.#recorder.takeAnswered());
    this.#committedAt = performance.now();
    if (this.#recorder.rereads) this.#scan();
    this.#pace.change();
    if (this.#recorder.hasUnsaved) this.#commitSoon();
  }

  /** The oldest messages go where there are more than the storage budget allows; the rest of them with the next commit. */
  #evict(): void {
    const gone = this.#recorder.evict();
    if (!gone) return;
    this.views.evict(gone.through, gone.messages);
    this.chats.evict(gone.through);
    this.#commitSoon();
  }

  /** An answer may be missing where nothing happens any more. */
  #lookForOverdue(): void {
    const overdue = this.#recorder.dialogues.takeOverdue(now() - ANSWER_DUE);
    for (const { connection, seq } of overdue) this.#insight?.miss(connection, seq);
    this.views.reanswer(overdue.map(({ seq }) => seq));
    if (overdue.length > 0) this.#pace.change();
  }

  /** The next slice of dialogues that others read now. False: there is none. */
  #reread(): boolean {
    if (!this.#recorder.rereads) return false;
    const renewed = this.#recorder.reread();
    this.#commitSoon();
    if (renewed === null) return true;
    this.decoding.renew();
    this.views.renew(renewed.connections);
    this.#insight?.renew(renewed.connections, renewed.settled);
    return true;
  }

  #takeChange(): ArchiveChange {
    const news = this.#recorder.connections.takeChanged();
    const connections = this.#reset ? this.connections() : news;
    this.#insight?.change(connections);
    const noted = this.#annotations.takeChanged();
    const annotations = this.#reset ? this.annotations() : noted;
    const change = {
      connections,
      annotations,
      reset: this.#reset,
      views: [...this.views.takeChanged(), ...this.chats.takeChanged()],
      counts: this.counts(),
      findings: this.#insight?.counts ?? NO_FINDINGS,
      diskTrouble: this.#recorder.diskTrouble,
      decoding: this.decoding.version,
    };
    this.#reset = false;
    return change;
  }

  /** Views catch up in turns, the newest first, then what is found; between them everything else has its turn too. */
  #scan(): void {
    if (this.#scanning) return;
    this.#scanning = true;
    const turn = () => {
      const behind = [this.#insight, this.#folds, this.views].findLast((each) => each?.scanning);
      const scans = !this.#closed && (Boolean(behind) || this.chats.scan() || this.#reread());
      this.#scanning = scans;
      if (!scans) return;
      behind?.scan();
      this.#pace.change();
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  #rangesOf(row: StoredRow, { decoded }: MessageRow): readonly FieldRange[] {
    const connection = this.#recorder.connections.find(row.connection);
    if (!connection || !decoded) return [];
    return this.decoding.current.ranges(connection, rowInput(row, this.#source), decoded);
  }
}
