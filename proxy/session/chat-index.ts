// The lines of some connections as a chat: what is stored is read in slices, and what comes afterwards as it is stored. The
// machine that understands them is formats/twitch/chat-machine.ts; this only feeds it, and reads a line again when it is shown.

import type { ChatRow, ChatTarget, Strike } from '../contract/chat.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Connection } from '../contract/model.ts';
import { chainReconnects } from '../contract/reconnect-chains.ts';
import { decodeIrcLine, ircLines } from '../formats/decoders/irc.ts';
import type { IrcLine } from '../formats/twitch/irc-line.ts';
import { decodeText } from '../formats/payload-text.ts';
import { ChatMachine } from '../formats/twitch/chat-machine.ts';
import { NO_PART } from '../formats/twitch/line-columns.ts';
import { strikeBy } from '../formats/twitch/strikes.ts';
import { isControl } from '../protocol/frame.ts';
import type { MessageBatch, StoredMessage } from '../store/message-batch.ts';
import type { ViewSource } from './message-view.ts';

/** Larger payloads are no chat: the decoders leave them alone too. */
const MOST_BYTES = 1024 * 1024;
/** Messages that may come while nobody looks; after more of them everything is read again. */
const MOST_PENDING = 1 << 17;
/** Lines that share the lower half of an id's fingerprint are looked at, so many at most. */
const MOST_CANDIDATES = 64;

export type ChatSource = Pick<ViewSource, 'store' | 'connection' | 'isUnfinished'>;

/** A line as it is stored. */
interface Read {
  readonly message: StoredMessage;
  readonly line: IrcLine;
}

export class ChatIndex {
  readonly #source: ChatSource;
  readonly #ids: Set<ConnectionId>;
  /** Those that have said something, in that order. */
  readonly #heard = new Set<ConnectionId>();
  #machine = new ChatMachine();
  /** Messages up to this one have been looked at. */
  #cursor = 0;
  #scanned = 0;
  #total = 0;
  #scanning = true;
  #asleep = false;
  /** Messages that came while nobody looked, or before those were read; from `#next` on. */
  #pending: Seq[] = [];
  #next = 0;
  /** Counts the times that it began anew. */
  #life = 0;

  constructor(source: ChatSource, ids: readonly ConnectionId[]) {
    this.#source = source;
    this.#ids = new Set(ids);
    this.#total = this.#messages();
  }

  get machine(): ChatMachine {
    return this.#machine;
  }

  get life(): number {
    return this.#life;
  }

  get scanning(): boolean {
    return this.#scanning || this.#next < this.#pending.length;
  }

