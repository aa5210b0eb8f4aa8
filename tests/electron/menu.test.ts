import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { menuTemplate } from '../../electron/menu.ts';

const nothing = {
  newSession: () => {},
  openSession: () => {},
  showSession: () => {},
  showDataDir: () => {},
  command: () => {},
};
const titles = (platform: NodeJS.Platform) =>
  menuTemplate(platform, nothing).map((menu) => menu.role ?? menu.label);
const itemsOf = (menu: MenuItemConstructorOptions | undefined) =>
  menu?.submenu as MenuItemConstructorOptions[];
const items = (platform: NodeJS.Platform, name: string) =>
  itemsOf(menuTemplate(platform, nothing).find((menu) => (menu.role ?? menu.label) === name));
const roles = (platform: NodeJS.Platform, name: string) => items(platform, name).map(({ role }) => role);

describe('each platform has its order', () => {
  test('a Mac begins with the menu of the app, which settings and quit belong to', () => {
    expect(titles('darwin')[0]).toBe('appMenu');
    expect(roles('darwin', 'appMenu')).toEqual(expect.arrayContaining(['about', 'services', 'hide', 'quit']));
    expect(items('darwin', 'appMenu').map(({ label }) => label)).toContain('Settings…');
    expect(roles('darwin', 'fileMenu')).toContain('close');
    expect(roles('darwin', 'fileMenu')).not.toContain('quit');
  });

  test.each(['win32', 'linux'] as const)('%s begins with File, which ends with quit', (platform) => {
    expect(titles(platform)[0]).toBe('fileMenu');
    expect(roles(platform, 'fileMenu').at(-1)).toBe('quit');
    expect(roles(platform, 'help')).toContain('about');
  });
});

test('the standard menus are there', () => {
  expect(titles('linux')).toEqual(['fileMenu', 'editMenu', 'viewMenu', 'Capture', 'windowMenu', 'help']);
  expect(roles('linux', 'viewMenu')).toEqual(
    expect.arrayContaining(['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', 'toggleDevTools']),
  );
});

test('no two items share a key', () => {
  const all = menuTemplate('linux', nothing).flatMap((menu) => itemsOf(menu) ?? []);
  const keys = all.flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a key that the page binds is shown, and left to the page', () => {
  const all = menuTemplate('linux', nothing).flatMap((menu) => itemsOf(menu) ?? []);
  expect(all.find(({ label }) => label === 'Export…')).toMatchObject({
    accelerator: 'CmdOrCtrl+S',
    registerAccelerator: false,
  });
});

test('an item of the page asks for a command that the page has', async () => {
  const asked: string[] = [];
  const actions = { ...nothing, command: (id: string) => void asked.push(id) };
  for (const menu of menuTemplate('darwin', actions)) {
    for (const { click } of itemsOf(menu) ?? []) (click as (() => void) | undefined)?.();
  }
  expect(asked.toSorted()).toEqual([
    'clear',
    'clients',
    'demo',
    'export',
    'insight',
    'keys',
    'layout',
    'log',
    'openBrowser',
    'protocols',
    'record',
    'settings',
  ]);
});
