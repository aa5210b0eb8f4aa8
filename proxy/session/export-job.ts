// One running export: reads the store in slices, in the exporter's order, masks what must be masked, and hands out
// text. Between two slices the archive does other work. A live one goes on until it is told to end.

import type { Filter } from '../contract/filter.ts';
import { type FilterNeeds, filterNeeds, matchConnection, matchMessage } from '../contract/filter-match.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Body, Connection, ConnectionDetail, Side } from '../contract/model.ts';
import type { ExportChunk, ExportQuery } from '../contract/session.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import type { ExportConnection, ExportMessage, Exporter } from '../formats/exporters/exporter.ts';
import { createExporter } from '../formats/exporters/registry.ts';
import { redactConnection, redactMessage } from '../formats/redaction.ts';
import type { StoredRow } from '../store/message-rows.ts';
import type { Store } from '../store/store.ts';
import type { Annotations } from './annotations.ts';
import { readBody } from './body.ts';
import { filterMessage } from './filter-message-of.ts';

const SLICE = 500;
/** Payload bytes that are read along with a row; larger payloads are read one at a time. */
const ROW_BYTES = 4 * 1024;
/** Payload bytes of one message that a line of text can carry; what is beyond is counted as dropped. */
const MAX_PAYLOAD = 64 * 1024 * 1024;
/** Characters that are worth a hop. */
const CHUNK = 1024 * 1024;

export interface ExportSource {
  readonly store: Store;
  readonly decoders: Decoders;
  readonly notes: Pick<Annotations, 'message' | 'connection' | 'factsOf'>;
  /** Every connection there is, oldest first. */
  readonly ids: () => ConnectionId[];
  readonly connection: (id: ConnectionId) => ConnectionDetail | null;
  /** More of this message may come. */
  readonly isUnfinished: (seq: Seq) => boolean;
  /** Whether the pairs of a connection are those of who reads it now. */
  readonly isPaired: (connection: Connection) => boolean;
  readonly goesOn: (connection: Connection) => boolean;
}

export class ExportJob {
  readonly #source: ExportSource;
  readonly #query: ExportQuery;
  readonly #filter: Filter;
  readonly #needs: FilterNeeds;
  readonly #exporter: Exporter;
  readonly #only: ReadonlySet<ConnectionId> | null;
  readonly #selection: ReadonlySet<Seq> | null;
  readonly #walk: Iterator<string | null, void>;
  readonly #total: number;
  #live: boolean;
  #looked = 0;
  #done = false;

  /** Of an export in time: those not reached yet, those whose answer has not come, those written and not closed. */
  #upcoming: ConnectionId[];
  readonly #waiting = new Set<ConnectionId>();
  readonly #announced = new Set<ConnectionId>();
  /** Messages passed over because their end had not come. */
  readonly #unfinished = new Set<Seq>();
  #cursor = 0;

  constructor(source: ExportSource, query: ExportQuery, filter: Filter, version: string) {
    this.#source = source;
    this.#query = query;
    this.#filter = filter;
    this.#needs = filterNeeds(filter);
    this.#live = query.live;
    this.#exporter = createExporter(query.format, { decode: query.decode, version });
    this.#only = query.connections && new Set(query.connections);
    this.#selection = query.messages && new Set(query.messages);
    this.#total = source.store.messages.count();
    this.#upcoming = source.ids().toReversed();
    this.#walk = this.#exporter.order === 'time' ? this.#inTime() : this.#byConnection();
  }

  /** A connection that was not there at the start. */
  offer(id: ConnectionId): void {
    this.#upcoming.unshift(id);
  }

  /** What is ready now, up to about a megabyte; empty and not done while a live export waits for traffic. */
  read(): ExportChunk {
    const pieces: string[] = [];
    let length = 0;
    while (!this.#done && length < CHUNK) {
      const { done, value } = this.#walk.next();
      this.#done = done === true;
      if (value === null) break;
      pieces.push(value ?? '');
      length += value?.length ?? 0;
    }
    const bytes = new TextEncoder().encode(pieces.join(''));
    return { bytes, done: this.#done, progress: this.#looked, total: Math.max(this.#total, this.#looked) };
  }

  /** A live export takes what is there by now, and ends. */
  end(): void {
    this.#live = false;
  }

  /** Messages by seq, each connection before its first message, each close after its last. Null: nothing for now. */
  *#inTime(): Generator<string | null, void> {
    yield this.#exporter.begin();
    for (;;) {
      const ending = !this.#live; // asked before the reading, so that nothing stored before the end is missed
      const late = this.#finishedLate(ending);
      const fresh = this.#source.store.messages.after(this.#cursor, SLICE, null, ROW_BYTES);
      const more = fresh.length === SLICE;
      const until = more ? (fresh.at(-1)?.at ?? 0) : Infinity;
      this.#cursor = fresh.at(-1)?.seq ?? this.#cursor;
      yield this.#announceSettled(until);
      for (const row of late) yield this.#announcedMessage(row);
      for (const row of fresh) yield this.#freshMessage(row, ending);
      yield this.#closings(until);
      if (!more && ending) break;
      if (!more) yield null;
    }
    yield this.#remaining() + this.#exporter.finish();
  }

  /** Messages that were passed over unfinished and are as whole as they get by now. */
  #finishedLate(ending: boolean): StoredRow[] {
    const ready = [...this.#unfinished].filter((seq) => ending || !this.#source.isUnfinished(seq));
    for (const seq of ready) this.#unfinished.delete(seq);
    return this.#source.store.messages.window(ready, ROW_BYTES);
  }

