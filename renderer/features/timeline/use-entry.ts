// How a timeline is come to: the filter that it has, which outlives it while another tab is shown, and the message to
// begin with, where another tab points at one.

import { useCallback, useMemo, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import { type Search, useSearch } from './use-search.ts';

export interface Entry {
  readonly search: Search;
  /** Null: as it likes. */
  readonly target: Seq | null;
  readonly onReached: () => void;
  /** Shows the messages that match this term as well. */
  readonly filterBy: (term: string) => void;
  readonly goTo: (seq: Seq) => void;
}

/** @param open shows the timeline */
export function useEntry(open: () => void): Entry {
  const search = useSearch();
  const [target, setTarget] = useState<Seq | null>(null);
  const onReached = useCallback(() => setTarget(null), []);
  const { add } = search;
  const filterBy = useCallback(
    (term: string) => {
      add(term);
      open();
    },
    [add, open],
  );
  const goTo = useCallback(
    (seq: Seq) => {
      setTarget(seq);
      open();
    },
    [open],
  );
  return useMemo(
    () => ({ search, target, onReached, filterBy, goTo }),
    [search, target, onReached, filterBy, goTo],
  );
}
