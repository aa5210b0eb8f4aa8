// Every connection of the session: those under way as records in memory, those that have ended in the store, so that
// memory does not grow with the capture. How many there are, which have changed, and what was chosen to read them by.

import { choiceFor, isSameChoice } from '../contract/decoder-choice.ts';
import type { ConnectionId } from '../contract/ids.ts';
import type { Connection, ConnectionDetail, DecoderChoices } from '../contract/model.ts';
import type { Store } from '../store/store.ts';
import { type ConnectionRecord, type Mutable, reopenRecord } from './connection-record.ts';

/** Counts alone are saved at most this often, milliseconds: each message row says the same. */
const COUNTS_MS = 1000;
/** Ended connections that are kept at hand for filters, rows and exports. */
const AT_HAND = 512;

export class ConnectionIndex {
  readonly #store: Store;
  readonly #records = new Map<ConnectionId, ConnectionRecord>();
  readonly #ended = new Map<ConnectionId, ConnectionDetail>();
  readonly #unsaved = new Set<ConnectionRecord>();
  /** Only their counts have changed. */
  readonly #counted = new Set<ConnectionRecord>();
  #countsSavedAt = 0;
  #countsDue = false;
  readonly #changed = new Set<ConnectionRecord>();
  /** Have ended, and are to be told once more. */
  readonly #again = new Set<ConnectionId>();
  /** What is said to these hosts is read by others: what has ended is to be told too. */
  readonly #rechosen = new Set<string>();
  #choices: DecoderChoices = {};
  #shown: number;
  #open = 0;
  #lastId: number;

  constructor(store: Store) {
    this.#store = store;
    this.#shown = store.connections.count();
    this.#lastId = store.connections.lastId();
    for (const detail of store.connections.open()) {
      const record = reopenRecord(
        detail,
        detail.kind === 'websocket' ? store.messages.totals(detail.id) : detail,
      );
      this.#records.set(detail.id, record);
      this.#unsaved.add(record);
      this.#open += 1;
    }
  }

  get shown(): number {
    return this.#shown;
  }

  get open(): number {
    return this.#open;
  }

  get lastId(): number {
    return this.#lastId;
  }

  get unsaved(): boolean {
    return this.#unsaved.size > 0 || this.#counted.size > 0;
  }

  /** Under way, or just over; null for any other. */
  record(id: ConnectionId): ConnectionRecord | null {
    return this.#records.get(id) ?? null;
  }

  records(): Iterable<ConnectionRecord> {
    return this.#records.values();
  }

  add(record: ConnectionRecord): void {
    const { id } = record.detail;
    this.#records.set(id, record);
    this.#choose(record.detail);
    this.#lastId = Math.max(this.#lastId, id);
    if (!record.hidden) this.show(record);
  }

  show(record: ConnectionRecord): void {
    record.hidden = false;
    this.#shown += 1;
    if (!record.detail.ending) this.#open += 1;
    this.mark(record);
  }

  ended(record: ConnectionRecord): void {
    if (record.hidden) this.#records.delete(record.detail.id);
    else this.#open -= 1;
    this.mark(record);
  }

  /** Its row is to be told and saved. */
  mark(record: ConnectionRecord): void {
    if (record.hidden) return;
    this.#unsaved.add(record);
    this.#changed.add(record);
  }

  /** The same, when nothing but its counts has changed. */
  markCounts(record: ConnectionRecord): void {
    if (record.hidden) return;
    this.#counted.add(record);
    this.#changed.add(record);
  }

  /** Something has become of a message of it: whoever shows it looks again. */
  markMessages(id: ConnectionId): void {
    const record = this.record(id);
    if (record) this.markCounts(record);
    else this.#again.add(id);
  }

  find(id: ConnectionId): ConnectionDetail | null {
    const record = this.#records.get(id);
    if (record) return record.hidden ? null : record.detail;
    const known = this.#ended.get(id) ?? this.#store.connections.get(id);
    if (!known) return null;
    this.#choose(known);
    this.#keepAtHand(known);
    return known;
  }

