// The dialogues of all connections (dialogue.ts): read as messages are stored, and once more from the store, in slices, where
// others read now than when the pairs were found. By whom they were found stands in the file: a kill makes nothing untrue.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { ConnectionDetail, Gap } from '../contract/model.ts';
import type { Decoders, Readable } from '../formats/decoders/decoders.ts';
import { OPCODE, isControl } from '../protocol/frame.ts';
import type { Message } from '../protocol/observer.ts';
import type { Readers } from '../store/dialogue-rows.ts';
import type { Store } from '../store/store.ts';
import type { ConnectionIndex } from './connection-index.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { Dialogue, type Place } from './dialogue.ts';
import { DialoguePass } from './dialogue-pass.ts';
import { PingTimes } from './ping-times.ts';
import { isDialogue, readersOf, usualReaders } from './readers.ts';

/** A slice ends after this many milliseconds. */
const SLICE_MS = 5;
/** Connections that are read anew together: many speak at the same time, and lie in the same batches. */
const TOGETHER = 256;

const ALONE: Place = { answered: null, carried: 0 };

/** A message that asked and should have been answered by now. */
export interface Overdue {
  readonly connection: ConnectionId;
  readonly seq: Seq;
}

export interface DialoguesSource {
  readonly store: Store;
  readonly connections: ConnectionIndex;
  readonly decoders: () => Decoders;
  readonly gaps: () => readonly Gap[];
  readonly isUnfinished: (seq: Seq) => boolean;
}

/** Connections of which all pairs were found anew. */
export interface Renewed {
  readonly connections: readonly ConnectionId[];
  /** Newest message of which nobody will tell any more that its answer is overdue. */
  readonly settled: number;
}

export class Dialogues {
  readonly #source: DialoguesSource;
  /** By whom those were found that the usual readers did not find. */
  #readers: Map<ConnectionId, Readers>;
  readonly #unsaved = new Set<ConnectionId>();
  /** Under way, and to be read anew: what they say meanwhile is found then. */
  readonly #waiting = new Set<ConnectionId>();
  #pass: DialoguePass | null = null;
  /** Others that may have to be read anew, and those of them that have. */
  #suspects: Iterator<Readable & { readonly id: ConnectionId }> | null = null;
  #due: ConnectionId[] = [];
  #reviewed: (() => void) | null = null;

  constructor(source: DialoguesSource) {
    this.#source = source;
    this.#readers = source.store.dialogues?.all() ?? new Map();
  }

