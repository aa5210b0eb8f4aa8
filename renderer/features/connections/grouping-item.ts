// The entry that switches the grouping of reconnects: in the menu of the header, and in that of a group.

import type { AppStore } from '../../state/app-store.ts';
import type { MenuItem } from '../../ui/menu.tsx';

export function groupingItem(store: AppStore, grouping: boolean): MenuItem {
  return {
    label: 'Group reconnects',
    checked: grouping,
    onSelect: () => store.setState({ grouping: !grouping }),
  };
}
