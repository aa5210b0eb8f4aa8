// The one window: where it was last, never blank, and back by itself when its page crashes.
// It refuses to know the engine.

import { join } from 'node:path';
import { BrowserWindow, app, dialog, nativeTheme, screen } from 'electron';
import { PAGE_URL } from './app-protocol.ts';
import { createRestartPolicy } from './restart-policy.ts';
import { guardSession } from './security.ts';
import { showTextMenu } from './text-menu.ts';
import { webPreferences } from './web-preferences.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/** As `--surface` in renderer/tokens.css: what is there before the first paint. */
const SURFACE = { light: '#ffffff', dark: '#17181c' } as const;

export function openWindow(preload: string): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const { bounds, maximized } = readWindowState(
    stateFile,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 640,
    minHeight: 400,
    title: 'Framescope',
    backgroundColor: nativeTheme.shouldUseDarkColors ? SURFACE.dark : SURFACE.light,
    show: false,
    webPreferences: webPreferences(preload),
  });
  guardSession(window.webContents.session);
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepWindowState(stateFile, window));
  window.on('page-title-updated', (event) => event.preventDefault()); // the title names the session
  window.webContents.on('context-menu', (_event, params) => showTextMenu(window, params));
  surviveCrashes(window);
  void loadPage(window);
  return window;
}

async function loadPage(window: BrowserWindow): Promise<void> {
  try {
    await window.loadURL(PAGE_URL);
  } catch (error) {
    if (window.isDestroyed()) return;
    window.show();
    dialog.showErrorBox(
      'Framescope’s page did not load.',
      `${String(error)}\nStart Framescope again, or install it anew.`,
    );
  }
}

/** The engine goes on without a page; a new page asks it for everything. */
function surviveCrashes(window: BrowserWindow): void {
  const restartDelay = createRestartPolicy();
  let loadedAt = performance.now();
  window.webContents.on('did-finish-load', () => {
    loadedAt = performance.now();
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const delay = restartDelay(performance.now() - loadedAt);
    if (delay === null) void offerReload(window, reason);
    else setTimeout(() => reload(window), delay);
  });
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'Framescope’s page keeps crashing.',
    detail: `The system says: ${reason}. Capturing goes on, and what was captured is stored.`,
    buttons: ['Load it again', 'Quit'],
    cancelId: 1,
  });
  if (response === 0) reload(window);
  else app.quit();
}

function reload(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.webContents.reload();
}
