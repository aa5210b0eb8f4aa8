// What a click on a row of the message list does: it selects, opens the inspector, or folds and unfolds.

import { type MouseEvent, useCallback } from 'react';
import { isRowSelected } from './row-selection.ts';
import type { Reach, RowCursor } from './use-row-cursor.ts';
import type { Folds } from './use-unfolding.ts';

export function useRowPointer(
  cursor: RowCursor,
  folds: Folds,
  moveTo: (index: number, reach: Reach) => void,
  onOpen: () => void,
) {
  const { places, toggle } = folds;
  const onRowClick = useCallback(
    (index: number, event: MouseEvent) => {
      const toggles = event.ctrlKey || event.metaKey;
      const discloses = isDisclosure(event);
      moveTo(index, event.shiftKey ? 'extend' : toggles ? 'toggle' : 'only');
      if (discloses) toggle(places.at(index).place);
      else if (!event.shiftKey && !toggles) onOpen();
    },
    [places, toggle, moveTo, onOpen],
  );
  const onRowDoubleClick = useCallback(
    (index: number, event: MouseEvent) => {
      const { place, sub } = places.at(index);
      if (sub === null && !isDisclosure(event)) toggle(place);
    },
    [places, toggle],
  );
  const onRowMenu = useCallback(
    (index: number) => {
      const { place, sub } = places.at(index);
      if (sub !== null || !isRowSelected(cursor.selection, place)) moveTo(index, 'only');
    },
    [cursor, places, moveTo],
  );
  return { onRowClick, onRowDoubleClick, onRowMenu };
}

function isDisclosure({ target }: MouseEvent): boolean {
  return (target as Element).closest('[data-disclosure]') !== null;
}
