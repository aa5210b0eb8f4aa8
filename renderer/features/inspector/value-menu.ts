// What can be taken of any value in a tree: the value, and the way to it.

import { writeClipboard } from '../../ui/copy-button.tsx';
import type { MenuGroups } from '../../ui/menu.tsx';
import { copyableValue, formatPath, type TreeRow } from '../../ui/tree-view-rows.ts';

export function valueMenu({ value, path }: TreeRow): MenuGroups {
  return [
    [
      { label: 'Copy value', onSelect: () => void writeClipboard(copyableValue(value)) },
      { label: 'Copy path', onSelect: () => void writeClipboard(formatPath(path)) },
    ],
  ];
}