  /** Messages looked at, of how many. */
  get progress(): { readonly scanned: number; readonly total: number } {
    const total = Math.max(this.#total, this.#scanned);
    return { scanned: this.scanning ? Math.min(this.#scanned, total - 1) : total, total };
  }

  isOf(ids: readonly ConnectionId[]): boolean {
    return ids.length === this.#ids.size && ids.every((id) => this.#ids.has(id));
  }

  /** Whether it can become the chat of these: all of its own have ended, and the others said nothing before its newest message. */
  growsTo(ids: readonly ConnectionId[]): boolean {
    const fresh = ids.filter((id) => !this.#ids.has(id));
    if (this.scanning || ids.length - fresh.length !== this.#ids.size) return false;
    if (![...this.#ids].every((id) => this.#source.connection(id)?.ending)) return false;
    const { messages } = this.#source.store;
    return fresh.every((id) => (messages.after(0, 1, id, 0)[0]?.seq ?? Infinity) > this.#cursor);
  }

  grow(ids: readonly ConnectionId[]): void {
    for (const id of ids) this.#ids.add(id);
    this.#total = Math.max(this.#messages(), this.#scanned);
    this.#scanning = true;
  }

  /** Nobody looks: what comes is only remembered. */
  sleep(): void {
    this.#asleep = true;
  }

  wake(): void {
    this.#asleep = false;
    if (this.#pending.length - this.#next > MOST_PENDING) this.restart();
  }

  /** Reads on until then (of `performance.now()`), or until everything was read. */
  scan(until: number): void {
    if (this.#scanning) this.#scanStored(until);
    else this.#scanPending(until);
  }

  #scanPending(until: number): void {
    while (this.#next < this.#pending.length) {
      this.#hearSeq(this.#pending[this.#next]!);
      this.#next += 1;
      if (this.#next % 64 === 0 && performance.now() > until) return;
    }
    this.#pending = [];
    this.#next = 0;
  }

  #scanStored(until: number): void {
    const only = this.#ids.size === 1 ? [...this.#ids][0]! : null;
    for (const batch of this.#source.store.messages.batches(this.#cursor, only)) {
      for (let place = batch.after(this.#cursor); place < batch.count; place += 1) this.#look(batch, place);
      this.#cursor = Math.max(this.#cursor, batch.last);
      if (performance.now() > until) return;
    }
    this.#scanning = false;
  }

  /** A message was stored, and is whole. */
  offer(message: StoredMessage): void {
    if (!this.#ids.has(message.connection) || (this.#scanning && message.seq > this.#cursor)) return;
    this.#cursor = Math.max(this.#cursor, message.seq);
    this.#scanned += 1;
    if (this.#asleep || this.#pending.length > 0) this.#remember(message.seq);
    else this.#hearSeq(message.seq);
  }

  #remember(seq: Seq): void {
    if (this.#asleep && this.#pending.length > MOST_PENDING) return; // it is read again then
    this.#pending.push(seq);
  }

  #hearSeq(seq: Seq): void {
    const batch = this.#source.store.messages.batchOf(seq);
    if (batch) this.#hear(batch, batch.find(seq));
  }

  /** Messages up to this one are stored no more. */
  evict(through: number): void {
    this.#machine.lines.dropThrough(through);
  }

  /** What was read is not what is stored: everything is read again. */
  restart(): void {
    this.#machine = new ChatMachine();
    this.#heard.clear();
    this.#pending = [];
    this.#next = 0;
    this.#cursor = this.#scanned = 0;
    this.#total = this.#messages();
    this.#scanning = true;
    this.#life += 1;
  }

  /** The lines at these places, read again; those that are not stored any more are left out. */
  rows(places: readonly number[]): ChatRow[] {
    const read = this.#reader();
    return places.flatMap((place) => this.#row(place, read) ?? []);
  }

  /** Null where there is no such line. */
  find(target: ChatTarget): number | null {
    const { lines } = this.#machine;
    if ('messageId' in target) return this.#findId(target.messageId);
    const place = lines.find(target.seq, target.part);
    return place < lines.length ? place : null;
  }

  #findId(id: string): number | null {
    const read = this.#reader();
    let candidates = 0;
    for (const place of this.#machine.withId(id)) {
      if (read(place)?.line.tags?.['id'] === id) return place;
      candidates += 1;
      if (candidates > MOST_CANDIDATES) return null;
    }
    return null;
  }

  #row(place: number, read: (place: number) => Read | null): ChatRow | null {
    const { lines } = this.#machine;
    const ref = { seq: lines.seq(place) as Seq, part: lines.part(place) };
    const isGap = ref.part === NO_PART;
    const found = isGap ? null : read(place);
    const message = found?.message ?? (isGap ? this.#source.store.messages.get(ref.seq) : null);
    if (!message) return null;
    const line = found?.line ?? null;
    const { connection, from, at } = message;
    return {
      ...ref,
      connection,
      from,
      at,
      class: this.#machine.classOf(place),
      decoded: line && decodeIrcLine(line),
      struck: line && this.#strike(place, line, read),
      note: this.#machine.noteOf(place, connection, from, line),
    };
  }

  #strike(place: number, line: IrcLine, read: (place: number) => Read | null): Strike | null {
    const by = this.#machine.struckBy(place, line);
    if (by === null || by < this.#machine.lines.first) return null;
    const moderation = read(by);
    const strike = moderation && strikeBy(moderation.line, line);
    if (!strike) return null;
    const { seq, at } = moderation.message;
    const reason = moderation.line.tags?.['ban-reason'] || null;
    return { ...strike, by: { seq, part: this.#machine.lines.part(by) }, at, reason };
  }

  /** Reads lines; a message that holds several is taken apart once. */
  #reader(): (place: number) => Read | null {
    const { messages } = this.#source.store;
    const known = new Map<
      number,
      { readonly message: StoredMessage; readonly lines: readonly IrcLine[] } | null
    >();
    const read = (seq: number) => {
      const batch = messages.batchOf(seq as Seq);
      const place = batch?.find(seq) ?? -1;
      return batch && { message: batch.message(place), lines: this.#linesOf(batch, place) };
    };
    return (place) => {
      const seq = this.#machine.lines.seq(place);
      if (!known.has(seq)) known.set(seq, read(seq));
      const found = known.get(seq) ?? null;
      const line = found?.lines[this.#machine.lines.part(place)];
      return found && line ? { message: found.message, line } : null;
    };
  }

  #look(batch: MessageBatch, place: number): void {
    if (!this.#ids.has(batch.connection(place)) || this.#source.isUnfinished(batch.seq(place))) return;
    this.#scanned += 1;
    this.#hear(batch, place);
  }

  #hear(batch: MessageBatch, place: number): void {
    const lines = this.#linesOf(batch, place);
    if (lines.length === 0) return;
    const [seq, connection] = [batch.seq(place), batch.connection(place)];
    if (!this.#heard.has(connection)) this.#begin(seq, connection);
    this.#machine.take({ seq, connection, from: batch.from(place), at: batch.at(place), lines });
  }

  #linesOf(batch: MessageBatch, place: number): readonly IrcLine[] {
    if (isControl(batch.opcode(place)) || batch.length(place) > MOST_BYTES) return [];
    const text = decodeText(this.#source.store.messages.payloadOf(batch, place, MOST_BYTES));
    return text === null ? [] : ircLines(text);
  }

  /** The first words of a connection: where it goes on for one that has ended, the time between them is a row. */
  #begin(seq: Seq, id: ConnectionId): void {
    this.#heard.add(id);
    const known = [...this.#heard].map(this.#source.connection).filter((each) => each !== null);
    const previous = previousOf(known, id);
    const next = known.find((each) => each.id === id);
    if (!previous?.ending || !next) return;
    const [from, to] = [previous.ending.at, next.openedAt];
    this.#machine.takeGap(seq, { previous: previous.id, next: id, from, to: Math.max(from, to) });
  }

  #messages(): number {
    const details = [...this.#ids].map(this.#source.connection);
    return details.reduce((sum, each) => sum + (each ? each.sentMessages + each.receivedMessages : 0), 0);
  }
}

function previousOf(known: readonly Connection[], id: ConnectionId): Connection | null {
  const inOrder = known.toSorted((a, b) => a.id - b.id);
  const chainOf = chainReconnects(inOrder);
  const place = inOrder.findIndex((each) => each.id === id);
  for (let before = place - 1; before >= 0; before -= 1) {
    if (chainOf[before] === chainOf[place]) return inOrder[before]!;
  }
  return null;
}
