// Where a list of fixed rows is scrolled to, in exact pixels of its full height. Browsers cap an element's
// height (Chromium at 33,554,428 px), so a long list scrolls on a shorter track: small moves (wheel, touch,
// keys) count pixel for pixel, long ones (the thumb) by ratio. It knows no DOM.

/** Short enough for every browser, and for scroll offsets kept in 32-bit floats to hold half a pixel. */
export const TRACK_LIMIT = 8_000_000;
/** At either end of a shortened track, one pixel of track is one pixel of list. */
const EDGE = 500_000;

export interface ListGeometry {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of the visible part, in pixels. */
  readonly viewport: number;
}

export type Alignment = 'start' | 'end' | 'nearest';

export interface RowRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Height of the element that the browser scrolls. */
export function trackHeight({ count, rowHeight }: ListGeometry): number {
  return Math.min(count * rowHeight, TRACK_LIMIT);
}

/** The largest `top`: the last row ends at the lower edge. */
export function endOf({ count, rowHeight, viewport }: ListGeometry): number {
  return Math.max(0, count * rowHeight - viewport);
}

function trackEnd(geometry: ListGeometry): number {
  return Math.max(0, trackHeight(geometry) - geometry.viewport);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Place on the track of a place in the list: the two ends one to one, the middle by ratio. */
export function toTrack(geometry: ListGeometry, top: number): number {
  const [end, last] = [endOf(geometry), trackEnd(geometry)];
  if (end <= last || top <= EDGE) return Math.min(top, last);
  if (top >= end - EDGE) return last - (end - top);
  return EDGE + ((top - EDGE) * (last - 2 * EDGE)) / (end - 2 * EDGE);
}

/** The inverse of `toTrack`. */
export function fromTrack(geometry: ListGeometry, track: number): number {
  const [end, last] = [endOf(geometry), trackEnd(geometry)];
  if (end <= last || track <= EDGE) return Math.min(track, end);
  if (track >= last - EDGE) return end - (last - track);
  return EDGE + ((track - EDGE) * (end - 2 * EDGE)) / (last - 2 * EDGE);
}

/** Where the list must be scrolled to for the row to be seen. */
export function topForRow(geometry: ListGeometry, top: number, index: number, align: Alignment): number {
  const start = index * geometry.rowHeight;
  const atEnd = start + geometry.rowHeight - geometry.viewport;
  const wanted = align === 'start' ? start : align === 'end' ? atEnd : clamp(top, atEnd, start);
  return clamp(wanted, 0, endOf(geometry));
}

/** Rows that are at least partly visible, with some to spare on both sides. */
export function rowsAt({ count, rowHeight, viewport }: ListGeometry, top: number, spare: number): RowRange {
  const from = clamp(Math.floor(top / rowHeight) - spare, 0, count);
  return { from, to: clamp(Math.ceil((top + viewport) / rowHeight) + spare, from, count) };
}

/** What this file needs to know of the element that scrolls. */
export interface Scroller {
  scrollTop: number;
  /** Height that is left for rows. */
  readonly viewport: number;
}

/** Keeps the place in the list (the truth) and the place on the track in step. A store of the former. */
export class ScrollPosition {
  #scroller: Scroller | null = null;
  #geometry: ListGeometry = { count: 0, rowHeight: 1, viewport: 0 };
  #top = 0;
  /** What the browser was last told, or told us. */
  #track = 0;
  readonly #listeners = new Set<() => void>();

  readonly top = (): number => this.#top;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  attach(scroller: Scroller | null): void {
    this.#scroller = scroller;
  }

  /**
   * The list grew, shrank, has `gone` rows less above what is read, or was resized: what is read stays where it is, or at
   * the followed end. A row that was in view is not lost to a viewport that got smaller.
   */
  resize(geometry: ListGeometry, follow: boolean, row: number | null, gone = 0): void {
    this.#top = Math.max(0, this.#top - gone * geometry.rowHeight);
    const resized = geometry.viewport !== this.#geometry.viewport;
    const keep = resized && row !== null && this.#isVisible(row) ? row : null;
    this.#geometry = geometry;
    if (follow) this.#goTo(endOf(geometry));
    else this.#goTo(keep === null ? this.#top : topForRow(geometry, this.#top, keep, 'nearest'));
  }

  #isVisible(row: number): boolean {
    const { from, to } = rowsAt(this.#geometry, this.#top, 0);
    return from <= row && row < to;
  }

  goToRow(index: number, align: Alignment): void {
    this.#goTo(topForRow(this.#geometry, this.#top, index, align));
  }

  /** After a scroll event: how far the user has moved the list; 0 where it was our own doing. */
  catchUp(): number {
    const scroller = this.#scroller;
    const layoutMoved = scroller?.viewport !== this.#geometry.viewport;
    if (!scroller || layoutMoved || scroller.scrollTop === this.#track) return 0;
    const before = this.#top;
    this.#moveTrack(scroller.scrollTop);
    return this.#top - before;
  }

  #moveTrack(track: number): void {
    const step = track - this.#track;
    const thumb = Math.abs(step) > this.#thumbStep();
    const wanted = thumb ? fromTrack(this.#geometry, track) : this.#top + step;
    const top = clamp(wanted, 0, endOf(this.#geometry));
    if (this.#nearAnEnd(top, track)) this.#goTo(top);
    else this.#settle(top, track);
  }

  #goTo(wanted: number): void {
    const top = clamp(wanted, 0, endOf(this.#geometry));
    const track = toTrack(this.#geometry, top);
    if (this.#scroller && this.#scroller.scrollTop !== track) this.#scroller.scrollTop = track;
    this.#settle(top, this.#scroller?.scrollTop ?? track); // the browser may have rounded it
  }

  #settle(top: number, track: number): void {
    this.#top = top;
    this.#track = track;
    for (const listener of this.#listeners) listener();
  }

  /** A quarter of what one pixel of the thumb moves: nothing but the thumb moves further at once. */
  #thumbStep(): number {
    return trackEnd(this.#geometry) / Math.max(1, this.#geometry.viewport) / 4;
  }

  /** There the track must run out together with the list; elsewhere a smooth scroll goes undisturbed. */
  #nearAnEnd(top: number, track: number): boolean {
    const near = (place: number, range: number) => place < EDGE || place > range - EDGE;
    return near(track, trackEnd(this.#geometry)) || near(top, endOf(this.#geometry));
  }
}
