// The rows of one view that the page holds: those around what is visible, asked for with one request at a time, and
// where the list is being scrolled to, before they are seen. What is shown stays until its successor is here, and an
// answer that was overtaken is no successor. It knows a function that fetches rows, and no React.

import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection, Decoded, MessageRow } from '../../../proxy/contract/model.ts';

/** What a row must tell to be kept up to date. */
export interface WindowRow {
  readonly connection: ConnectionId;
  /** False: more of it may come. */
  readonly complete?: boolean;
  /** Of a question: null while it has no answer. */
  readonly asked?: MessageRow['asked'];
  readonly decoded: Decoded | null;
}

export type FetchRows<Row = MessageRow> = (from: number, count: number) => Promise<readonly Row[]>;

interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Rows of one request at most. */
const REQUEST_LIMIT = 200;
/** Rows kept at most; those far from what is visible go first. */
const CACHE_LIMIT = 2000;
/** So many times what the list has just moved by, and at least a screen, is asked for ahead of it. */
const AHEAD = 8;

export class RowWindow<Row extends WindowRow = MessageRow> {
  readonly #fetch: FetchRows<Row>;
  readonly #onError: (error: unknown) => void;
  readonly #rows = new Map<number, Row>();
  /** Shown, but perhaps no longer what the engine would answer; since which request. */
  readonly #stale = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #wanted: Range = { from: 0, to: REQUEST_LIMIT / 4 };
  /** Rows that the list has moved by at last: downwards more than 0. */
  #step = 0;
  #requests = 0;
  /** Answers to requests up to this one are of messages that are gone. */
  #forgotten = 0;
  #target = 0;
  #count = 0;
  #follow = false;
  #busy = false;
  #version = 0;
  /** Each connection as it was when its rows were last looked at. */
  readonly #seen = new Map<ConnectionId, Connection>();

