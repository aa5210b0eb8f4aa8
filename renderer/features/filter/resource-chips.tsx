// The types of requests as chips, as in browser devtools: part of the filter, always in sight.

import { ToggleGroup } from 'radix-ui';
import { useCallback } from 'react';
import { RESOURCE_FILTERS, type ResourceFilter } from '../../state/app-store.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { RESOURCE_LABELS } from './resource-labels.ts';
import css from './resource-chips.module.css';

export function ResourceChips() {
  const store = useAppStore();
  const value = useApp((state) => state.resourceFilter);
  const choose = useCallback(
    (chosen: string) => store.setState({ resourceFilter: (chosen || 'all') as ResourceFilter }),
    [store],
  );
  return (
    <ToggleGroup.Root
      type="single"
      className={css.chips}
      value={value}
      onValueChange={choose}
      aria-label="Types of requests"
    >
      {RESOURCE_FILTERS.map((filter) => (
        <ToggleGroup.Item key={filter} value={filter} className={css.chip} title={RESOURCE_LABELS[filter][1]}>
          {RESOURCE_LABELS[filter][0]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
