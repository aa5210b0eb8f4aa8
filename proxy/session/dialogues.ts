// The dialogues of all connections (dialogue.ts): read as messages are stored, and once more from the store, in slices, where
// others read now than when the pairs were found, or a kill came between. By whom they were found stands in the file: a kill
// makes nothing untrue.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Connection, ConnectionDetail, Gap } from '../contract/model.ts';
import type { Decoders, Readable } from '../formats/decoders/decoders.ts';
import { OPCODE, isControl } from '../protocol/frame.ts';
import type { Message } from '../protocol/observer.ts';
import type { Readers } from '../store/dialogue-rows.ts';
import type { Store } from '../store/store.ts';
import type { ConnectionIndex } from './connection-index.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { Asker } from './correlator.ts';
import { Correlators, type DialogueKey, type Speaker, dialogueKey } from './correlators.ts';
import { Dialogue, type Place } from './dialogue.ts';
import { DialoguePass } from './dialogue-pass.ts';
import { PingTimes } from './ping-times.ts';
import { isDialogue, readersOf, usualReaders } from './readers.ts';

/** A slice ends after this many milliseconds. */
const SLICE_MS = 5;
/** Dialogues that are read anew together: many speak at the same time, and lie in the same batches. */
const TOGETHER = 256;

const ALONE: Place = { answered: null, carried: 0 };

