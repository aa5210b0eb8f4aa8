// The numbers of many selected messages, page by page: how far that is, is said, and it can be stopped.

import { toast } from 'sonner';
import type { Seq } from '../../../proxy/contract/ids.ts';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import { selectedSeqs } from './messages.ts';
import { type RowSelection, selectedCount } from './row-selection.ts';
import type { FetchRows } from './row-window.ts';

/** Fewer are there at once; more, and all there are, are better told by their filter. */
export const MANY = 10_000;

/** Null when the person stopped it. */
export async function gatherSelection(
  fetch: FetchRows,
  selection: RowSelection,
): Promise<readonly Seq[] | null> {
  const total = selectedCount(selection);
  if (total <= MANY) return selectedSeqs(fetch, selection);
  const stopping = new AbortController();
  const action = { label: 'Cancel', onClick: () => stopping.abort() };
  const say = (count: number, id?: string | number) =>
    toast.loading(`Reading ${formatExact(count)} of ${formatPlural(total, 'selected message')}`, {
      action,
      ...(id === undefined ? {} : { id }),
    });
  const id = say(0);
  try {
    const told = (count: number) => void say(count, id);
    const seqs = await selectedSeqs(fetch, selection, { signal: stopping.signal, told });
    return stopping.signal.aborted ? null : seqs;
  } finally {
    toast.dismiss(id);
  }
}
