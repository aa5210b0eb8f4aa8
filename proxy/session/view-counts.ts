// What is counted of one view's messages when somebody asks, and from then on: statistics, and what they look like.

import type { MessageSchema } from '../contract/message-schema.ts';
import type { Seq } from '../contract/ids.ts';
import type { Statistics } from '../contract/statistics.ts';
import type { ViewSource } from './message-view.ts';
import type { Passed } from './view-histogram.ts';
import type { Viewed } from './view-pass.ts';
import { ViewSchema } from './view-schema.ts';
import { ViewStatistics } from './view-statistics.ts';

export class ViewCounts {
  readonly #source: ViewSource;
  #statistics: ViewStatistics | null = null;
  #schema: ViewSchema | null = null;
  /** Those of them that somebody has asked for. */
  readonly #asked: (ViewStatistics | ViewSchema)[] = [];

  constructor(source: ViewSource) {
    this.#source = source;
  }

  get asked(): boolean {
    return this.#asked.length > 0;
  }

  get scanning(): boolean {
    return this.#asked.some(({ scanning }) => scanning);
  }

  statistics(view: Viewed): Statistics {
    this.#statistics ??= this.#begin(new ViewStatistics(this.#source));
    return this.#statistics.ask(view);
  }

  schema(view: Viewed): MessageSchema {
    this.#schema ??= this.#begin(new ViewSchema(this.#source));
    return this.#schema.ask(view);
  }

  #begin<T extends ViewStatistics | ViewSchema>(counts: T): T {
    this.#asked.push(counts);
    return counts;
  }

  /** The next slice of the first that is not done. */
  scan(passed: Passed): void {
    this.#asked.find(({ scanning }) => scanning)?.scan(passed);
  }

  /** A message came into the view. */
  entered(seq: Seq): void {
    for (const each of this.#asked) each.entered(seq);
  }

  /** A message left the view. */
  left(seq: Seq): void {
    for (const each of this.#asked) each.left(seq);
  }

  /** The view is another one, or read in another way. */
  outdate(): void {
    for (const each of this.#asked) each.outdate();
  }

  /** Messages up to this one go from the store; what was counted of them stays. */
  evict(through: number, view: Viewed): void {
    this.#statistics?.evict(through, view);
  }
}