/** A connection, as much as tells by whom its dialogue is read. */
type Read = Speaker & Readable;

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
  readonly #correlators = new Correlators();
  /** Under way, and to be read anew, one speaker of each: what is said in them meanwhile is found then. */
  readonly #waiting = new Map<DialogueKey, Read>();
  #pass: DialoguePass | null = null;
  /** What the pass reads, one speaker of each. */
  #read: readonly Read[] = [];
  /** Others that may have to be read anew, and those of them that have. */
  #suspects: Iterator<Read> | null = null;
  readonly #due = new Map<DialogueKey, Read>();
  #reviewed: (() => void) | null = null;
  /** What a killed engine has left is being read: who waited before it is not known. */
  resumes = false;
  /** Of which it has left something; to be read anew when it is known who was chosen. */
  readonly #resumed = new Set<DialogueKey>();

  constructor(source: DialoguesSource) {
    this.#source = source;
    this.#readers = source.store.dialogues?.all() ?? new Map();
  }

  /** A message of a connection is whole, and about to be stored. `payload` null: it lies in parts. */
  take(record: ConnectionRecord, message: Message, payload: Uint8Array | null): Place {
    if (isControl(message.opcode)) return pingPlace(record, message, payload);
    const place = this.#place(record, message, payload);
    const asked = place.answered?.connection ?? record.detail.id;
    if (asked !== record.detail.id) this.#source.connections.markMessages(asked);
    return place;
  }

  #place(record: ConnectionRecord, message: Message, payload: Uint8Array | null): Place {
    const { detail } = record;
    if (this.#waiting.has(dialogueKey(detail))) return ALONE;
    if (this.#pass?.has(detail)) return this.#pass.take(detail, message, payload) ?? ALONE;
    record.dialogue ??= this.#begin(record);
    const place = record.dialogue?.take(detail, message, payload) ?? ALONE;
    if (record.dialogue?.doubtful) this.#doubt(detail);
    return place;
  }

  /** Something that a connection said was not kept. */
  forget({ detail, pings, dialogue }: ConnectionRecord): void {
    pings?.forget();
    dialogue?.forget();
    this.#correlators.forget(detail);
    if (this.#pass?.has(detail)) this.#pass = this.#passOf(this.#read);
  }

  /** Messages that have asked before `at` and should have been answered by now; each once. */
  takeOverdue(at: number): readonly Asker[] {
    const { connections } = this.#source;
    const told: Asker[] = [];
    const open = new Set<DialogueKey>();
    for (const { pings, dialogue, detail } of connections.records()) {
      if (detail.ending === null) open.add(dialogueKey(detail));
      for (const seq of pings?.takeOverdue(at) ?? []) told.push({ connection: detail.id, seq });
      told.push(...(dialogue?.takeOverdue(at) ?? []));
    }
    told.push(...this.#correlators.takeOverdue(at, open));
    for (const { connection } of told) connections.markMessages(connection);
    return told;
  }

  /** Whether what a connection asked may still be answered: by itself, or by others of its session. */
  goesOn(connection: Connection): boolean {
    return connection.ending === null || this.#correlators.has(connection);
  }

  /** Whether the pairs of a connection are those of who reads it now. */
  isPaired(connection: Read): boolean {
    const key = dialogueKey(connection);
    if (this.#waiting.has(key) || this.#resumed.has(key) || this.#pass?.has(connection)) return false;
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
    this.#due.clear();
    this.#waiting.clear();
    const records = [...this.#source.connections.records()].filter(({ hidden }) => !hidden);
    for (const record of records) this.#reviewRecord(record);
    for (const record of records) if (this.#waiting.has(dialogueKey(record.detail))) this.#interrupt(record);
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
    const pass = this.#pass;
    this.#pass = null;
    this.#renew(pass);
    return { connections: pass.ids, settled: pass.settled };
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
    const speaks = isDialogue(decoders, detail);
    if (speaks && this.resumes) this.#resumed.add(dialogueKey(detail));
    if (readers !== this.#foundBy(detail) || (speaks && this.resumes))
      this.#note(detail, this.resumes ? null : readers);
    const { decoders: current, store } = this.#source;
    if (speaks) return new Dialogue(current, this.#correlators.of(detail), store.messages);
    record.aloneBy = detail.decoder;
    return null;
  }

  #foundBy(connection: Read): Readers {
    const readers = this.#readers.get(connection.id);
    return readers === undefined ? usualReaders(connection) : readers;
  }

  #note(connection: Read, readers: Readers): void {
    if (readers === usualReaders(connection)) this.#readers.delete(connection.id);
    else this.#readers.set(connection.id, readers);
    this.#unsaved.add(connection.id);
  }

  /** It is read anew when who reads it can be asked again; nothing is claimed until then. */
  #doubt(connection: Read): void {
    if (this.#foundBy(connection) !== null) this.#note(connection, null);
  }

  #reviewRecord(record: ConnectionRecord): void {
    const { detail } = record;
    record.aloneBy = undefined;
    if (readersOf(this.#source.decoders(), detail) === null) record.dialogue = null; // what it says now is not paired
    if (!this.isPaired(detail)) this.#waiting.set(dialogueKey(detail), detail);
  }

  /** Nothing of what it has is to be relied on until its dialogue was read anew. */
  #interrupt(record: ConnectionRecord): void {
    this.#correlators.delete(record.detail);
    record.dialogue = null;
    this.#note(record.detail, null);
  }

  *#exceptions(): Generator<ConnectionDetail, void> {
    for (const id of this.#readers.keys()) {
      const connection = this.#source.connections.find(id);
      if (connection) yield connection;
    }
  }

  #nextPass(until: number): DialoguePass | null {
    const under = takeFirst(this.#waiting);
    if (under.length > 0) return this.#passOf(under);
    while (this.#suspects && this.#due.size < TOGETHER) {
      const { value, done } = this.#suspects.next();
      if (done) this.#suspects = null;
      else if (!this.#source.connections.record(value.id) && !this.isPaired(value))
        this.#due.set(dialogueKey(value), value);
      if (performance.now() > until) return null;
    }
    const due = takeFirst(this.#due);
    return due.length > 0 ? this.#passOf(due) : null;
  }

  /** @param read one speaker of each dialogue */
  #passOf(read: readonly Read[]): DialoguePass {
    const { store, connections, decoders, gaps, isUnfinished } = this.#source;
    this.#read = read;
    const speakers = this.#speakersOf(read);
    for (const speaker of speakers) this.#note(speaker, null);
    for (const each of read) {
      this.#resumed.delete(dialogueKey(each));
      this.#correlators.delete(each);
    }
    return new DialoguePass(speakers, {
      messages: store.messages,
      decoders,
      connection: (id) => connections.find(id),
      isUnfinished,
      gaps: gaps(),
    });
  }

  /** Everyone in the dialogues of these: those that are stored, and those under way. */
  #speakersOf(read: readonly Read[]): Read[] {
    const { store, connections } = this.#source;
    const keys = new Set(read.map(dialogueKey));
    const sessions = read.filter((each) => dialogueKey(each) !== each.id);
    const stored = sessions.flatMap((each) => store.connections.ofSession(each));
    const records = [...connections.records()].filter(({ hidden }) => !hidden);
    const speakers = [...read, ...stored, ...records.map(({ detail }) => detail)];
    return speakers.filter((each) => keys.has(dialogueKey(each)));
  }

  /** What was read anew is gone on with. */
  #renew(pass: DialoguePass): void {
    const { connections, decoders } = this.#source;
    this.#correlators.adopt(pass.correlators);
    for (const id of pass.ids) {
      const detail = connections.find(id);
      if (!detail) continue;
      const dialogue = pass.dialogue(id);
      this.#note(detail, dialogue?.doubtful ? null : readersOf(decoders(), detail));
      const record = connections.record(id);
      if (record && pass.has(detail)) record.dialogue = dialogue;
    }
  }
}

/** As many as are read anew together. */
function takeFirst(dialogues: Map<DialogueKey, Read>): Read[] {
  const first = [...dialogues].slice(0, TOGETHER);
  for (const [key] of first) dialogues.delete(key);
  return first.map(([, read]) => read);
}

function pingPlace(record: ConnectionRecord, message: Message, payload: Uint8Array | null): Place {
  if (message.opcode === OPCODE.ping) record.pings ??= new PingTimes();
  const answered = payload && (record.pings?.take(message, payload) ?? null);
  return answered ? { answered: { ...answered, connection: record.detail.id }, carried: 0 } : ALONE;
}
