// One front's look at a chat: the lines that it does not hide, in order. While nothing is hidden places are those of the chat
// itself; otherwise a bit a line says which are there.

import { CHAT_CLASSES, type ChatQuery, type ChatRow, type ChatTarget } from '../contract/chat.ts';
import type { ViewId } from '../contract/ids.ts';
import type { ViewState } from '../contract/model.ts';
import type { ChatIndex } from './chat-index.ts';
import { SeqSet } from './seq-set.ts';

/** Lines that are looked at between two looks at the clock. */
const STEP = 4096;
/** Milliseconds that a change may wait for lines to be looked at. */
const SLICE_MS = 5;

export class ChatView {
  readonly id: ViewId;
  readonly index: ChatIndex;
  readonly #query: ChatQuery;
  /** By number of class. */
  readonly #hides: readonly boolean[];
  /** Null: all of them. */
  #shown: SeqSet | null;
  /** Lines up to here have been looked at. */
  #cursor = 0;
  #evicted = 0;
  /** Lines of the chat that are its own; those after them came when it had grown for another look. */
  #limit = Infinity;
  #life: number;
  #told = '';

  constructor(id: ViewId, index: ChatIndex, query: ChatQuery) {
    this.id = id;
    this.index = index;
    this.#query = query;
    this.#hides = CHAT_CLASSES.map((each) => query.hidden.includes(each));
    this.#shown = this.#newSet();
    this.#life = index.life;
  }

  /** There is more to be looked at. */
  get scanning(): boolean {
    return this.index.scanning || this.#isBehind;
  }

  get state(): ViewState {
    this.#followLife();
    const { lines, revision } = this.index.machine;
    const evicted = this.#shown ? this.#evicted : lines.first;
    const count = this.#shown ? this.#evicted + this.#shown.length : this.#length;
    const { scanned, total } = this.index.progress;
    const behind = this.#isBehind && scanned === total ? 1 : 0;
    return { view: this.id, count, evicted, scanned: scanned - behind, total, revision };
  }

  /** True once after each change of the state. */
  takeChanged(): boolean {
    this.#catchUp(performance.now() + SLICE_MS);
    const now = JSON.stringify(this.state);
    const changed = now !== this.#told;
    this.#told = now;
    return changed;
  }

  scan(until: number): void {
    if (this.index.scanning) this.index.scan(until);
    this.#catchUp(until);
  }

  rows(from: number, count: number): ChatRow[] {
    this.#followLife();
    return this.index.rows(this.#places(from, count));
  }

  /** The place of a line, or of the first one after it; null where there is none. */
  locate(target: ChatTarget): number | null {
    this.#followLife();
    const place = this.index.find(target);
    if (place === null) return null;
    const shown = this.#shown ? this.#evicted + this.#shown.place(place) : place;
    return shown < this.state.count ? shown : null;
  }

  /** Its connections have said all that they will; what the chat hears from now on is of others. */
  finish(): void {
    this.#limit = Math.min(this.#limit, this.index.machine.lines.length);
  }

  /** Lines of messages up to this one are about to go: those that it has not looked at yet are counted, too. */
  evicting(through: number): void {
    this.#followLife();
    if (!this.#isBehind) return;
    const { lines } = this.index.machine;
    let end = this.#cursor;
    while (end < this.#length && lines.seq(end) <= through) end += 1;
    this.#lookUpTo(end);
  }

  /** The oldest lines have gone from the chat. */
  evicted(): void {
    if (this.#shown) this.#evicted += this.#shown.removeThrough(this.index.machine.lines.first - 1);
    this.#cursor = Math.max(this.#cursor, this.index.machine.lines.first);
  }

  get #length(): number {
    return Math.min(this.#limit, this.index.machine.lines.length);
  }

  get #isBehind(): boolean {
    return this.#shown !== null && this.#cursor < this.#length;
  }

  #places(from: number, count: number): number[] {
    if (this.#shown) return from < this.#evicted ? [] : this.#shown.slice(from - this.#evicted, count);
    if (from < this.index.machine.lines.first) return [];
    return Array.from({ length: Math.max(0, Math.min(count, this.#length - from)) }, (_, at) => from + at);
  }

  #catchUp(until: number): void {
    this.#followLife();
    while (this.#isBehind) {
      this.#lookUpTo(Math.min(this.#length, this.#cursor + STEP));
      if (performance.now() > until) return;
    }
  }

  #lookUpTo(end: number): void {
    const { machine } = this.index;
    const { lines } = machine;
    const channel = this.#query.channel === null ? null : machine.channelNumber(this.#query.channel);
    for (; this.#cursor < end; this.#cursor += 1) {
      const of = lines.channel(this.#cursor);
      const elsewhere = this.#query.channel !== null && of !== 0 && of !== channel;
      if (!elsewhere && !this.#hides[lines.class(this.#cursor)]) this.#shown?.add(this.#cursor);
    }
  }

  /** The chat began anew. */
  #followLife(): void {
    if (this.#life === this.index.life) return;
    this.#life = this.index.life;
    this.#shown = this.#newSet();
    this.#cursor = this.#evicted = 0;
  }

  #newSet(): SeqSet | null {
    return this.#query.channel === null && !this.#hides.includes(true) ? null : new SeqSet();
  }
}
