// The security checklist of the Electron documentation, on the options and handlers that really are in force.
// Points 7 and 18 stand in app-protocol.test.ts, 16 and 19 in tests/build/pack.test.ts.

import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { guardPages, guardSession, isOurPage } from '../../electron/security.ts';
import { webPreferences } from '../../electron/web-preferences.ts';
import { BrowserWindow, Session, app } from '../support/fake-electron.ts';
import { openDesktop } from './open-desktop.ts';

const OURS = 'app://framescope/index.html';
const THEIRS = ['https://example.com/', 'file:///etc/passwd', 'app://elsewhere/', 'javascript:alert(1)'];
const sources = resolve(import.meta.dirname, '../../electron');
const code = readdirSync(sources)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(sources, name), 'utf8'))
  .join('\n');

describe('the options of the window', () => {
  test('2–4, 6, 8–10: the page is a page of the web, and less', async () => {
    const { window } = await openDesktop();
    expect(window.options.webPreferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(window.options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
    expect(window.options.webPreferences).toEqual(webPreferences(window.options.webPreferences!.preload!));
  });

  test('1, 18: what it loads is ours, and no file', async () => {
    const { window } = await openDesktop();
    expect(window.webContents.mainFrame.url).toBe(OURS);
  });
});

describe('5: permissions', () => {
  const session = new Session();
  guardSession(session as never);

  test('our page may copy, and nothing else', () => {
    expect(session.allowsRequest('clipboard-sanitized-write', OURS)).toBe(true);
    expect(session.allowsCheck('clipboard-sanitized-write', 'app://framescope/')).toBe(true);
    for (const permission of [
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'fileSystem',
    ]) {
      expect(session.allowsRequest(permission, OURS)).toBe(false);
      expect(session.allowsCheck(permission, OURS)).toBe(false);
    }
    expect(session.allowsDevice()).toBe(false);
  });

  test.each(THEIRS)('%s may nothing', (url) => {
    expect(session.allowsRequest('clipboard-sanitized-write', url)).toBe(false);
    expect(session.allowsCheck('clipboard-sanitized-write', url)).toBe(false);
  });

  test('they hold for the session of the window', async () => {
    const { window } = await openDesktop();
    expect(window.webContents.session.allowsRequest('media', OURS)).toBe(false);
  });
});

describe('11–14: pages stay where they are', () => {
  let contents: BrowserWindow['webContents'];
  beforeAll(() => {
    guardPages();
    contents = new BrowserWindow({}).webContents;
  });

  test('every renderer is sandboxed', () => {
    expect(app.sandboxed).toBe(true);
  });

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s leads nowhere else', (event) => {
    for (const url of THEIRS) expect(contents.navigates(event, url)).toBe(false);
    expect(contents.navigates(event, OURS)).toBe(true);
  });

  test('no webview is attached', () => {
    expect(contents.navigates('will-attach-webview', OURS)).toBe(false);
  });

  test('no window is opened, and no other program either', () => {
    for (const url of [OURS, ...THEIRS]) expect(contents.openWindow({ url })).toEqual({ action: 'deny' });
  });
});

describe('15, 17, 20: main, and who may speak to it', () => {
  test('nothing is given to the system to open by its URL', () => {
    expect(code).not.toContain('openExternal');
  });

  test('no API of Electron reaches the page', () => {
    expect(code).not.toMatch(/contextBridge|exposeInMainWorld|@electron\/remote/);
  });

  test('only the top frame of our page is heard', () => {
    const top = { url: OURS, parent: null };
    expect(isOurPage(top as never)).toBe(true);
    expect(isOurPage(null)).toBe(false);
    expect(isOurPage({ url: OURS, parent: top } as never)).toBe(false);
    for (const url of THEIRS) expect(isOurPage({ url, parent: null } as never)).toBe(false);
  });

  test('every channel asks who speaks', () => {
    const channels = code.match(/ipcMain\.(on|handle|once)\(/g) ?? [];
    expect(channels).toHaveLength(1);
    expect(code).toMatch(
      /ipcMain\.on\(CHANNEL\.ask, \(event\) => \{\s+if \(isOurPage\(event\.senderFrame\)\)/,
    );
  });
});