  #freshMessage(row: StoredRow, ending: boolean): string {
    this.#looked += 1;
    if (ending || !this.#source.isUnfinished(row.seq)) return this.#announcedMessage(row);
    this.#unfinished.add(row.seq);
    return '';
  }

  #announcedMessage(row: StoredRow): string {
    const connection = this.#wanted(row.connection);
    if (!connection) return '';
    const announced = this.#announced.has(connection.id) ? '' : this.#announce(connection);
    return announced + this.#message(row, connection);
  }

  #announce(connection: ConnectionDetail): string {
    this.#announced.add(connection.id);
    this.#waiting.delete(connection.id);
    return this.#exporter.connection(this.#toExport(connection));
  }

  /** Connections that were opened until then, and whose answer is there. */
  #announceSettled(until: number): string {
    this.#reach(until);
    let text = '';
    for (const id of this.#waiting) {
      const connection = this.#source.connection(id);
      if (connection && !isSettled(connection)) continue;
      this.#waiting.delete(id);
      if (this.#wanted(id) && connection) text += this.#announce(connection);
    }
    return text;
  }

  #reach(until: number): void {
    for (let id = this.#upcoming.at(-1); id !== undefined; id = this.#upcoming.at(-1)) {
      const openedAt = this.#source.connection(id)?.openedAt ?? 0;
      if (openedAt > until) break;
      this.#upcoming.pop();
      if (!this.#announced.has(id)) this.#waiting.add(id);
    }
  }

  #closings(until: number): string {
    let text = '';
    for (const id of this.#announced) {
      const connection = this.#source.connection(id);
      if (connection && !(connection.ending && connection.ending.at <= until)) continue;
      this.#announced.delete(id);
      if (connection) text += this.#exporter.close(this.#toExport(connection));
    }
    return text;
  }

  /** Connections that never settled, and the last state of those that never closed. */
  #remaining(): string {
    const never = [...this.#waiting].flatMap((id) => this.#wanted(id) ?? []);
    const announced = never.map((connection) => this.#announce(connection)).join('');
    const open = [...this.#announced].flatMap((id) => this.#source.connection(id) ?? []);
    return announced + open.map((connection) => this.#exporter.close(this.#toExport(connection))).join('');
  }

  /** What is not in the order of time cannot be written before all of it is there. */
  *#byConnection(): Generator<string | null, void> {
    while (this.#live) yield null;
    yield this.#exporter.begin();
    for (const id of this.#upcoming.toReversed()) {
      const connection = this.#wanted(id);
      if (!connection) continue;
      yield this.#exporter.connection(this.#toExport(connection));
      yield* this.#messagesOf(connection);
      yield this.#exporter.close(this.#toExport(connection));
    }
    yield this.#exporter.finish();
  }

  *#messagesOf(connection: ConnectionDetail): Generator<string, void> {
    let cursor = 0;
    for (;;) {
      const rows = this.#source.store.messages.after(cursor, SLICE, connection.id, ROW_BYTES);
      for (const row of rows) yield this.#message(row, connection);
      this.#looked += rows.length;
      cursor = rows.at(-1)?.seq ?? cursor;
      if (rows.length < SLICE) return;
    }
  }

  #wanted(id: ConnectionId): ConnectionDetail | null {
    if (this.#only && !this.#only.has(id)) return null;
    const connection = this.#source.connection(id);
    const literal = this.#needs.messages ? 'maybe' : 'url';
    const facts = connection && this.#factsOf(connection);
    return facts && matchConnection(this.#filter, facts, literal) ? connection : null;
  }

  #factsOf(connection: ConnectionDetail): ConnectionDetail {
    return this.#needs.notes ? this.#source.notes.factsOf(connection) : connection;
  }

  #message(row: StoredRow, connection: ConnectionDetail): string {
    if (this.#selection && !this.#selection.has(row.seq)) return '';
    const whole = row.head.length < ROW_BYTES;
    const payload = whole ? row.head : this.#source.store.messages.payload(row.seq, 0, MAX_PAYLOAD);
    const note = this.#source.notes.message(row.seq);
    const facts = filterMessage({ ...row, head: payload }, connection, this.#source, note);
    if (!matchMessage(this.#filter, this.#factsOf(connection), facts, 'url-or-text')) return '';
    const decoded = this.#query.decode ? facts.decoded() : null;
    const message: ExportMessage = { ...row, dropped: row.length - payload.length, payload, decoded, note };
    return this.#exporter.message(this.#query.redact ? redactMessage(message) : message, connection);
  }

  #toExport(connection: ConnectionDetail): ExportConnection {
    const { store } = this.#source;
    const body = (from: Side): Body | null => {
      const size = from === 'client' ? connection.requestBodySize : connection.responseBodySize;
      return size === 0 || connection.kind === 'tunnel' ? null : readBody(store, connection, from);
    };
    const note = this.#source.notes.connection(connection.id);
    const whole = { ...connection, requestBody: body('client'), responseBody: body('server'), note };
    return this.#query.redact ? redactConnection(whole) : whole;
  }
}

/** An HTTP exchange is one line, so it waits for its end; anything else for its answer. */
function isSettled(connection: ConnectionDetail): boolean {
  return connection.ending !== null || (connection.kind !== 'http' && connection.status !== null);
}
