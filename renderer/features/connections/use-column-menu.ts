// The menu of the list's header: what can be done with the column under the pointer, which columns there are, and whether
// reconnects are grouped.

import { ArrowLeft, ArrowRight, MoveHorizontal } from 'lucide-react';
import { type MouseEvent, useCallback, useMemo, useState } from 'react';
import type { AppStore } from '../../state/app-store.ts';
import { type ColumnWidths, resizeColumn } from '../../state/column-widths.ts';
import { COLUMN_IDS, type ColumnId, INITIAL_COLUMNS, isMovable, moveColumn } from '../../state/columns.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import type { MenuGroups, MenuItem } from '../../ui/menu.tsx';
import { fittedWidth } from './column-fit.ts';
import { COLUMN_TITLES } from './column-titles.ts';
import { groupingItem } from './grouping-item.ts';

interface Pointed {
  readonly id: ColumnId;
  readonly element: Element;
}

export function useColumnMenu(shown: readonly ColumnId[], widths: ColumnWidths) {
  const store = useAppStore();
  const columns = useApp((state) => state.columns);
  const grouping = useApp((state) => state.grouping);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const onContextMenu = useCallback((event: MouseEvent) => {
    event.stopPropagation(); // the rows below have a menu of their own
    setPointed(pointedColumn(event.target));
  }, []);
  const groups = useMemo<MenuGroups>(() => {
    const toggle = (id: ColumnId) => () =>
      store.setState({ columns: { ...columns, [id]: { ...columns[id], visible: !columns[id].visible } } });
    const items = COLUMN_IDS.filter((id) => id !== 'name').map((id) => ({
      label: COLUMN_TITLES[id][1] + (columns[id].visible && !shown.includes(id) ? ' (no room now)' : ''),
      checked: columns[id].visible,
      onSelect: toggle(id),
    }));
    const reset = {
      label: 'Reset columns',
      onSelect: () => store.setState({ columns: INITIAL_COLUMNS, columnOrder: COLUMN_IDS, sort: null }),
    };
    return [
      pointed ? columnItems(store, shown, widths, pointed) : [],
      items,
      [groupingItem(store, grouping)],
      [reset],
    ];
  }, [store, columns, shown, widths, grouping, pointed]);
  return { groups, onContextMenu };
}

function pointedColumn(target: EventTarget): Pointed | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column-header]') : null;
  const id = COLUMN_IDS.find((column) => column === cell?.dataset.columnHeader);
  return cell && id ? { id, element: cell } : null;
}

function columnItems(
  store: AppStore,
  shown: readonly ColumnId[],
  widths: ColumnWidths,
  { id, element }: Pointed,
): readonly MenuItem[] {
  if (!isMovable(id)) return [];
  const place = shown.indexOf(id);
  const [left, right] = [shown[place - 1], shown[place + 1]];
  const move = (side: 'before' | 'behind', other: ColumnId | undefined) => () =>
    other && store.setState(({ columnOrder }) => ({ columnOrder: moveColumn(columnOrder, id, side, other) }));
  const fit = () => {
    const width = fittedWidth(element, id);
    store.setState(({ columns }) => ({ columns: resizeColumn(columns, widths, id, width) }));
  };
  return [
    { label: 'Fit to content', icon: MoveHorizontal, onSelect: fit },
    {
      label: 'Move left',
      icon: ArrowLeft,
      onSelect: move('before', left),
      disabled: left && isMovable(left) ? null : 'It is the first that can move.',
    },
    {
      label: 'Move right',
      icon: ArrowRight,
      onSelect: move('behind', right),
      disabled: right ? null : 'It is the last.',
    },
  ];
}
