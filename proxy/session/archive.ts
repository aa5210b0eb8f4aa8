// The archive's thread: what was relayed becomes rows, and every question about rows is answered here, so that
// neither ever slows the relay. One Recorder, the open views, the running exports, one store.

import type { ChatQuery, ChatRow, ChatSummary, ChatTarget } from '../contract/chat.ts';
import type { ConnectionId, ExportId, Seq, ViewId } from '../contract/ids.ts';
import type {
  Annotation,
  AnnotationTarget,
  Body,
  Connection,
  ConnectionDetail,
  DecoderChoices,
  DecoderInfo,
  Evicted,
  FieldRange,
  MessageDetail,
  MessageFacts,
  MessageRow,
  Note,
  Overview,
  PayloadSlice,
  Side,
  ViewState,
} from '../contract/model.ts';
import { type FindingCounts, type FindingReport, NO_FINDINGS } from '../contract/finding.ts';
import { FramescopeError } from '../contract/errors.ts';
import type { FoldedState, FoldQuery, FoldRecipe } from '../contract/fold.ts';
import type { Filter } from '../contract/filter.ts';
import { parseFilter } from '../contract/filter-parse.ts';
import type { MessageSample } from '../contract/message-sample.ts';
import type { MessageSchema } from '../contract/message-schema.ts';
import type { Statistics } from '../contract/statistics.ts';
import type { ExportChunk, ExportQuery, ViewQuery } from '../contract/session.ts';
import { Decoders } from '../formats/decoders/decoders.ts';
import { BUILT_IN } from '../formats/decoders/registry.ts';
import { splitFrameHeaders } from '../protocol/frame-headers.ts';
import type { StoredRow } from '../store/message-rows.ts';
import { type Access, explained } from '../store/session-file.ts';
import { type Store, openStore } from '../store/store.ts';
import { now } from '../capture/clock.ts';
import { Annotations, notNoted, readOnly } from './annotations.ts';
import { ANSWER_DUE } from './asked.ts';
import { readBody } from './body.ts';
import { Chats } from './chats.ts';
import { ExportJob } from './export-job.ts';
import { Insight } from './insight.ts';
import { sampleMessages } from './message-sampler.ts';
import { MessageFolds } from './message-folds.ts';
import { MessageView } from './message-view.ts';
import { overviewOf } from './overview.ts';
import { type FolderReader, OwnDecoders } from './own/own-decoders.ts';
import { Recorder } from './recorder.ts';
import { recover } from './recovery.ts';
import { ROW_BYTES, factsOf, rowInput, timelineRow } from './timeline-row.ts';
import { joinsOf } from './view-session.ts';
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
/**
 * A change is told this long after the last, and the longer the more rows it had: reading them costs the relay. Where
 * nobody watches, now and then will do.
 */
const CHANGE_MS = 16;
const UNWATCHED_MS = 250;
const CHANGE_ROW_MS = 0.5;
/** Missing answers are looked for this often. */
const OVERDUE_MS = 1000;
/** While somebody watches, what was found is looked at this often. */
const LOOK_MS = 1000;
const MAX_ROWS = 2000;
const MAX_PAYLOAD = 8 * 1024 * 1024;

export class Archive {
  readonly #file: string;
  readonly #store: Store;
  readonly #recorder: Recorder;
  #decoders = new Decoders(BUILT_IN);
  #choices: DecoderChoices = {};
  readonly #own: OwnDecoders[] = [];
  #decoding = 0;
  readonly #annotations: Annotations;
  /** Null while it is still being opened. */
  #insight: Insight | null = null;
  readonly #wire: WireReader;
  readonly #version: string;
  readonly #writable: boolean;
  readonly #tell: (change: ArchiveChange) => Promise<void>;
  readonly #views = new Map<ViewId, MessageView>();
  readonly #chats: Chats;
  readonly #exports = new Map<ExportId, ExportJob>();
  readonly #folds: MessageFolds;
  #lastId = 0;
  #committedAt = 0;
  #commitTimer: NodeJS.Timeout | null = null;
  #changeTimer: NodeJS.Timeout | null = null;
  #overdueTimer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | null = null;
  #changeRows = 0;
  #toldAt = 0;
  #watched = false;
  #scanning = false;
  #telling = false;
  #changed = false;
  #reset = false;
  #closed = false;

