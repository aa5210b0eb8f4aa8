// The folds that somebody looks at: the last few, so that moving a slider asks one that has read everything already.

import type { Filter } from '../contract/filter.ts';
import type { FoldedState, FoldQuery, FoldRecipe } from '../contract/fold.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import { decodeText } from '../formats/payload-text.ts';
import { detectFold } from '../insight/fold/detect.ts';
import { MessageFold } from './message-fold.ts';
import type { ViewSource } from './message-view.ts';

const KEPT = 3;
/** A sample to detect a fold in: messages from the beginning and of the newest, and bytes of one, and of all. */
const FIRST = 60;
const NEWEST = 200;
const MAX_PAYLOAD = 1024 * 1024;
const MAX_READ = 4 * 1024 * 1024;

export class MessageFolds {
  readonly #source: ViewSource;
  readonly #read: (text: string) => Filter;
  readonly #folds = new Map<string, MessageFold>();

  constructor(source: ViewSource, read: (text: string) => Filter) {
    this.#source = source;
    this.#read = read;
  }

  get scanning(): boolean {
    return [...this.#folds.values()].some(({ scanning }) => scanning);
  }

  scan(): void {
    [...this.#folds.values()].findLast(({ scanning }) => scanning)?.scan();
  }

  clear(): void {
    this.#folds.clear();
  }

  state(query: FoldQuery, place: number | null): FoldedState {
    const key = JSON.stringify(query);
    const fold = this.#folds.get(key) ?? new MessageFold(this.#source, query, this.#read);
    this.#folds.delete(key);
    this.#folds.set(key, fold);
    if (this.#folds.size > KEPT) this.#folds.delete([...this.#folds.keys()][0]!);
    return fold.state(place);
  }

  detect(connection: ConnectionId): FoldRecipe | null {
    const { messages } = this.#source.store;
    const first = messages.after(0, FIRST, connection, 0);
    const last = first.at(-1)?.seq ?? 0;
    const newest = messages.newest(NEWEST, connection, 0).filter(({ seq }) => seq > last);
    return detectFold(this.#parsed([...first, ...newest.toReversed()].map(({ seq }) => seq)));
  }

  #parsed(seqs: readonly Seq[]): unknown[] {
    let left = MAX_READ;
    const parsed: unknown[] = [];
    for (const seq of seqs) {
      const payload = this.#source.store.messages.payload(seq, 0, Math.min(MAX_PAYLOAD, left));
      left -= payload.length;
      parsed.push(valueOf(payload));
    }
    return parsed.filter((value) => value !== null);
  }
}

/** Null for what is no JSON, such as one that was cut. */
function valueOf(payload: Uint8Array): unknown {
  const text = decodeText(payload);
  if (text === null || !/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
