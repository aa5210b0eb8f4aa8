// The menu bar as data, in each platform's order. It decides nothing: what an item does is given to it.

import type { MenuItemConstructorOptions } from 'electron';
import type { PageCommand } from './page-messages.ts';

export interface MenuActions {
  newSession(): void;
  openSession(): void;
  showSession(): void;
  showDataDir(): void;
  command(id: PageCommand): void;
}

type Items = MenuItemConstructorOptions[];

const SEPARATOR = { type: 'separator' } as const;

export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): Items {
  const mac = platform === 'darwin';
  return [
    ...(mac ? [appMenu(actions)] : []),
    fileMenu(mac, actions),
    { role: 'editMenu' },
    viewMenu(actions),
    captureMenu(actions),
    { role: 'windowMenu' },
    helpMenu(mac, actions),
  ];
}

/** An item that runs a command of the page. The page binds the key itself; here it is only shown. */
function pageItem(
  actions: MenuActions,
  id: PageCommand,
  label: string,
  accelerator?: string,
): MenuItemConstructorOptions {
  return {
    label,
    click: () => actions.command(id),
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
  };
}

const settingsItem = (actions: MenuActions) => pageItem(actions, 'settings', 'Settings…', 'CmdOrCtrl+,');

function appMenu(actions: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      SEPARATOR,
      settingsItem(actions),
      SEPARATOR,
      { role: 'services' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}

function fileMenu(mac: boolean, actions: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'fileMenu',
    submenu: [
      { label: 'New Session', accelerator: 'CmdOrCtrl+N', click: actions.newSession },
      { label: 'Open Session…', accelerator: 'CmdOrCtrl+O', click: actions.openSession },
      { label: 'Show Session File', click: actions.showSession },
      SEPARATOR,
      pageItem(actions, 'export', 'Export…', 'CmdOrCtrl+S'),
      SEPARATOR,
      ...(mac ? [{ role: 'close' } as const] : [settingsItem(actions), SEPARATOR, { role: 'quit' } as const]),
    ],
  };
}

function viewMenu(actions: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'viewMenu',
    submenu: [
      pageItem(actions, 'layout', 'Move Details'),
      pageItem(actions, 'insight', 'Insight'),
      SEPARATOR,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      SEPARATOR,
      { role: 'togglefullscreen' },
      SEPARATOR,
      { role: 'reload' },
      { role: 'toggleDevTools' },
    ],
  };
}

function captureMenu(actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: 'Capture',
    submenu: [
      pageItem(actions, 'record', 'Pause or Resume Recording'),
      pageItem(actions, 'clear', 'Clear'),
      SEPARATOR,
      pageItem(actions, 'openBrowser', 'Open Browser'),
      pageItem(actions, 'clients', 'Set Up Another Client…'),
      pageItem(actions, 'demo', 'Start or Stop the Demo'),
    ],
  };
}

function helpMenu(mac: boolean, actions: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'help',
    submenu: [
      pageItem(actions, 'keys', 'All Keys'),
      pageItem(actions, 'protocols', 'Protocols'),
      pageItem(actions, 'log', 'Warnings and Errors'),
      { label: 'Show Data Folder', click: actions.showDataDir },
      ...(mac ? [] : [SEPARATOR, { role: 'about' } as const]),
    ],
  };
}
