// Where the user stands in a list of messages: the active row, what is selected with it, and whether the
// newest row is followed. It moves with its messages when the view is another one.

import { type RefObject, useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { ViewState } from '../../../proxy/contract/model.ts';
import type { MessageListHandle } from './message-list.tsx';
import {
  extendTo,
  NO_ROWS,
  type RowSelection,
  selectAll,
  selectRow,
  toggleRow,
  without,
} from './row-selection.ts';
import type { SubRow } from './unfolding.ts';

/** What a cursor must know of the view that it moves in. */
export interface ListedView {
  readonly rows: ListedRows;
  readonly state: () => ViewState;
  /** Where a message stands, or the first one after it. */
  readonly locate: (seq: Seq) => Promise<number>;
}

interface ListedRows {
  row(index: number): { readonly seq: Seq } | null;
  subscribe(listener: () => void): () => void;
}

export type Reach = 'only' | 'extend' | 'toggle';

interface Place {
  readonly active: number | null;
  /** The active row is this one beneath it, as long as it is unfolded. */
  readonly sub: SubRow | null;
  /** Of the active row; null while that row is on its way. */
  readonly seq: Seq | null;
  readonly selection: RowSelection;
}

const NOWHERE: Place = { active: null, sub: null, seq: null, selection: NO_ROWS };

export interface RowCursor extends Place {
  readonly follow: boolean;
  readonly setFollow: (follow: boolean) => void;
  /** Rows that came since the newest was last followed. */
  readonly unseen: number;
  /** Makes a row the active one and brings it into view: that of a message, or one beneath it. */
  readonly moveTo: (index: number, reach?: Reach, sub?: SubRow | null) => void;
  /** All rows there are now; the active one stays, or the first becomes it. */
  readonly selectAll: () => void;
}

export function useRowCursor(
  view: ListedView | null,
  state: ViewState | null,
  list: RefObject<MessageListHandle | null>,
  follows: boolean,
): RowCursor {
  const [cursor, setCursor] = useState({ view, place: NOWHERE });
  const { follow, setFollow, hold, unseen } = useFollow(view, state, follows);
  const rows = view?.rows ?? null;

  const moveTo = useCallback(
    (index: number, reach: Reach = 'only', sub: SubRow | null = null) => {
      hold();
      setCursor((before) => {
        const selection = before.view === view ? before.place.selection : NO_ROWS;
        const seq = rows?.row(index)?.seq ?? null;
        return { view, place: { active: index, sub, seq, selection: reached(selection, index, reach) } };
      });
      list.current?.scrollToRow(index, 'nearest', sub);
    },
    [view, rows, list, hold],
  );

  const total = state?.count ?? 0;
  const selectEvery = useCallback(() => {
    hold();
    setCursor((before) => {
      const place = before.view === view ? before.place : NOWHERE;
      const active = place.active ?? 0;
      const seq = rows?.row(active)?.seq ?? null;
      return { view, place: { ...place, active, seq, selection: selectAll(place.selection, total) } };
    });
  }, [view, rows, hold, total]);

  const relocate = useEffectEvent((next: ListedView) => {
    const { seq, sub } = withSeq(cursor.place, cursor.view?.rows ?? null);
    if (cursor.view === next || seq === null) return;
    void next
      .locate(seq)
      .then((index) => index < next.state().count && moveTo(index, 'only', sub), ignoreGone);
  });
  useEffect(() => {
    if (view) relocate(view);
  }, [view]);

  const stay = useEffectEvent(async () => {
    const { active, seq, sub } = withSeq(cursor.place, cursor.view?.rows ?? null);
    if (view === null || cursor.view !== view || active === null || seq === null) return;
    const now = await view.locate(seq);
    const stand = { active: now, sub, seq, selection: selectRow(now) };
    if (now !== active) setCursor((before) => (before.place.seq === seq ? { view, place: stand } : before));
  });
  useEffect(() => {
    if (view) return onRevised(view, () => void stay().catch(ignoreGone));
    return undefined;
  }, [view]);

  const count = state?.count ?? 0;
  const first = state?.evicted ?? 0;
  const { active } = cursor.place;
  const inside = cursor.view === view && active !== null && active >= first && active < count;
  const place = inside ? withSeq(cursor.place, rows) : NOWHERE;
  const selection = useMemo(() => without(place.selection, first), [place.selection, first]);
  return { ...place, selection, follow, setFollow, unseen, moveTo, selectAll: selectEvery };
}

/** Rows that were given stand elsewhere now. */
function onRevised({ rows, state }: ListedView, act: () => void): () => void {
  let known = state().revision;
  return rows.subscribe(() => {
    const { revision } = state();
    if (revision === known) return;
    known = revision;
    act();
  });
}

/** The row may have arrived since it became the active one. */
function withSeq(place: Place, rows: ListedRows | null): Place {
  if (place.seq !== null || place.active === null) return place;
  return { ...place, seq: rows?.row(place.active)?.seq ?? null };
}

/** Where the user left the end of which view. */
interface Left {
  readonly view: ListedView | null;
  /** Rows there were. */
  readonly count: number;
  /** False while the view is still looked through: what it finds is not new. */
  readonly settled: boolean;
}

function useFollow(view: ListedView | null, state: ViewState | null, follows: boolean) {
  const count = state?.count ?? 0;
  const here = useMemo<Left>(
    () => ({ view, count, settled: state !== null && state.scanned >= state.total }),
    [view, count, state],
  );
  const [left, setLeft] = useState<Left | null>(follows ? null : here);
  const outdated = left !== null && (left.view !== view || !left.settled);
  if (outdated && left !== here) setLeft(here);
  const setFollow = useCallback((follow: boolean) => setLeft(follow ? null : here), [here]);
  const hold = useCallback(() => setLeft((before) => before ?? here), [here]);
  return {
    follow: left === null,
    setFollow,
    hold,
    unseen: left?.settled ? Math.max(0, count - left.count) : 0,
  };
}

function reached(selection: RowSelection, index: number, reach: Reach): RowSelection {
  switch (reach) {
    case 'only':
      return selectRow(index);
    case 'extend':
      return extendTo(selection, index);
    case 'toggle':
      return toggleRow(selection, index);
  }
}

/** The view was closed before it answered: the next one relocates. */
function ignoreGone(): void {
  return undefined;
}
