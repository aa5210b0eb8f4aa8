// The views that fronts have open, by the numbers that they know them by, and what is asked of one: its rows, places, sums.

import type { ConnectionId, Seq, ViewId } from '../contract/ids.ts';
import type { MessageSchema } from '../contract/message-schema.ts';
import type {
  Annotation,
  ConnectionDetail,
  Gap,
  MessageRow,
  Overview,
  ViewState,
} from '../contract/model.ts';
import type { ViewQuery } from '../contract/session.ts';
import type { Statistics } from '../contract/statistics.ts';
import type { StoredMessage } from '../store/message-batch.ts';
import { MessageView, type ViewSource } from './message-view.ts';
import { notFound } from './not-found.ts';
import { overviewOf } from './overview.ts';
import { readFilter } from './read-filter.ts';
import { ROW_BYTES, timelineRow } from './timeline-row.ts';
import { joinsOf } from './view-session.ts';

/** Rows that are read at once. */
export const MAX_ROWS = 2000;

export interface ViewsSource extends ViewSource {
  readonly connection: (id: ConnectionId) => ConnectionDetail | null;
  /** Every connection there is. */
  readonly ids: () => readonly ConnectionId[];
  readonly gaps: () => readonly Gap[];
  /** Messages that there are in all. */
  readonly messages: () => number;
  readonly nextId: () => ViewId;
  /** There is something to be scanned. */
  readonly wake: () => void;
}

export class MessageViews {
  readonly #source: ViewsSource;
  readonly #views = new Map<ViewId, MessageView>();

  constructor(source: ViewsSource) {
    this.#source = source;
  }

  /** Fails with FILTER_INVALID. */
  openView(query: ViewQuery): ViewState {
    const filter = readFilter(query.filter);
    const id = this.#source.nextId();
    const total = this.#totalOf(query.connections);
    const joins = joinsOf(query, this.#source.connection);
    const view = new MessageView(id, this.#source, query.connections, filter, total, joins);
    this.#views.set(id, view);
    view.scan();
    this.#source.wake();
    return view.state;
  }

  closeView(id: ViewId): void {
    this.#views.delete(id);
  }

  rows(id: ViewId, from: number, count: number): MessageRow[] {
    const seqs = this.#view(id).slice(Math.max(0, from), Math.min(count, MAX_ROWS));
    const { store, connection } = this.#source;
    const rows = store.messages.window(seqs, ROW_BYTES);
    return rows.map((row) => timelineRow(row, connection(row.connection), this.#source));
  }

  locate(id: ViewId, seq: Seq): number {
    return this.#view(id).locate(seq);
  }

  locateTime(id: ViewId, at: number): number {
    return this.#view(id).locateTime(at);
  }

  overview(id: ViewId): Overview {
    const overview = overviewOf(this.#view(id), this.#source);
    this.#source.wake();
    return overview;
  }

  statistics(id: ViewId): Statistics {
    const statistics = this.#view(id).statistics();
    this.#source.wake();
    return statistics;
  }

  schema(id: ViewId): MessageSchema {
    const schema = this.#view(id).schema();
    this.#source.wake();
    return schema;
  }

  get scanning(): boolean {
    return this.#behind !== undefined;
  }

  /** The next slice of the newest one that is behind. */
  scan(): void {
    this.#behind?.scan();
  }

  offer(message: StoredMessage, final: boolean): void {
    for (const view of this.#views.values()) view.offer(message, final);
  }

  drop(seqs: readonly Seq[]): void {
    for (const view of this.#views.values()) view.drop(seqs);
  }

  evict(through: number, messages: number): void {
    for (const view of this.#views.values()) view.evict(through, messages);
  }

  renote(changed: readonly Annotation[]): void {
    for (const view of this.#views.values()) view.renote(changed);
  }

  redecode(): void {
    for (const view of this.#views.values()) view.redecode();
  }

  /** Pairs of these connections were found anew. */
  renew(connections: readonly ConnectionId[]): void {
    for (const view of this.#views.values()) view.renew(connections);
    this.#source.wake();
  }

  /** Views of what is unanswered hear of answers, and of those that are missing. */
  reanswer(asked: readonly Seq[]): void {
    if (asked.length > 0) for (const view of this.#views.values()) view.reanswer(asked);
  }

  reset(): void {
    for (const view of this.#views.values()) view.reset();
  }

  takeChanged(): ViewState[] {
    return [...this.#views.values()].filter((view) => view.takeChanged()).map(({ state }) => state);
  }

  get #behind(): MessageView | undefined {
    return [...this.#views.values()].findLast(({ scanning }) => scanning);
  }

  #view(id: ViewId): MessageView {
    const view = this.#views.get(id);
    if (!view) throw notFound('view');
    return view;
  }

  #totalOf(connections: readonly ConnectionId[] | null): number {
    if (!connections) return this.#source.messages();
    const details = connections.map((id) => this.#source.connection(id));
    return details.reduce(
      (sum, detail) => sum + (detail ? detail.sentMessages + detail.receivedMessages : 0),
      0,
    );
  }
}
