// The types of requests as chips, as in browser devtools: each is a word of the filter, put into its text and taken out.

import { ToggleGroup } from 'radix-ui';
import { useCallback } from 'react';
import { editListFilter } from '../../state/app-store.ts';
import {
  RESOURCE_FILTERS,
  type ResourceFilter,
  resourceOf,
  termOf,
  withResource,
} from '../../state/resource-filter.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { RESOURCE_LABELS } from './resource-labels.ts';
import css from './resource-chips.module.css';

export function ResourceChips() {
  const store = useAppStore();
  const value = useApp((state) => resourceOf(state.listFilter));
  const choose = useCallback(
    (chosen: string) =>
      editListFilter(store, (text) => withResource(text, (chosen || 'all') as ResourceFilter)),
    [store],
  );
  return (
    <ToggleGroup.Root
      type="single"
      className={css.chips}
      value={value ?? ''}
      onValueChange={choose}
      aria-label="Types of requests"
    >
      {RESOURCE_FILTERS.map((filter) => (
        <ToggleGroup.Item key={filter} value={filter} className={css.chip} title={titleOf(filter)}>
          {RESOURCE_LABELS[filter][0]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

function titleOf(filter: ResourceFilter): string {
  const [, long] = RESOURCE_LABELS[filter];
  return filter === 'all' ? long : `${long}: ${termOf(filter)} in the filter`;
}