  /** Fails as `openStore` does. */
  constructor(file: string, access: Access, version: string, tell: (change: ArchiveChange) => Promise<void>) {
    this.#file = file;
    this.#store = openStore(file, access);
    this.#writable = access !== 'read';
    this.#version = version;
    this.#tell = tell;
    this.#recorder = this.#openRecorder();
    this.#annotations = new Annotations(this.#store);
    this.#folds = new MessageFolds(this.#source(), readFilter);
    this.#chats = new Chats(this.#source());
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
    this.#change();
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

  openView(query: ViewQuery): ViewState {
    const filter = readFilter(query.filter);
    const id = this.#nextId() as ViewId;
    const view = new MessageView(
      id,
      this.#source(),
      query.connections,
      filter,
      this.#totalOf(query.connections),
      joinsOf(query, (each) => this.#recorder.connections.find(each)),
    );
    this.#views.set(id, view);
    view.scan();
    this.#scan();
    return view.state;
  }

  closeView(id: ViewId): void {
    this.#views.delete(id);
  }

  rows(id: ViewId, from: number, count: number): MessageRow[] {
    const seqs = this.#view(id).slice(Math.max(0, from), Math.min(count, MAX_ROWS));
    return this.#store.messages.window(seqs, ROW_BYTES).map((row) => this.#toRow(row));
  }

  locate(id: ViewId, seq: Seq): number {
    return this.#view(id).locate(seq);
  }

  sample(connections: readonly ConnectionId[] | null): MessageSample {
    return sampleMessages(this.#source(), connections);
  }

  locateTime(id: ViewId, at: number): number {
    return this.#view(id).locateTime(at);
  }

  overview(id: ViewId): Overview {
    const { connections } = this.#recorder;
    const overview = overviewOf(this.#view(id), {
      gaps: () => this.#recorder.gaps(),
      ids: () => connections.ids(),
      connection: (each) => connections.find(each),
    });
    this.#scan();
    return overview;
  }

  statistics(id: ViewId): Statistics {
    const statistics = this.#view(id).statistics();
    this.#scan();
    return statistics;
  }

  openChat(query: ChatQuery): ViewState {
    const state = this.#chats.open(this.#nextId() as ViewId, query);
    this.#scan();
    return state;
  }

  closeChat(id: ViewId): void {
    this.#chats.close(id);
  }

  chatRows(id: ViewId, from: number, count: number): ChatRow[] {
    return this.#chats.view(id).rows(Math.max(0, from), Math.min(count, MAX_ROWS));
  }

  locateInChat(id: ViewId, target: ChatTarget): number | null {
    return this.#chats.view(id).locate(target);
  }

  chatSummary(id: ViewId): ChatSummary {
    return this.#chats.view(id).index.machine.summary();
  }

  schema(id: ViewId): MessageSchema {
    const schema = this.#view(id).schema();
    this.#scan();
    return schema;
  }

  message(seq: Seq): MessageDetail {
    const [row] = this.#store.messages.window([seq], ROW_BYTES);
    if (!row) throw notFound('message');
    const shown = this.#toRow(row);
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

  decoders(): readonly DecoderInfo[] {
    const ours = BUILT_IN.map(({ name, label }) => ({ name, label, own: false, file: null, error: null }));
    const all = [...this.#own.flatMap(({ infos }) => infos), ...ours];
    return all.toSorted((a, b) => a.label.localeCompare(b.label));
  }

  findings(connections: readonly ConnectionId[] | null): FindingReport {
    const report = this.#insight?.report(connections);
    this.#scan();
    this.#change();
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
    for (const view of this.#views.values()) view.renote(changed);
    this.#scan();
    this.#change();
  }

  /** What is said is read by these from now on, where one was chosen. */
  decodeBy(choices: DecoderChoices): void {
    this.#choices = choices;
    this.#redecode();
  }

  /** Those of a folder read as well, and are read anew when they change. */
  async openOwnDecoders(folder: string, load: FolderReader): Promise<void> {
    const own = new OwnDecoders(folder, load, () => this.#redecode());
    await own.open();
    this.#own.push(own);
    if (own.all.length > 0) this.#redecode();
  }

  startExport(query: ExportQuery): ExportId {
    const filter = readFilter(query.filter);
    const id = this.#nextId() as ExportId;
    const source = { ...this.#source(), ids: () => this.#recorder.connections.ids() };
    this.#exports.set(id, new ExportJob(source, query, filter, this.#version));
    return id;
  }

  readExport(id: ExportId): ExportChunk {
    const job = this.#exports.get(id);
    if (!job) throw notFound('export');
    const chunk = job.read();
    if (chunk.done) this.#exports.delete(id);
    return chunk;
  }

  endExport(id: ExportId): void {
    this.#exports.get(id)?.end();
  }

  cancelExport(id: ExportId): void {
    this.#exports.delete(id);
  }

  /** Bytes that the file may take; null: any. */
  keepTo(budget: number | null): void {
    this.#recorder.retention.budget = budget;
    if (this.#writable) this.#commitSoon();
  }

  /** Whether somebody watches: changes are told at once then. */
  watch(on: boolean): void {
    this.#watched = on;
    if (this.#changeTimer) clearTimeout(this.#changeTimer);
    this.#changeTimer = null;
    if (this.#changed) this.#change();
    if (this.#lookTimer) clearInterval(this.#lookTimer);
    this.#lookTimer = on ? setInterval(() => this.#look(), LOOK_MS) : null;
  }

  #look(): void {
    if (this.#insight?.look()) this.#change();
  }

  pause(at: number): void {
    this.#recorder.pause(at);
    this.#insight?.settle(Infinity);
    this.#commitSoon();
    this.#change();
  }

  resume(at: number): void {
    this.#recorder.resume(at);
    this.#insight?.settle(Infinity);
    this.#commitSoon();
    this.#change();
  }

  clear(): void {
    this.#recorder.clear();
    this.#annotations.cleared();
    this.#insight?.clear();
    this.#folds.clear();
    for (const view of this.#views.values()) view.reset();
    this.#chats.restart();
    this.#scan();
    this.#reset = true;
    this.#change();
  }

  close(at: number): void {
    this.#closed = true;
    if (this.#commitTimer) clearTimeout(this.#commitTimer);
    if (this.#changeTimer) clearTimeout(this.#changeTimer);
    clearInterval(this.#overdueTimer);
    for (const own of this.#own) own.close();
    if (this.#lookTimer) clearInterval(this.#lookTimer);
    this.#wire.close();
    if (this.#writable && this.#recorder.endAll(at)) this.#wire.settle();
    this.#store.close();
  }

  #redecode(): void {
    const all = [...this.#own.flatMap(({ all: own }) => own), ...BUILT_IN];
    this.#decoders = new Decoders(all, (host, from) => this.#choices[host]?.[from] ?? null);
    this.#decoding += 1;
    this.#recorder.decoders = this.#decoders;
    for (const view of this.#views.values()) view.redecode();
    this.#insight?.redecode();
    this.#folds.clear();
    this.#scan();
    this.#change();
  }

  #openRecorder(): Recorder {
    try {
      return explained(
        this.#file,
        () =>
          new Recorder(
            this.#store,
            {
              shown: (id) => this.#exports.forEach((job) => job.offer(id)),
              stored: (message, final) => {
                if (final) this.#insight?.take(message);
                this.#views.forEach((view) => view.offer(message, final));
                this.#chats.offer(message, final);
              },
              lost: (seqs) => {
                this.#views.forEach((view) => view.drop(seqs));
                this.#chats.drop(seqs);
                this.#scan();
              },
            },
            this.#decoders,
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
      decoders: () => this.#decoders,
      connections: () => connections.list(),
      connection: (id) => connections.find(id),
      isUnfinished: (seq) => this.#recorder.isUnfinished(seq),
      gaps: () => this.#recorder.gaps(),
      missing: () => this.#recorder.missing,
      counts: () => this.#recorder.counts,
    });
  }

  /** What views and exports read from. */
  #source() {
    const decoders = () => this.#decoders;
    return {
      store: this.#store,
      get decoders() {
        return decoders(); // others may have been chosen since
      },
      notes: this.#annotations,
      connection: (id: ConnectionId) => this.#recorder.connections.find(id),
      isUnfinished: (seq: Seq) => this.#recorder.isUnfinished(seq),
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
    this.#reanswer(this.#recorder.takeAnswered());
    this.#committedAt = performance.now();
    this.#change();
    if (this.#recorder.hasUnsaved) this.#commitSoon();
  }

  /** The oldest messages go where there are more than the storage budget allows; the rest of them with the next commit. */
  #evict(): void {
    const gone = this.#recorder.evict();
    if (!gone) return;
    for (const view of this.#views.values()) view.evict(gone.through, gone.messages);
    this.#chats.evict(gone.through);
    this.#commitSoon();
  }

  /** An answer may be missing where nothing happens any more. */
  #lookForOverdue(): void {
    const overdue = this.#recorder.takeOverdue(now() - ANSWER_DUE);
    for (const { connection, seq } of overdue) this.#insight?.miss(connection, seq);
    this.#reanswer(overdue.map(({ seq }) => seq));
    if (overdue.length > 0) this.#change();
  }

  /** Views of what is unanswered hear of answers, and of those that are missing. */
  #reanswer(asked: readonly Seq[]): void {
    if (asked.length > 0) for (const view of this.#views.values()) view.reanswer(asked);
  }

  #change(): void {
    this.#changed = true;
    if (this.#telling || this.#closed) return;
    const pace = this.#watched ? CHANGE_MS : UNWATCHED_MS;
    const due = this.#toldAt + Math.max(pace, this.#changeRows * CHANGE_ROW_MS);
    this.#changeTimer ??= setTimeout(() => void this.#tellChange(), Math.max(0, due - performance.now()));
  }

  /** One at a time: while the last is unanswered, changes gather. */
  async #tellChange(): Promise<void> {
    this.#changeTimer = null;
    this.#telling = true;
    this.#toldAt = performance.now();
    const change = this.#takeChange();
    try {
      await this.#tell(change);
    } catch {
      // nobody is there to listen any more
    }
    this.#telling = false;
    if (this.#changed) this.#change();
  }

  #takeChange(): ArchiveChange {
    const views = [...this.#views.values()].filter((view) => view.takeChanged()).map(({ state }) => state);
    const chats = this.#chats.takeChanged();
    const news = this.#recorder.connections.takeChanged();
    const connections = this.#reset ? this.connections() : news;
    this.#insight?.change(connections);
    const noted = this.#annotations.takeChanged();
    const annotations = this.#reset ? this.annotations() : noted;
    const change = {
      connections,
      annotations,
      reset: this.#reset,
      views: [...views, ...chats],
      counts: this.counts(),
      findings: this.#insight?.counts ?? NO_FINDINGS,
      diskTrouble: this.#recorder.diskTrouble,
      decoding: this.#decoding,
    };
    this.#changed = this.#reset = false;
    this.#changeRows = connections.length;
    return change;
  }

  /** Views catch up in turns, the newest first, then what is found; between them everything else has its turn too. */
  #scan(): void {
    if (this.#scanning) return;
    this.#scanning = true;
    const turn = () => {
      const behind = [this.#insight, this.#folds, ...this.#views.values()].findLast((each) => each?.scanning);
      const scans = !this.#closed && (Boolean(behind) || this.#chats.scan());
      this.#scanning = scans;
      if (!scans) return;
      behind?.scan();
      this.#change();
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  #toRow(row: StoredRow): MessageRow {
    return timelineRow(row, this.#recorder.connections.find(row.connection), this.#source());
  }

  #rangesOf(row: StoredRow, { decoded }: MessageRow): readonly FieldRange[] {
    const connection = this.#recorder.connections.find(row.connection);
    if (!connection || !decoded) return [];
    return this.#decoders.ranges(connection, rowInput(row, this.#source()), decoded);
  }

  #view(id: ViewId): MessageView {
    const view = this.#views.get(id);
    if (!view) throw notFound('view');
    return view;
  }

  #totalOf(connections: readonly ConnectionId[] | null): number {
    if (!connections) return this.#recorder.counts.messages;
    const details = connections.map((id) => this.#recorder.connections.find(id));
    return details.reduce(
      (sum, detail) => sum + (detail ? detail.sentMessages + detail.receivedMessages : 0),
      0,
    );
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

/** Fails with FILTER_INVALID. */
export function readFilter(text: string): Filter {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  const { message, position, hint } = parsed.error;
  throw new FramescopeError(
    'FILTER_INVALID',
    `The filter is wrong at character ${position + 1}: ${message}`,
    hint,
  );
}

function notFound(what: string): FramescopeError {
  return new FramescopeError('NOT_FOUND', `There is no such ${what}.`, 'It may have been cleared.');
}
