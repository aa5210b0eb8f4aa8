// Some hundred messages as one row of the session file: their facts as JSON that SQLite can take apart, their frame
// headers and payloads one after the other in one blob. In the order of their seqs. It knows no SQL.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { MessageFacts, Side } from '../contract/model.ts';
import { type Rule, violation } from '../protocol/violation.ts';
import { fromMicros, toMicros } from './micros.ts';

/** A message as it is stored. */
export interface StoredMessage extends MessageFacts {
  readonly endedAt: number;
  readonly closeCode: number | null;
  readonly closeReason: string;
  readonly headers: Uint8Array;
}

/** The facts of a message, of its frame headers only how long they are: its bytes need not be read for them. */
export type StoredFacts = Omit<StoredMessage, 'headers'> & { readonly headers: { readonly length: number } };

/** What is counted of a message. */
export type Counted = Pick<StoredMessage, 'seq' | 'at' | 'from' | 'opcode' | 'wireLength' | 'violations'>;

/** What a message is to those before it. */
export type Related = Pick<StoredMessage, 'rtt' | 'answers' | 'carried'>;

/** What is measured of a message. */
export type Measured = Omit<Counted, 'violations'> &
  Pick<StoredMessage, 'connection' | 'length' | 'frames' | 'compressed' | 'dropped' | 'rtt' | 'answers'> & {
    /** Bytes of all its frame headers. */
    readonly headerLength: number;
  };

/** What of a message is not said by its `BatchRow` alone; absent where it is as nearly always. */
interface More {
  /** Microseconds from its first byte to its last. */
  ended?: number;
  frames?: number;
  /** Payload bytes that were not kept. */
  dropped?: number;
  close?: number;
  reason?: string;
  /** Rule names, comma-separated. */
  violations?: string;
  /** Microseconds from the message that this one answers. */
  rtt?: number;
  /** Seq of that message. */
  answers?: number;
  /** Payload bytes of earlier messages that belong to what this one begins with. */
  carried?: number;
  /** 1: the payload lies in `payload_parts`. */
  parts?: 1;
}

/** One message in `batches.rows`; the schema documents it for those who query it. */
type BatchRow = [
  /** From the batch's first. */
  seq: number,
  connection: number,
  /** The opcode, and `FLAGS` above it. */
  type: number,
  /** Microseconds from the batch's time. */
  at: number,
  /** Where its frame headers begin in the blob; its payload follows them. */
  offset: number,
  headers: number,
  length: number,
  wireLength: number,
  more?: More,
];

const ROW = {
  seq: 0,
  connection: 1,
  type: 2,
  at: 3,
  offset: 4,
  headers: 5,
  length: 6,
  wireLength: 7,
} as const;
const MORE = 8;
const FLAGS = { compressed: 0x10, complete: 0x20, injected: 0x40, sent: 0x80 } as const;
const OPCODE_BITS = 0x0f;

/** Sums over messages of one connection. */
export interface MessageCounts {
  sentMessages: number;
  receivedMessages: number;
  /** On the wire. */
  sentBytes: number;
  receivedBytes: number;
  violations: number;
}

/** What of a batch belongs to one connection. */
export interface BatchShare {
  readonly counts: MessageCounts;
  /** Seqs, from the batch's first. */
  readonly seqs: number[];
}

/** A batch as it lies in its table. */
export interface SavedBatch {
  readonly first: number;
  /** Of its first message, microseconds; the rows count from here. */
  readonly at: number;
  readonly rows: string;
}

export class MessageBatch {
  readonly first: number;
  /** Microseconds; the times of its rows count from here. */
  readonly base: number;
  /** Has something that is not in the file. */
  changed = false;
  readonly #rows: BatchRow[];
  readonly #load: () => Uint8Array;
  #bytes: Uint8Array | null = null;
  #used = 0;
  /** Its bytes lie in memory that others will use when it is done. */
  #isLent = false;

  private constructor(first: number, at: number, rows: BatchRow[], load: () => Uint8Array) {
    this.first = first;
    this.base = at;
    this.#rows = rows;
    this.#load = load;
  }

