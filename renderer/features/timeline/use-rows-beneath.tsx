// The rows beneath unfolded messages of a list: its frames, whose headers are fetched once they are seen, or its parts,
// which came with the row of the message.

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import { useReport, useSession } from '../../state/session-context.tsx';
import { HeldFrames } from './held-frames.ts';
import { FrameCells, PartCells } from './sub-row.tsx';
import type { MessageView } from './use-message-view.ts';
import type { Folds } from './use-unfolding.ts';

interface RowsBeneath {
  /** The row `sub` beneath the message at `place`. */
  readonly renderBeneath: (place: number, sub: number) => ReactNode;
  /** Messages at `[from, to)` are on the screen. */
  readonly want: (from: number, to: number) => void;
}

export function useRowsBeneath(
  view: MessageView | null,
  { piece, places }: Folds,
  merged: boolean,
): RowsBeneath {
  const held = useHeldFrames();
  const rows = view?.rows ?? null;
  const range = useRef({ from: 0, to: 0 });
  const want = useCallback(
    (from: number, to: number) => {
      range.current = { from, to };
      if (piece !== 'frame') return;
      const unfolded: MessageRow[] = [];
      for (let place = from; place < to; place++) {
        const row = places.rowsOf(place) > 0 ? (rows?.row(place) ?? null) : null;
        if (row) unfolded.push(row);
      }
      held.want(unfolded);
    },
    [held, piece, places, rows],
  );
  useEffect(() => want(range.current.from, range.current.to)); // a row that was on its way may be here now
  const renderBeneath = useCallback(
    (place: number, index: number): ReactNode => {
      const row = rows?.row(place) ?? null;
      const beneath = { index, count: places.rowsOf(place), merged };
      if (piece === 'frame') return <FrameCells frames={row && held.of(row.seq)} {...beneath} />;
      const part = row?.decoded?.parts[index];
      return part ? <PartCells part={part} {...beneath} /> : null;
    },
    [rows, places, merged, piece, held],
  );
  return { renderBeneath, want };
}

/** Draws again when frames have come. */
function useHeldFrames(): HeldFrames {
  const session = useSession();
  const report = useReport();
  const held = useMemo(() => new HeldFrames((seq) => session.message(seq), report), [session, report]);
  useSyncExternalStore(held.subscribe, held.version);
  return held;
}
