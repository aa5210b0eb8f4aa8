// A state after each of its steps, in bounded memory: the steps by name, the newest state, and checkpoints of earlier ones
// as text, from which any other is a few deltas away. It knows no messages: bodies are handed in, and asked for again.

import type { FoldRecipe, FoldStep } from '../../contract/fold.ts';
import type { Seq } from '../../contract/ids.ts';
import { type Applied, applyDelta } from './apply-delta.ts';

/** Deltas between two checkpoints, while all of them have room. */
const EVERY = 256;
/** Characters of all checkpoints together: beyond it every other one goes, and those to come are twice as far apart. */
const ROOM = 32 * 1024 * 1024;
/** Characters of one state: a larger one is not held. */
export const LARGEST = 8 * 1024 * 1024;
/** Steps that do not apply of which it is known why. */
const EXPLAINED = 1000;

export interface Step {
  readonly seq: Seq;
  readonly at: number;
  readonly kind: FoldStep['kind'];
}

interface Checkpoint {
  /** The state after this step. */
  readonly place: number;
  readonly text: string;
}

/** What a step said; undefined where nothing was at the path, or the message is gone. */
export type BodyOf = (step: Step) => unknown;

export interface FoldLimits {
  readonly every: number;
  readonly room: number;
}

export class StateFold {
  readonly #recipe: FoldRecipe;
  /** Of each step, as few bytes as there can be: there may be millions. Those of snapshots are negative. */
  readonly #seqs: number[] = [];
  readonly #times: number[] = [];
  readonly #errors = new Map<number, string>();
  #errorCount = 0;
  #checkpoints: Checkpoint[] = [];
  #kept = 0;
  #every: number;
  readonly #room: number;
  #state: unknown;
  /** Of the checkpoint that comes next. */
  #due = 0;

  constructor(recipe: FoldRecipe, { every, room }: FoldLimits = { every: EVERY, room: ROOM }) {
    this.#recipe = recipe;
    this.#every = every;
    this.#room = room;
    this.#state = this.#initial;
  }

  get count(): number {
    return this.#seqs.length;
  }

  get errors(): number {
    return this.#errorCount;
  }

  /** Checkpoints there are. */
  get checkpoints(): number {
    return this.#checkpoints.length;
  }

  /** Places of the newest steps that do not apply, oldest first. */
  errorPlaces(limit: number): number[] {
    return [...this.#errors.keys()].slice(-limit);
  }

  step(place: number): FoldStep | null {
    const step = this.#step(place);
    return step && { ...step, error: this.#errors.get(place) ?? null };
  }

  /** The next step. `body` is kept and changed. */
  push(step: Step, body: unknown): void {
    const seq: number = step.seq;
    const place = this.#seqs.push(step.kind === 'snapshot' ? -seq : seq) - 1;
    this.#times.push(step.at);
    const applied = this.#apply(this.#state, step, body);
    if ('error' in applied) this.#fail(place, applied.error);
    else this.#state = applied.state;
    if (place >= this.#due) this.#check(place);
  }

  /** A state of one's own, after this step; undefined while there is none. */
  stateAt(place: number, bodyOf: BodyOf): unknown {
    const from = this.#before(place);
    let state = from ? parsed(from.text) : this.#initial;
    for (let next = (from?.place ?? -1) + 1; next <= place; next += 1)
      state = this.advance(state, next, bodyOf);
    return state;
  }

  /** The state after this step, from the one before it, which may be changed in place. */
  advance(state: unknown, place: number, bodyOf: BodyOf): unknown {
    const step = this.#step(place);
    if (!step || this.#errors.has(place)) return state;
    const applied = this.#apply(state, step, bodyOf(step));
    return 'error' in applied ? state : applied.state;
  }

  #step(place: number): Step | null {
    const [seq, at] = [this.#seqs[place], this.#times[place]];
    if (seq === undefined || at === undefined) return null;
    return { seq: Math.abs(seq) as Seq, at, kind: seq < 0 ? 'snapshot' : 'delta' };
  }

  get #initial(): unknown {
    return this.#recipe.snapshots.trim() === '' ? {} : undefined;
  }

  #apply(state: unknown, { kind }: Step, body: unknown): Applied {
    if (kind === 'delta') return applyDelta(state, body, this.#recipe.way, this.#recipe.key);
    return body === undefined ? { error: 'There is nothing at the path of the snapshots.' } : { state: body };
  }

  #fail(place: number, error: string): void {
    this.#errorCount += 1;
    this.#errors.set(place, error);
    if (this.#errors.size <= EXPLAINED) return;
    const [oldest] = this.#errors.keys();
    this.#errors.delete(oldest!);
  }

  #check(place: number): void {
    const text = textOf(this.#state);
    if (text === null) {
      this.#state = undefined;
      this.#fail(place, 'The state became too large to be held.');
      return this.#check(place);
    }
    this.#checkpoints.push({ place, text });
    this.#kept += text.length;
    if (this.#kept > this.#room && this.#checkpoints.length > 2) this.#thin();
    this.#due = place + this.#every;
  }

  #thin(): void {
    this.#checkpoints = this.#checkpoints.filter((_, n) => n % 2 === 0);
    this.#kept = this.#checkpoints.reduce((sum, { text }) => sum + text.length, 0);
    this.#every *= 2;
  }

  /** The newest checkpoint at or before a place. */
  #before(place: number): Checkpoint | undefined {
    let [low, high] = [0, this.#checkpoints.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#checkpoints[middle]!.place <= place) low = middle + 1;
      else high = middle;
    }
    return this.#checkpoints[low - 1];
  }
}

/** Empty: there is none. Null: it is too large, or nested more deeply than the stack reaches. */
function textOf(state: unknown): string | null {
  try {
    const text = JSON.stringify(state) ?? '';
    return text.length > LARGEST ? null : text;
  } catch {
    return null;
  }
}

/** Empty: there was none. */
function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
