// Which messages of a timeline are unfolded into their frames, and which into their parts: what the user opened, by seq,
// and where these stand in the view that is shown. A message that a filter hides is still unfolded when it is back.
// It knows no React.

import type { Seq } from '../../../proxy/contract/ids.ts';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import { FLAT, RowPlaces, type UnfoldedPlace } from './row-places.ts';
import type { MessageView } from './use-message-view.ts';

/** What a message unfolds into. */
export type Piece = 'frame' | 'part';
const PIECES = ['frame', 'part'] as const satisfies readonly Piece[];

/** A row beneath a message. */
export interface SubRow {
  readonly piece: Piece;
  /** Counted from 0. */
  readonly index: number;
}

/** Rows beneath a message that is unfolded; 0 where it is of one piece. */
export function piecesOf({ frames, decoded }: MessageRow, piece: Piece): number {
  const pieces = piece === 'frame' ? frames : (decoded?.parts.length ?? 0);
  return pieces > 1 ? pieces : 0;
}

type UnfoldingView = Pick<MessageView, 'rows' | 'state' | 'locate' | 'fetch'>;

class Unfolded {
  /** Also those that the view does not have. */
  readonly wanted = new Set<Seq>();
  readonly here = new Map<Seq, UnfoldedPlace>();
  places = FLAT;
}

export class Unfolding {
  readonly #of: Readonly<Record<Piece, Unfolded>> = { frame: new Unfolded(), part: new Unfolded() };
  readonly #listeners = new Set<() => void>();
  #view: UnfoldingView | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something is folded, unfolded, or of more pieces than before. */
  places(view: UnfoldingView | null, piece: Piece): RowPlaces {
    return view === this.#view ? this.#of[piece].places : FLAT;
  }

  /** This view is shown from now on, until the returned function is called. */
  show(view: UnfoldingView): () => void {
    this.#view = view;
    for (const piece of PIECES) this.#of[piece].here.clear();
    this.#changed(...PIECES);
    void this.#locate(view);
    return view.rows.subscribe(() => this.#look(view));
  }

  /** Those of these places that are of several pieces, as far as their rows are here. */
  unfold(places: Iterable<number>, piece: Piece): void {
    const { wanted, here } = this.#of[piece];
    for (const place of places) {
      const row = this.#view?.rows.row(place) ?? null;
      const rows = row ? piecesOf(row, piece) : 0;
      if (row === null || rows === 0) continue;
      wanted.add(row.seq);
      here.set(row.seq, { place, rows });
    }
    this.#changed(piece);
  }

  fold(place: number, piece: Piece): void {
    const { wanted, here } = this.#of[piece];
    for (const [seq, unfolded] of here) {
      if (unfolded.place !== place) continue;
      wanted.delete(seq);
      here.delete(seq);
    }
    this.#changed(piece);
  }

  foldAll(piece: Piece): void {
    this.#of[piece].wanted.clear();
    this.#of[piece].here.clear();
    this.#changed(piece);
  }

  /** Where what is unfolded stands in another view: all of it at once, so that the list is moved once. */
  async #locate(view: UnfoldingView): Promise<void> {
    for (const piece of PIECES) {
      const found = new Map<Seq, UnfoldedPlace>();
      for (const seq of this.#of[piece].wanted) {
        const unfolded = await locatePieces(view, seq, piece);
        if (this.#view !== view) return;
        if (unfolded !== null && this.#of[piece].wanted.has(seq)) found.set(seq, unfolded);
      }
      for (const [seq, unfolded] of found) this.#of[piece].here.set(seq, unfolded);
      if (found.size > 0) this.#changed(piece);
    }
  }

  /** A message in progress has more frames by now; after a clear, other messages stand in the same places. */
  #look(view: UnfoldingView): void {
    if (view !== this.#view) return;
    const { count } = view.state();
    for (const piece of PIECES) {
      const { here } = this.#of[piece];
      const changes = [...here].filter(([seq, { place, rows }]) => {
        const row = view.rows.row(place);
        return place >= count || (row !== null && (row.seq !== seq || piecesOf(row, piece) !== rows));
      });
      for (const [seq, { place }] of changes) {
        const row = place < count ? view.rows.row(place) : null;
        const rows = row?.seq === seq ? piecesOf(row, piece) : 0;
        if (rows > 0) here.set(seq, { place, rows });
        else here.delete(seq);
      }
      if (changes.length > 0) this.#changed(piece);
    }
  }

  #changed(...pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const unfolded = this.#of[piece];
      unfolded.places = unfolded.here.size === 0 ? FLAT : new RowPlaces(unfolded.here.values());
    }
    for (const listener of this.#listeners) listener();
  }
}

/** Null where the view does not have the message, or is closed. */
async function locatePieces(
  { locate, fetch }: UnfoldingView,
  seq: Seq,
  piece: Piece,
): Promise<UnfoldedPlace | null> {
  try {
    const place = await locate(seq);
    const [row] = await fetch(place, 1);
    const rows = row?.seq === seq ? piecesOf(row, piece) : 0;
    return rows > 0 ? { place, rows } : null;
  } catch {
    return null; // the view was closed before it answered: the next one locates anew
  }
}