  constructor(fetch: FetchRows<Row>, onError: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#onError = onError;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number after every change of count or rows. */
  readonly version = (): number => this.#version;

  /** Rows to show: while the end is followed, only as many as are here, so that none appears empty. */
  get count(): number {
    return this.#count;
  }

  row(index: number): Row | null {
    return this.#rows.get(index) ?? null;
  }

  /** The view has this many rows now. Resolves when the first answer of its request, if it made one, is here. */
  async resize(target: number, follow: boolean): Promise<void> {
    if (target < this.#target) this.#forget(target);
    this.#target = target;
    this.#follow = follow;
    if (!this.#awaitsEnd()) this.#show(target);
    await this.#load();
  }

  /** These rows are on the screen, or nearly. */
  want(from: number, to: number): void {
    this.#step = from - this.#wanted.from;
    this.#wanted = { from, to };
    void this.#load();
  }

  /** Where a connection has moved on, a message that was unfinished, undecoded or unanswered may be more now. */
  watch(connections: ReadonlyMap<ConnectionId, Connection>): void {
    const moved = new Map<ConnectionId, boolean>();
    for (const [index, row] of this.#rows) {
      const { connection: id } = row;
      const decoded = moved.get(id) ?? this.#hasMoved(id, connections.get(id));
      if (decoded === null) continue;
      moved.set(id, decoded);
      const awaits =
        row.complete === false || row.asked?.answer === null || (decoded && row.decoded === null);
      if (awaits) this.#stale.set(index, this.#requests);
    }
    for (const id of moved.keys()) this.#seen.set(id, connections.get(id)!);
    void this.#load();
  }

  /** Others read the messages now: what is here stays until its successor is. */
  refresh(): void {
    for (const index of this.#rows.keys()) this.#stale.set(index, this.#requests);
    void this.#load();
  }

  /** Null: it has not; else whether another decoder reads it now. */
  #hasMoved(id: ConnectionId, connection: Connection | undefined): boolean | null {
    const seen = this.#seen.get(id);
    if (connection === undefined || connection === seen) return null;
    return connection.decoder !== (seen?.decoder ?? null);
  }

  #awaitsEnd(): boolean {
    return this.#follow && this.#target > this.#count && !this.#rows.has(this.#target - 1);
  }

  async #load(): Promise<void> {
    const missing = this.#missing();
    const range = missing ?? this.#ahead();
    if (this.#busy || range === null) return;
    this.#busy = true;
    this.#requests += 1;
    const request = this.#requests;
    try {
      const rows = await this.#fetch(range.from, range.to - range.from);
      this.#busy = false;
      const overtaken = request <= this.#forgotten;
      if (!overtaken) rows.forEach((row, offset) => this.#keep(range.from + offset, row, request));
      this.#evict();
      const end = overtaken ? 0 : range.from + rows.length;
      if (missing || this.#isOnScreen(range))
        this.#show(this.#awaitsEnd() ? Math.max(this.#count, end) : this.#target);
      if (rows.length > 0 || overtaken) void this.#load();
    } catch (error) {
      this.#busy = false;
      this.#onError(error);
    }
  }

  #isOnScreen({ from, to }: Range): boolean {
    return from < this.#wanted.to && to > this.#wanted.from;
  }

  #keep(index: number, row: Row, request: number): void {
    if (index >= this.#target) return;
    this.#rows.set(index, row);
    if ((this.#stale.get(index) ?? 0) < request) this.#stale.delete(index);
  }

  /** The next request: the newest rows while the end is followed, else what is visible and not here. */
  #missing(): Range | null {
    const height = Math.min(REQUEST_LIMIT, this.#wanted.to - this.#wanted.from);
    const end: Range = { from: this.#target - Math.max(1, height), to: this.#target };
    return this.#lacking(this.#awaitsEnd() ? end : this.#wanted);
  }

  /** What comes next in the direction in which the list is scrolled, once half of it is lacking; a jump has none. */
  #ahead(): Range | null {
    const { from, to } = this.#wanted;
    const step = Math.abs(this.#step);
    if (step === 0 || step >= REQUEST_LIMIT) return null;
    const reach = Math.min(REQUEST_LIMIT, Math.max(to - from, step * AHEAD));
    const down = this.#step > 0;
    const half = Math.ceil(reach / 2);
    const near = this.#lacking(down ? { from: to, to: to + half } : { from: from - half, to: from });
    if (near === null) return null;
    return this.#lacking(down ? { from: to, to: to + reach } : { from: from - reach, to: from });
  }

  /** From the first to the last row of the range that is not here, or no longer as it was. */
  #lacking({ from, to }: Range): Range | null {
    let first = Math.max(0, from);
    let after = Math.min(to, this.#target, first + REQUEST_LIMIT);
    const lacks = (index: number) => !this.#rows.has(index) || this.#stale.has(index);
    while (first < after && !lacks(first)) first++;
    while (after > first && !lacks(after - 1)) after--;
    return first < after ? { from: first, to: after } : null;
  }

  #show(count: number): void {
    this.#count = Math.min(count, this.#target);
    this.#version++;
    for (const listener of this.#listeners) listener();
  }

  #forget(from: number): void {
    this.#forgotten = this.#requests;
    if (from === 0) this.#rows.clear();
    for (const index of this.#rows.keys()) if (index >= from) this.#rows.delete(index);
    this.#stale.clear();
    for (const index of this.#rows.keys()) this.#stale.set(index, this.#requests); // after a clear they are other messages
  }

  #evict(): void {
    if (this.#rows.size <= CACHE_LIMIT) return;
    const middle = (this.#wanted.from + this.#wanted.to) / 2;
    const near = CACHE_LIMIT / 2;
    for (const index of this.#rows.keys()) {
      if (Math.abs(index - middle) <= near) continue;
      this.#rows.delete(index);
      this.#stale.delete(index);
    }
  }
}
