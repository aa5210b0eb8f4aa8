// How fast rows come into the views of a page, and how long what is drawn of them stays on the screen: of a flood that
// nobody can read, an eye sees no more in thirty pictures a second than in twelve, and what draws them has other work.

import type { ViewId } from '../../proxy/contract/ids.ts';
import type { ViewState } from '../../proxy/contract/model.ts';

/** Rows a second by which hardly a row of the screen is still there the next time that it is drawn. */
const FLOOD = 300;
/** Fewer at once are no flood, however soon after others they come: they may be all there is. */
const SCREEN = 20;
/** Milliseconds; with the way to the engine, some thirty changes a second. */
const SHOWN_FOR = 16;
/** Milliseconds of a flood. */
const PASSING = 66;

export class RowRate {
  readonly #counts = new Map<ViewId, number>();
  #at = -Infinity;

  /** Milliseconds for which these are shown before the next ones. @param now milliseconds, of any clock */
  take(views: readonly ViewState[], now: number): number {
    const seconds = (now - this.#at) / 1000;
    this.#at = now;
    const grown = views.reduce((most, view) => Math.max(most, this.#grown(view)), 0);
    return grown >= SCREEN && grown > FLOOD * seconds ? PASSING : SHOWN_FOR;
  }

  /** Rows that a view has more than last time. One that is still being looked through is no flood: its first are waited for. */
  #grown({ view, count, scanned, total }: ViewState): number {
    const before = this.#counts.get(view);
    this.#counts.set(view, count);
    return before === undefined || scanned < total ? 0 : count - before;
  }
}
