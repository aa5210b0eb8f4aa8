// The statistics of one view, counted when somebody asks: first what the facts of its messages say, then what their
// payloads do. Each question sets how far to go; asked again, only what came since is counted.

import type { Seq } from '../contract/ids.ts';
import type { Statistics } from '../contract/statistics.ts';
import { FactCounts } from './fact-counts.ts';
import { MeaningCounts } from './meaning-counts.ts';
import type { ViewSource } from './message-view.ts';
import type { Passed } from './view-histogram.ts';
import { ViewPass, type Viewed } from './view-pass.ts';

/** A slice of the passes ends after this many milliseconds. */
const SLICE_MS = 5;

export class ViewStatistics {
  readonly #source: ViewSource;
  #counts: Counts;
  /** The newest message at the last question. */
  #end = 0;
  /** Some that were not whole are by now. */
  #due = false;
  /** What was counted is not what the view holds. */
  #stale = false;
  #evicted = 0;

  constructor(source: ViewSource) {
    this.#source = source;
    this.#counts = begin(source);
  }

  get scanning(): boolean {
    const { factsPass, meaningPass } = this.#counts;
    return this.#due || factsPass.cursor < this.#end || meaningPass.cursor < this.#end;
  }

  /** What was counted so far, with the next slice. */
  ask(view: Viewed): Statistics {
    if (this.#stale) this.#restart();
    const { facts, meaning, factsPass, meaningPass } = this.#counts;
    this.#aim(view);
    if (!view.searching) this.scan(view);
    const isWhole = (seq: Seq) => !view.isUnfinished(seq);
    return {
      ...factsPass.progress(view),
      unfinished: factsPass.unfinished.filter((seq) => !isWhole(seq) && view.has(seq)).length,
      evicted: this.#evicted,
      sides: facts.sides,
      idle: facts.idle,
      meaning: { ...meaning.told, ...meaningPass.progress(view) },
    };
  }

  #aim({ newest, isUnfinished }: Viewed): void {
    const { factsPass, meaningPass } = this.#counts;
    this.#end = newest;
    this.#due = [...factsPass.unfinished, ...meaningPass.unfinished].some((seq) => !isUnfinished(seq));
  }

  scan(passed: Passed): void {
    const until = performance.now() + SLICE_MS;
    const { facts, meaning, factsPass, meaningPass } = this.#counts;
    factsPass.scan(passed, this.#end, until);
    if (factsPass.cursor < this.#end) return;
    meaning.expect(facts.sides);
    meaningPass.scan(passed, this.#end, until);
    this.#due = false;
  }

  /** A message came into the view: as a rule a new one, or one that took longer than those after it. */
  entered(seq: Seq): void {
    if (this.#stale) return;
    this.#counts.factsPass.await(seq);
    this.#counts.meaningPass.await(seq);
  }

  /** A message left the view: where it was counted, all must be counted anew. */
  left(seq: Seq): void {
    const { factsPass, meaningPass } = this.#counts;
    if (!factsPass.awaits(seq) || !meaningPass.awaits(seq)) this.#stale = true;
  }

  /** The view is another one, or read in another way. */
  outdate(): void {
    this.#stale = true;
  }

  /** Messages up to this one go from the store; what was counted of them stays. */
  evict(through: number, { before }: Pick<Viewed, 'before'>): void {
    this.#evicted += before(Math.min(through, this.#counts.factsPass.cursor) + 1);
  }

  #restart(): void {
    this.#counts = begin(this.#source);
    this.#evicted = 0;
    this.#stale = false;
  }
}

type Counts = ReturnType<typeof begin>;

function begin(source: ViewSource) {
  const facts = new FactCounts();
  const meaning = new MeaningCounts(source);
  const factsPass = new ViewPass((batch, place) => facts.take(batch.measured(place)));
  const meaningPass = new ViewPass((batch, place) => meaning.take(batch, place));
  return { facts, meaning, factsPass, meaningPass };
}