  /** Decoders that were chosen, from now on. What is read by others is told again. */
  choose(choices: DecoderChoices): void {
    const before = this.#choices;
    this.#choices = choices;
    for (const host of [...Object.keys(before), ...Object.keys(choices)])
      if (!isSameChoice(choiceFor(before, host), choiceFor(choices, host))) this.#rechosen.add(host);
    for (const record of this.#records.values()) {
      this.#choose(record.detail);
      if (this.#rechosen.has(record.detail.host)) this.#tell(record);
    }
  }

  #choose(row: Mutable<Connection>): void {
    row.chosen = choiceFor(this.#choices, row.host);
  }

  #tell(record: ConnectionRecord): void {
    if (!record.hidden) this.#changed.add(record);
  }

  ids(): ConnectionId[] {
    const ids = new Set(this.#store.connections.ids());
    for (const { detail, hidden } of this.#records.values()) if (!hidden) ids.add(detail.id);
    return [...ids].toSorted((a, b) => a - b);
  }

  list(): Connection[] {
    const stored = this.#store.connections.list();
    for (const row of stored) this.#choose(row);
    const rows = new Map(stored.map((row) => [row.id, row]));
    for (const { detail, hidden } of this.#records.values()) if (!hidden) rows.set(detail.id, toRow(detail));
    return [...rows.values()].toSorted((a, b) => a.id - b.id);
  }

  /** Rows that changed since the last call. */
  takeChanged(): Connection[] {
    for (const { detail } of this.#changed) this.#choose(detail); // it may have ended before another was chosen
    const rows = Array.from(this.#changed, ({ detail }) => toRow(detail));
    const again = Array.from(this.#again, (id) => this.find(id));
    this.#changed.clear();
    this.#again.clear();
    return [...this.#takeRechosen(), ...rows, ...again.filter((detail) => detail !== null).map(toRow)];
  }

  /** Of what has ended. */
  #takeRechosen(): Connection[] {
    if (this.#rechosen.size === 0) return [];
    const rows = this.list().filter(({ id, host }) => this.#rechosen.has(host) && !this.#records.has(id));
    this.#rechosen.clear();
    return rows;
  }

  /** Within a transaction; `settle` when it is committed. */
  save(): void {
    for (const { detail } of this.#unsaved) this.#store.connections.save(detail);
    this.#countsDue = performance.now() - this.#countsSavedAt > COUNTS_MS;
    if (!this.#countsDue) return;
    for (const { detail } of this.#counted) this.#store.connections.saveCounts(detail);
  }

  settle(): void {
    for (const { uncommitted } of this.#counted) uncommitted.client = uncommitted.server = 0;
    for (const record of this.#unsaved) {
      record.uncommitted.client = record.uncommitted.server = 0;
      this.#counted.delete(record);
      if (record.detail.ending) this.#records.delete(record.detail.id);
    }
    this.#unsaved.clear();
    if (!this.#countsDue) return;
    this.#countsSavedAt = performance.now();
    this.#counted.clear();
  }

  /** Those that have ended were deleted; those under way begin to count anew. */
  clear(): void {
    this.#ended.clear();
    this.#changed.clear();
    this.#again.clear();
    this.#unsaved.clear();
    this.#counted.clear();
    for (const [id, record] of this.#records) {
      if (record.detail.ending) this.#records.delete(id);
      else this.#recount(record);
    }
    this.#shown = this.#open;
  }

  #recount(record: ConnectionRecord): void {
    Object.assign(record.detail, {
      sentMessages: 0,
      receivedMessages: 0,
      sentBytes: 0,
      receivedBytes: 0,
      violations: 0,
    });
    this.mark(record);
  }

  #keepAtHand(detail: ConnectionDetail): void {
    this.#ended.set(detail.id, detail);
    if (this.#ended.size <= AT_HAND) return;
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined) this.#ended.delete(oldest);
  }
}

/** The list's part of a connection. */
function toRow(detail: ConnectionDetail): Connection {
  const {
    httpVersion: _httpVersion,
    requestHeaders: _requestHeaders,
    responseHeaders: _responseHeaders,
    requestHead: _requestHead,
    responseHead: _responseHead,
    timing: _timing,
    tls: _tls,
    requestBodySize: _requestBodySize,
    responseBodySize: _responseBodySize,
    ...row
  } = detail;
  return row;
}
