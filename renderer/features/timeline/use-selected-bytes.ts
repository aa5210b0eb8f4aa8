// How many payload bytes the selected rows have. What the page holds of them is asked first, the engine for the rest.

import { useEffect, useState } from 'react';
import { type RowSelection, selectedCount } from './row-selection.ts';
import type { MessageView } from './use-message-view.ts';

/** Beyond this the number of rows must do: each row that is not here is read for it. */
export const SUMMED_ROWS = 10_000;
const PAGE = 500;

/** Null while it is not known, and for more rows than are summed. */
export function useSelectedBytes(view: MessageView | null, selection: RowSelection): number | null {
  const [sum, setSum] = useState<{ readonly of: RowSelection; readonly bytes: number } | null>(null);
  const count = selectedCount(selection);
  useEffect(() => {
    if (!view || count < 2 || count > SUMMED_ROWS) return;
    const summing = new AbortController();
    const gone = () => undefined; // the view was closed before it answered: the next one sums again
    void sumBytes(view, selection, summing.signal).then(
      (bytes) => summing.signal.aborted || setSum({ of: selection, bytes }),
      gone,
    );
    return () => summing.abort();
  }, [view, selection, count]);
  return sum?.of === selection ? sum.bytes : null;
}

async function sumBytes(
  { rows, fetch }: MessageView,
  { ranges }: RowSelection,
  signal: AbortSignal,
): Promise<number> {
  let bytes = 0;
  for (const { from, to } of ranges) {
    for (let at = from; at < to && !signal.aborted;) {
      const known = rows.row(at);
      const more = known ? [known] : await fetch(at, Math.min(PAGE, to - at));
      for (const row of more) bytes += row.length;
      at += Math.max(1, more.length);
    }
  }
  return bytes;
}
