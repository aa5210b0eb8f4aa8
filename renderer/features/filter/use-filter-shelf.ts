// The saved and the recent filters of one place, bound to the store.

import { useMemo } from 'react';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import {
  type FilterPlace,
  type SavedFilter,
  withoutRecent,
  withoutSaved,
  withRecent,
  withSaved,
} from '../../state/filter-shelf.ts';
import { filterError } from '../timeline/message-filter.ts';

export interface FilterShelf {
  readonly saved: readonly SavedFilter[];
  /** Newest first. */
  readonly recent: readonly string[];
  readonly save: (filter: SavedFilter) => void;
  readonly remove: (name: string) => void;
  /** It was used: a text that is no filter is not remembered. */
  readonly use: (text: string) => void;
  readonly forget: () => void;
}

export function useFilterShelf(place: FilterPlace): FilterShelf {
  const store = useAppStore();
  const saved = useApp((state) => state.savedFilters);
  const recent = useApp((state) => state.recentFilters[place]);
  return useMemo(
    () => ({
      saved,
      recent,
      save: (filter) => store.setState((state) => ({ savedFilters: withSaved(state.savedFilters, filter) })),
      remove: (name) => store.setState((state) => ({ savedFilters: withoutSaved(state.savedFilters, name) })),
      use: (text) => {
        if (filterError(text) === null)
          store.setState((state) => ({ recentFilters: withRecent(state.recentFilters, place, text) }));
      },
      forget: () => store.setState((state) => ({ recentFilters: withoutRecent(state.recentFilters, place) })),
    }),
    [store, place, saved, recent],
  );
}
