// Unfolded messages for a timeline: where its rows stand, and what keys, clicks and the menu fold and unfold.

import { FoldVertical, UnfoldVertical } from 'lucide-react';
import { useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import type { MenuGroups } from '../../ui/menu.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import type { RowPlaces } from './row-places.ts';
import { type Piece, piecesOf, type SubRow, Unfolding } from './unfolding.ts';
import type { MessageView } from './use-message-view.ts';
import type { RowCursor } from './use-row-cursor.ts';
import type { VisibleRows } from './visible-rows.ts';

export interface Folds {
  /** What messages unfold into now. */
  readonly piece: Piece;
  readonly places: RowPlaces;
  /** The active row beneath its message; null where it is the message's own. */
  readonly sub: SubRow | null;
  /** Opens the active message; an open one leads to its first row. */
  readonly unfold: () => void;
  /** Closes the active message; a row beneath one leads to it. */
  readonly fold: () => void;
  readonly toggle: (place: number) => void;
  /** Those that can be seen. */
  readonly unfoldAll: () => void;
  readonly foldAll: () => void;
  readonly items: MenuGroups[number];
}

export function useUnfolding(
  view: MessageView | null,
  framing: boolean,
  cursor: RowCursor,
  visible: VisibleRows,
): Folds {
  const [unfolding] = useState(() => new Unfolding());
  const piece: Piece = framing ? 'frame' : 'part';
  useLayoutEffect(() => (view ? unfolding.show(view) : undefined), [unfolding, view]);
  const places = useSyncExternalStore(unfolding.subscribe, () => unfolding.places(view, piece));
  const row = cursor.active === null ? null : (view?.rows.row(cursor.active) ?? null);
  return useMemo(() => {
    const sub = liveSub(cursor, places, piece);
    const deeds = foldDeeds({ unfolding, piece, places, cursor, sub, visible });
    return { piece, places, sub, ...deeds, items: foldItems(row, piece, places, cursor, deeds) };
  }, [unfolding, piece, places, cursor, visible, row]);
}

/** The cursor may remember a row of what is folded by now, or was unfolded into something else. */
function liveSub({ active, sub }: RowCursor, places: RowPlaces, piece: Piece): SubRow | null {
  if (active === null || sub === null || sub.piece !== piece) return null;
  return sub.index < places.rowsOf(active) ? sub : null;
}

interface Folded extends Pick<Folds, 'piece' | 'places' | 'sub'> {
  readonly unfolding: Unfolding;
  readonly cursor: RowCursor;
  readonly visible: VisibleRows;
}

type Deeds = Pick<Folds, 'unfold' | 'fold' | 'toggle' | 'unfoldAll' | 'foldAll'>;

function foldDeeds({ unfolding, piece, places, cursor, sub, visible }: Folded): Deeds {
  const { active, follow, setFollow, moveTo } = cursor;
  const open = (which: Iterable<number>) => {
    if (follow) setFollow(false); // else the end would stay, and what is read go up
    unfolding.unfold(which, piece);
  };
  const isOpen = (place: number) => places.rowsOf(place) > 0;
  return {
    unfold: () => {
      if (active === null || sub !== null) return;
      if (isOpen(active)) moveTo(active, 'only', { piece, index: 0 });
      else open([active]);
    },
    fold: () => {
      if (active === null) return;
      if (sub !== null) moveTo(active);
      else unfolding.fold(active, piece);
    },
    toggle: (place) => (isOpen(place) ? unfolding.fold(place, piece) : open([place])),
    unfoldAll: () => open(placesFrom(visible)),
    foldAll: () => unfolding.foldAll(piece),
  };
}

function placesFrom({ from, to }: VisibleRows): readonly number[] {
  return Array.from({ length: to - from }, (_, offset) => from + offset);
}

function foldItems(
  row: MessageRow | null,
  piece: Piece,
  places: RowPlaces,
  { active }: RowCursor,
  { toggle, unfoldAll, foldAll }: Deeds,
): Folds['items'] {
  const pieces = row ? piecesOf(row, piece) : 0;
  const isOpen = active !== null && places.rowsOf(active) > 0;
  return [
    {
      label: `${isOpen ? 'Fold' : 'Unfold'} ${pieces > 0 ? formatPlural(pieces, piece) : 'the message'}`,
      keys: formatKeys(SHORTCUTS[isOpen ? 'fold' : 'unfold'].keys[0]),
      onSelect: () => (active === null ? undefined : toggle(active)),
      disabled: pieces > 0 ? null : ONE_PIECE[piece],
    },
    {
      label: 'Unfold the messages in sight',
      icon: UnfoldVertical,
      keys: formatKeys(SHORTCUTS.unfoldAll.keys[0]),
      onSelect: unfoldAll,
    },
    {
      label: 'Fold all messages',
      icon: FoldVertical,
      keys: formatKeys(SHORTCUTS.foldAll.keys[0]),
      onSelect: foldAll,
    },
  ];
}

const ONE_PIECE: Readonly<Record<Piece, string>> = {
  frame: 'It is one frame.',
  part: 'It has no parts.',
};