  /** `memory` is lent to it until it gives it back; `load` reads its blob from then on. */
  static begin({ seq, at }: StoredMessage, memory: Uint8Array, load: () => Uint8Array): MessageBatch {
    const batch = new MessageBatch(seq, toMicros(at), [], load);
    batch.#bytes = memory;
    batch.#isLent = true;
    return batch;
  }

  /** `load` reads the blob, should it be needed. */
  static read({ first, at, rows }: SavedBatch, load: () => Uint8Array): MessageBatch {
    const read = JSON.parse(rows) as BatchRow[];
    const batch = new MessageBatch(first, at, read, load);
    for (const row of read) batch.#used = Math.max(batch.#used, endOf(row));
    return batch;
  }

  /** What is read of it now may be overwritten later. */
  get isLent(): boolean {
    return this.#isLent;
  }

  /** It was saved: the memory that was lent to it; null where it has outgrown it. */
  giveBack(): Uint8Array | null {
    const memory = this.#isLent ? this.#bytes : null;
    if (this.#isLent) this.#bytes = null;
    this.#isLent = false;
    return memory;
  }

  get count(): number {
    return this.#rows.length;
  }

  /** Bytes of headers and payloads. */
  get size(): number {
    return this.#used;
  }

  /** Seq of its newest message. */
  get last(): number {
    return this.first + (this.#rows.at(-1)?.[ROW.seq] ?? 0);
  }

  /** Of all its messages, on the wire. */
  get wireBytes(): number {
    return this.#rows.reduce((sum, row) => sum + row[ROW.wireLength], 0);
  }

  get rows(): string {
    return JSON.stringify(this.#rows);
  }

  /** Headers and payloads of all, as they lie one after the other. */
  get bytes(): Uint8Array {
    return this.#buffer().subarray(0, this.#used);
  }

  /** Adds a message, or puts it in the place of what was stored of it. `payload` null: it lies in parts. */
  put(message: StoredMessage, payload: Uint8Array | null): void {
    if (payload && payload.length !== message.length - message.dropped)
      throw new RangeError(`${payload.length} bytes are not the payload of message ${message.seq}.`);
    const row = this.#rowOf(message, payload);
    const place = this.#place(message.seq);
    const known = this.#rows[place]?.[ROW.seq] === row[ROW.seq];
    if (place === this.#rows.length) this.#rows.push(row);
    else this.#rows.splice(place, known ? 1 : 0, row);
    this.changed = true;
  }

  /** What the message is to those before it was found anew. */
  relate(place: number, { rtt, answers, carried }: Related): void {
    const row = this.#row(place);
    const { rtt: _rtt, answers: _answers, carried: _carried, ...more } = row[MORE] ?? {};
    const related: More = {
      ...more,
      ...(rtt !== null && { rtt: toMicros(rtt) }),
      ...(answers !== null && { answers }),
      ...(carried !== 0 && { carried }),
    };
    row.splice(MORE);
    if (Object.keys(related).length > 0) row.push(related);
    this.changed = true;
  }

  remove(seq: Seq): void {
    this.#rows.splice(this.#place(seq), 1);
    this.changed = true;
  }

  /** Place of the first message after `seq`. */
  after(seq: number): number {
    return this.#place(seq + 1);
  }

  /** Place of a message, or -1. */
  find(seq: number): number {
    const place = this.#place(seq);
    return this.#rows[place]?.[ROW.seq] === seq - this.first ? place : -1;
  }

  seq(place: number): Seq {
    return (this.first + this.#row(place)[ROW.seq]) as Seq;
  }

  connection(place: number): ConnectionId {
    return this.#row(place)[ROW.connection] as ConnectionId;
  }

  from(place: number): Side {
    return this.#row(place)[ROW.type] & FLAGS.sent ? 'client' : 'server';
  }

  opcode(place: number): number {
    return this.#row(place)[ROW.type] & OPCODE_BITS;
  }

  at(place: number): number {
    return fromMicros(this.base + this.#row(place)[ROW.at]);
  }

  /** Of the whole payload. */
  length(place: number): number {
    return this.#row(place)[ROW.length];
  }

  related(place: number): Related {
    const more = this.#row(place)[MORE];
    return {
      rtt: more?.rtt === undefined ? null : fromMicros(more.rtt),
      answers: more?.answers === undefined ? null : (more.answers as Seq),
      carried: more?.carried ?? 0,
    };
  }

  carried(place: number): number {
    return this.#row(place)[MORE]?.carried ?? 0;
  }

  dropped(place: number): number {
    return this.#row(place)[MORE]?.dropped ?? 0;
  }

  isParted(place: number): boolean {
    return this.#row(place)[MORE]?.parts === 1;
  }

  /** Where the message begins in `bytes`. */
  offset(place: number): number {
    return this.#row(place)[ROW.offset];
  }

  /** The payload as far as it was kept; empty where it lies in parts. Valid as long as the batch. */
  payload(place: number): Uint8Array {
    const row = this.#row(place);
    return this.#buffer().subarray(row[ROW.offset] + row[ROW.headers], endOf(row));
  }

  counted(place: number): Counted {
    const [seq, , type, at, , , , wireLength, more] = this.#row(place);
    return {
      seq: (this.first + seq) as Seq,
      at: fromMicros(this.base + at),
      from: type & FLAGS.sent ? 'client' : 'server',
      opcode: type & OPCODE_BITS,
      wireLength,
      violations: violationsOf(more),
    };
  }

  measured(place: number): Measured {
    const [seq, connection, type, at, , headerLength, length, wireLength, more] = this.#row(place);
    return {
      seq: (this.first + seq) as Seq,
      connection: connection as ConnectionId,
      at: fromMicros(this.base + at),
      from: type & FLAGS.sent ? 'client' : 'server',
      opcode: type & OPCODE_BITS,
      length,
      wireLength,
      headerLength,
      frames: more?.frames ?? 1,
      compressed: (type & FLAGS.compressed) !== 0,
      dropped: more?.dropped ?? 0,
      rtt: more?.rtt === undefined ? null : fromMicros(more.rtt),
      answers: more?.answers === undefined ? null : (more.answers as Seq),
    };
  }

  message(place: number): StoredMessage {
    const row = this.#row(place);
    const offset = row[ROW.offset];
    return { ...this.facts(place), headers: this.#buffer().slice(offset, offset + row[ROW.headers]) };
  }

  facts(place: number): StoredFacts {
    const [seq, connection, type, at, , headers, length, wireLength, more] = this.#row(place);
    return {
      seq: (this.first + seq) as Seq,
      connection: connection as ConnectionId,
      from: type & FLAGS.sent ? 'client' : 'server',
      opcode: type & OPCODE_BITS,
      at: fromMicros(this.base + at),
      endedAt: fromMicros(this.base + at + (more?.ended ?? 0)),
      length,
      wireLength,
      frames: more?.frames ?? 1,
      compressed: (type & FLAGS.compressed) !== 0,
      complete: (type & FLAGS.complete) !== 0,
      injected: (type & FLAGS.injected) !== 0,
      dropped: more?.dropped ?? 0,
      closeCode: more?.close ?? null,
      closeReason: more?.reason ?? '',
      violations: violationsOf(more),
      rtt: more?.rtt === undefined ? null : fromMicros(more.rtt),
      answers: more?.answers === undefined ? null : (more.answers as Seq),
      carried: more?.carried ?? 0,
      headers: { length: headers },
    };
  }

  /** What is in it of each connection. */
  shares(): Map<number, BatchShare> {
    const shares = new Map<number, BatchShare>();
    for (const row of this.#rows) addTo(shareOf(shares, row[ROW.connection]), row);
    return shares;
  }

  #row(place: number): BatchRow {
    const row = this.#rows[place];
    if (!row) throw new RangeError(`A batch of ${this.count} messages has none at ${place}.`);
    return row;
  }

  /** Of a seq, or of the first one after it. */
  #place(seq: number): number {
    const wanted = seq - this.first;
    let high = this.#rows.length;
    if (high === 0 || (this.#rows[high - 1]?.[ROW.seq] ?? 0) < wanted) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle]?.[ROW.seq] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #rowOf(m: StoredMessage, payload: Uint8Array | null): BatchRow {
    const offset = this.#used;
    this.#append(m.headers);
    if (payload) this.#append(payload);
    const type =
      m.opcode |
      (m.compressed ? FLAGS.compressed : 0) |
      (m.complete ? FLAGS.complete : 0) |
      (m.injected ? FLAGS.injected : 0) |
      (m.from === 'client' ? FLAGS.sent : 0);
    const at = toMicros(m.at) - this.base;
    const row: BatchRow = [
      m.seq - this.first,
      m.connection,
      type,
      at,
      offset,
      m.headers.length,
      m.length,
      m.wireLength,
    ];
    const more = moreOf(m, payload);
    if (more) row.push(more);
    return row;
  }

  #append(bytes: Uint8Array): void {
    const end = this.#used + bytes.length;
    let buffer = this.#buffer();
    if (end > buffer.length) {
      buffer = new Uint8Array(Math.max(end, buffer.length * 2));
      buffer.set(this.#buffer().subarray(0, this.#used));
      this.#bytes = buffer;
      this.#isLent = false;
    }
    buffer.set(bytes, this.#used);
    this.#used = end;
  }

  #buffer(): Uint8Array {
    this.#bytes ??= this.#load();
    return this.#bytes;
  }
}

const NONE: StoredMessage['violations'] = [];

function violationsOf(more: More | undefined): StoredMessage['violations'] {
  return more?.violations?.split(',').map((rule) => violation(rule as Rule)) ?? NONE;
}

function moreOf(m: StoredMessage, payload: Uint8Array | null): More | null {
  const usual =
    m.endedAt === m.at &&
    m.frames === 1 &&
    m.dropped === 0 &&
    m.closeCode === null &&
    m.violations.length === 0 &&
    m.rtt === null &&
    m.answers === null &&
    m.carried === 0;
  if (usual && payload) return null;
  const more: More = {};
  if (m.endedAt !== m.at) more.ended = toMicros(m.endedAt) - toMicros(m.at);
  if (m.frames !== 1) more.frames = m.frames;
  if (m.dropped !== 0) more.dropped = m.dropped;
  if (m.closeCode !== null) {
    more.close = m.closeCode;
    more.reason = m.closeReason;
  }
  if (m.violations.length > 0) more.violations = m.violations.map(({ rule }) => rule).join(',');
  if (m.rtt !== null) more.rtt = toMicros(m.rtt);
  if (m.answers !== null) more.answers = m.answers;
  if (m.carried !== 0) more.carried = m.carried;
  if (!payload) more.parts = 1;
  return more;
}

/** Where the bytes of a message end in the blob. */
function endOf(row: BatchRow): number {
  const more = row[MORE];
  const payload = more?.parts ? 0 : row[ROW.length] - (more?.dropped ?? 0);
  return row[ROW.offset] + row[ROW.headers] + payload;
}

function shareOf(shares: Map<number, BatchShare>, connection: number): BatchShare {
  let share = shares.get(connection);
  if (!share) {
    const counts = { sentMessages: 0, receivedMessages: 0, sentBytes: 0, receivedBytes: 0, violations: 0 };
    share = { counts, seqs: [] };
    shares.set(connection, share);
  }
  return share;
}

function addTo({ counts, seqs }: BatchShare, row: BatchRow): void {
  seqs.push(row[ROW.seq]);
  const sent = (row[ROW.type] & FLAGS.sent) !== 0;
  counts[sent ? 'sentMessages' : 'receivedMessages'] += 1;
  counts[sent ? 'sentBytes' : 'receivedBytes'] += row[ROW.wireLength];
  if (row[MORE]?.violations) counts.violations += 1;
}
