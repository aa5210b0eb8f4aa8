// The context menu of text, which Electron leaves to the app. Elsewhere the page has menus of its own.

import { type BrowserWindow, type ContextMenuParams, Menu, type MenuItemConstructorOptions } from 'electron';

export function showTextMenu(
  window: BrowserWindow,
  { isEditable, editFlags, selectionText }: ContextMenuParams,
): void {
  const items: MenuItemConstructorOptions[] = isEditable
    ? [
        { role: 'cut', enabled: editFlags.canCut },
        { role: 'copy', enabled: editFlags.canCopy },
        { role: 'paste', enabled: editFlags.canPaste },
        { type: 'separator' },
        { role: 'selectAll' },
      ]
    : selectionText
      ? [{ role: 'copy' }]
      : [];
  if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
}
