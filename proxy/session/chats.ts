// The chats that fronts have open. Looks at the same connections share one index, which stays while one of them is open.

import type { ChatQuery, ChatRow, ChatSummary, ChatTarget } from '../contract/chat.ts';
import { FramescopeError } from '../contract/errors.ts';
import type { ConnectionId, Seq, ViewId } from '../contract/ids.ts';
import type { ViewState } from '../contract/model.ts';
import type { StoredMessage } from '../store/message-batch.ts';
import { ChatIndex, type ChatSource } from './chat-index.ts';
import { ChatView } from './chat-view.ts';
import { MAX_ROWS } from './message-views.ts';

/** A slice of the scan ends after this many milliseconds. */
const SLICE_MS = 5;

export interface ChatsSource extends ChatSource {
  readonly nextId: () => ViewId;
  /** There is something to be scanned. */
  readonly wake: () => void;
}

export class Chats {
  readonly #source: ChatsSource;
  readonly #views = new Map<ViewId, ChatView>();
  /** That of the chat that was closed last: whoever comes back finds it read. */
  #spare: ChatIndex | null = null;

  constructor(source: ChatsSource) {
    this.#source = source;
  }

  openChat(query: ChatQuery): ViewState {
    const id = this.#source.nextId();
    const view = new ChatView(id, this.#index(query.connections), query);
    this.#views.set(id, view);
    view.scan(performance.now() + SLICE_MS);
    this.#source.wake();
    return view.state;
  }

  closeChat(id: ViewId): void {
    const { index } = this.#view(id);
    this.#views.delete(id);
    if (Array.from(this.#views.values()).some((view) => view.index === index)) return;
    index.sleep();
    this.#spare = index;
  }

  chatRows(id: ViewId, from: number, count: number): ChatRow[] {
    return this.#view(id).rows(Math.max(0, from), Math.min(count, MAX_ROWS));
  }

  locateInChat(id: ViewId, target: ChatTarget): number | null {
    return this.#view(id).locate(target);
  }

  chatSummary(id: ViewId): ChatSummary {
    return this.#view(id).index.machine.summary();
  }

  /** Looks at the next slice of what is stored. False: there is none. */
  scan(): boolean {
    const view = [...this.#views.values()].findLast(({ scanning }) => scanning);
    view?.scan(performance.now() + SLICE_MS);
    return view !== undefined;
  }

  offer(message: StoredMessage, final: boolean): void {
    if (final) for (const index of this.#indexes()) index.offer(message);
  }

  /** These are not stored after all, which is seldom: all is read again. */
  drop(seqs: readonly Seq[]): void {
    if (seqs.length > 0) this.restart();
  }

  restart(): void {
    for (const index of this.#indexes()) index.restart();
  }

  evict(through: number): void {
    for (const view of this.#views.values()) view.evicting(through);
    for (const index of this.#indexes()) index.evict(through);
    for (const view of this.#views.values()) view.evicted();
  }

  takeChanged(): ViewState[] {
    return [...this.#views.values()].filter((view) => view.takeChanged()).map(({ state }) => state);
  }

  /** Fails with NOT_FOUND. */
  #view(id: ViewId): ChatView {
    const view = this.#views.get(id);
    if (view) return view;
    throw new FramescopeError('NOT_FOUND', 'There is no such chat.', 'It may have been closed.');
  }

  #indexes(): ReadonlySet<ChatIndex> {
    const open = Array.from(this.#views.values(), ({ index }) => index);
    return new Set(this.#spare ? [...open, this.#spare] : open);
  }

  /** A session that goes on in another socket is not read again. */
  #index(ids: readonly ConnectionId[]): ChatIndex {
    const indexes = [...this.#indexes()];
    const known = indexes.find((index) => index.isOf(ids)) ?? this.#grown(indexes, ids);
    if (known === null) return new ChatIndex(this.#source, ids);
    if (known === this.#spare) this.#spare = null;
    known.wake();
    return known;
  }

  #grown(indexes: readonly ChatIndex[], ids: readonly ConnectionId[]): ChatIndex | null {
    const growing = indexes.find((index) => index.growsTo(ids));
    if (!growing) return null;
    for (const view of this.#views.values()) if (view.index === growing) view.finish();
    growing.grow(ids);
    return growing;
  }
}
