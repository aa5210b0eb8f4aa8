// Where rows stand in a list some of whose messages are unfolded: index in the list ↔ place of a message in its view, and
// which row beneath it. Pure; it knows how many rows there are, not what they show.

export interface RowPlace {
  /** Of the message in its view. */
  readonly place: number;
  /** Which row beneath the message, counted from 0; null for the row of the message itself. */
  readonly sub: number | null;
}

export interface UnfoldedPlace {
  readonly place: number;
  /** Rows beneath it; at least one. */
  readonly rows: number;
}

export class RowPlaces {
  /** Ascending, each place once. */
  readonly #unfolded: readonly UnfoldedPlace[];
  /** Rows beneath all those before each of them, and at the end beneath all. */
  readonly #before: Float64Array;

  constructor(unfolded: Iterable<UnfoldedPlace>) {
    this.#unfolded = [...unfolded].toSorted((a, b) => a.place - b.place);
    this.#before = new Float64Array(this.#unfolded.length + 1);
    this.#unfolded.forEach(({ rows }, at) => {
      this.#before[at + 1] = this.#before[at]! + rows;
    });
  }

  /** Where it stands in the list; a row beneath a message that has no such row is the message's own. O(log n). */
  indexOf({ place, sub }: RowPlace): number {
    const at = this.#firstFrom((unfolded) => unfolded.place >= place);
    const index = place + this.#before[at]!;
    return sub === null || sub >= this.rowsOf(place) ? index : index + 1 + sub;
  }

  /** What stands there. O(log n). */
  at(index: number): RowPlace {
    const after = this.#firstFrom(({ place }, at) => place + this.#before[at]! >= index);
    const last = this.#unfolded[after - 1];
    const sub = last ? index - (last.place + this.#before[after - 1]!) - 1 : Infinity;
    return last && sub < last.rows
      ? { place: last.place, sub }
      : { place: index - this.#before[after]!, sub: null };
  }

  /** Rows beneath this message now; 0 while it is folded. O(log n). */
  rowsOf(place: number): number {
    const unfolded = this.#unfolded[this.#firstFrom((each) => each.place >= place)];
    return unfolded?.place === place ? unfolded.rows : 0;
  }

  /** The first of them for which this is so, where it is so for all after it as well; their number where it is for none. */
  #firstFrom(isSo: (unfolded: UnfoldedPlace, at: number) => boolean): number {
    let [low, high] = [0, this.#unfolded.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isSo(this.#unfolded[middle]!, middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Nothing is unfolded. */
export const FLAT = new RowPlaces([]);