  /** A message of a connection is whole, and about to be stored. `payload` null: not at hand. */
  take(record: ConnectionRecord, message: Message, payload: Uint8Array | null): Place {
    if (isControl(message.opcode)) return pingPlace(record, message, payload);
    const { detail } = record;
    if (this.#waiting.has(detail.id)) return ALONE;
    if (this.#pass?.has(detail.id)) return this.#pass.take(detail, message, payload) ?? ALONE;
    record.dialogue ??= this.#begin(record);
    return record.dialogue?.take(detail, message, payload) ?? ALONE;
  }

  /** Something that a connection said was not kept. */
  forget({ detail, pings, dialogue }: ConnectionRecord): void {
    pings?.forget();
    dialogue?.forget();
    if (this.#pass?.has(detail.id)) this.#pass = this.#passOf(this.#pass.ids);
  }

  /** Messages that have asked before `at` and should have been answered by now; each once. */
  takeOverdue(at: number): readonly Overdue[] {
    const told: Overdue[] = [];
    for (const record of this.#source.connections.records()) {
      const { pings, dialogue, detail } = record;
      const overdue = [...(pings?.takeOverdue(at) ?? []), ...(dialogue?.takeOverdue(at) ?? [])];
      if (overdue.length > 0) this.#source.connections.markCounts(record); // whoever shows them looks again
      for (const seq of overdue) told.push({ connection: detail.id, seq });
    }
    return told;
  }

  /** Whether the pairs of a connection are those of who reads it now. */
  isPaired(connection: ConnectionDetail | (Readable & { readonly id: ConnectionId })): boolean {
    const readers = readersOf(this.#source.decoders(), connection);
    return readers === null || readers === this.#foundBy(connection);
  }

  /**
   * Others may read from now on: what they would pair otherwise is to be read anew.
   * @param plain nothing is chosen, and nobody's own decoders pair
   */
  review(plain: boolean): void {
    this.#reviewed = () => this.review(plain);
    this.#pass = null;
    this.#due = [];
    this.#waiting.clear();
    for (const record of this.#source.connections.records()) this.#reviewRecord(record);
    this.#suspects = plain ? this.#exceptions() : this.#source.store.connections.spoken()[Symbol.iterator]();
  }

  /** There is something to be read anew, or may be. */
  get scanning(): boolean {
    return this.#pass !== null || this.#suspects !== null || this.#waiting.size > 0;
  }

  /** The next slice, within a transaction. What is done now; null: nothing yet. */
  scan(): Renewed | null {
    const until = performance.now() + SLICE_MS;
    this.#pass ??= this.#nextPass(until);
    if (!this.#pass || this.#pass.scan(until)) return null;
    const { ids, settled } = this.#pass;
    for (const id of ids) this.#renewed(id, this.#pass);
    this.#pass = null;
    return { connections: ids, settled };
  }

  get unsaved(): boolean {
    return this.#unsaved.size > 0;
  }

  /** Within a transaction. */
  save(): void {
    const { dialogues } = this.#source.store;
    for (const id of this.#unsaved) {
      const readers = this.#readers.get(id);
      if (readers === undefined) dialogues?.delete(id);
      else dialogues?.save(id, readers);
    }
  }

  settle(): void {
    this.#unsaved.clear();
  }

  /** What was not committed is gone: what is in the file counts. */
  lose(): void {
    this.#readers = this.#source.store.dialogues?.all() ?? new Map();
    this.#unsaved.clear();
    this.#reviewed?.();
  }

  /** All messages were deleted, and connections that had ended. */
  clear(): void {
    this.lose();
  }

  /** Null where its messages have nothing to do with each other. */
  #begin(record: ConnectionRecord): Dialogue | null {
    const { detail } = record;
    if (record.aloneBy === detail.decoder) return null;
    const decoders = this.#source.decoders();
    const readers = readersOf(decoders, detail);
    // what a killed engine has left is read before it is known who was chosen
    if (readers !== this.#foundBy(detail)) this.#note(detail, record.resumed ? null : readers);
    if (!isDialogue(decoders, detail)) {
      record.aloneBy = detail.decoder;
      return null;
    }
    return new Dialogue(this.#source.decoders);
  }

  #foundBy(connection: Readable & { readonly id: ConnectionId }): Readers {
    const readers = this.#readers.get(connection.id);
    return readers === undefined ? usualReaders(connection) : readers;
  }

  #note(connection: Readable & { readonly id: ConnectionId }, readers: Readers): void {
    if (readers === usualReaders(connection)) this.#readers.delete(connection.id);
    else this.#readers.set(connection.id, readers);
    this.#unsaved.add(connection.id);
  }

  #reviewRecord(record: ConnectionRecord): void {
    record.aloneBy = undefined;
    if (record.hidden || this.isPaired(record.detail)) return;
    record.dialogue = null;
    this.#note(record.detail, null);
    this.#waiting.add(record.detail.id);
  }

  *#exceptions(): Generator<ConnectionDetail, void> {
    for (const id of this.#readers.keys()) {
      const connection = this.#source.connections.find(id);
      if (connection) yield connection;
    }
  }

  #nextPass(until: number): DialoguePass | null {
    const under = [...this.#waiting].slice(0, TOGETHER);
    if (under.length > 0) return this.#passOf(under);
    while (this.#suspects && this.#due.length < TOGETHER) {
      const { value, done } = this.#suspects.next();
      if (done) this.#suspects = null;
      else if (!this.#source.connections.record(value.id) && !this.isPaired(value)) this.#due.push(value.id);
      if (performance.now() > until) return null;
    }
    const due = this.#due.splice(0);
    return due.length > 0 ? this.#passOf(due) : null;
  }

  /** From its beginning to its end, nothing of what they have is to be relied on. */
  #passOf(ids: readonly ConnectionId[]): DialoguePass {
    const { store, connections, decoders, gaps, isUnfinished } = this.#source;
    const connection = (id: ConnectionId) => connections.find(id);
    for (const id of ids) {
      this.#waiting.delete(id);
      const detail = connection(id);
      if (detail) this.#note(detail, null);
    }
    return new DialoguePass(ids, {
      messages: store.messages,
      decoders,
      connection,
      isUnfinished,
      gaps: gaps(),
    });
  }

  #renewed(id: ConnectionId, pass: DialoguePass): void {
    const { connections, decoders } = this.#source;
    const detail = connections.find(id);
    if (!detail) return;
    this.#note(detail, readersOf(decoders(), detail));
    const record = connections.record(id);
    if (record) record.dialogue = pass.dialogue(id);
  }
}

function pingPlace(record: ConnectionRecord, message: Message, payload: Uint8Array | null): Place {
  if (message.opcode === OPCODE.ping) record.pings ??= new PingTimes();
  const answered = payload && (record.pings?.take(message, payload) ?? null);
  return answered ? { answered, carried: 0 } : ALONE;
}
