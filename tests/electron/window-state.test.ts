import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { expect, test } from 'vitest';
import { INITIAL, keepWindowState, readWindowState } from '../../electron/window-state.ts';
import { sharedTempDir } from '../support/temp-dir.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const folder = sharedTempDir();

function fileWith(text: string): string {
  const file = join(folder, `${crypto.randomUUID()}.json`);
  writeFileSync(file, text);
  return file;
}
const kept = (bounds: object, maximized = false) => fileWith(JSON.stringify({ bounds, maximized }));

test('the first window has a size of ours and a place of the system’s', () => {
  expect(readWindowState(join(folder, 'none.json'), [SCREEN])).toEqual(INITIAL);
});

test('what was kept comes back', () => {
  const bounds = { x: 100, y: 50, width: 900, height: 600 };
  const file = join(folder, 'kept.json');
  const window = { getNormalBounds: () => bounds, isMaximized: () => true } as unknown as BrowserWindow;
  keepWindowState(file, window);
  expect(readWindowState(file, [SCREEN])).toEqual({ bounds, maximized: true });
});

test('a window of a screen that is gone keeps its size only', () => {
  const file = kept({ x: 2500, y: 50, width: 900, height: 600 });
  expect(readWindowState(file, [SCREEN]).bounds).toEqual({ width: 900, height: 600 });
  const second = { x: 1920, y: 0, width: 1920, height: 1080 };
  expect(readWindowState(file, [SCREEN, second]).bounds).toMatchObject({ x: 2500, y: 50 });
});

test('a title bar above every screen could not be reached', () => {
  expect(
    readWindowState(kept({ x: 0, y: -400, width: 900, height: 600 }), [SCREEN]).bounds,
  ).not.toHaveProperty('x');
});

test.each(['', 'null', '[]', '{"bounds":7}', '{"bounds":{"x":1,"y":1,"width":-5,"height":"a"}}'])(
  'a damaged file counts as none: %s',
  (text) => {
    expect(readWindowState(fileWith(text), [SCREEN])).toEqual(INITIAL);
  },
);

test('a place that cannot be kept stops nobody', () => {
  const window = { getNormalBounds: () => SCREEN, isMaximized: () => false } as unknown as BrowserWindow;
  expect(() => keepWindowState(join(folder, 'no', 'such', 'folder'), window)).not.toThrow();
});
