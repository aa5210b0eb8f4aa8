import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { browserPlaces, chooseBrowser, findBrowsers } from '../../../proxy/session/browsers.ts';
import { tempDir } from '../../support/temp-dir.ts';

let folder: string;
beforeEach(() => {
  folder = tempDir();
  vi.stubEnv('PATH', folder);
  vi.stubEnv('FRAMESCOPE_BROWSER', undefined);
});
afterEach(() => vi.unstubAllEnvs());

function install(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

describe.runIf(process.platform === 'linux')('the browsers of a machine', () => {
  test('are found on PATH, one of each kind', async () => {
    const firefox = install('firefox-esr');
    const chrome = install('google-chrome');
    install('google-chrome-stable');
    expect(await findBrowsers()).toEqual([
      { id: 'chrome', name: 'Google Chrome', path: chrome },
      { id: 'firefox', name: 'Firefox', path: firefox },
    ]);
  });

  test('are none where nothing is installed', async () => {
    expect(await findBrowsers()).toEqual([]);
  });

  test('must be programs', async () => {
    install('chromium', 0o644);
    expect(await findBrowsers()).toEqual([]);
  });

  test('begin with the one that FRAMESCOPE_BROWSER names, which stands for its kind', async () => {
    install('chromium');
    const firefox = install('firefox');
    const mine = install('my-browser');
    vi.stubEnv('FRAMESCOPE_BROWSER', mine);
    expect(await findBrowsers()).toEqual([
      { id: 'chromium', name: 'Chromium', path: mine },
      { id: 'firefox', name: 'Firefox', path: firefox },
    ]);
  });

  test('take the kind of a named one from its program', async () => {
    vi.stubEnv('FRAMESCOPE_BROWSER', install('firefox-nightly'));
    expect((await findBrowsers())[0]).toMatchObject({ id: 'firefox', name: 'Firefox' });
  });
});

describe('the places of an installer', () => {
  test('in Windows are the folders of programs, of all users and of one', () => {
    const environment = { PROGRAMFILES: 'C:\\Program Files', LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' };
    const paths = browserPlaces('win32', environment, 'C:\\Users\\ada').map((browser) => browser.path);
    expect(paths).toContain('C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe');
    expect(paths).toContain('C:\\Users\\ada\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe');
    expect(paths).toContain('C:\\Program Files\\Mozilla Firefox\\firefox.exe');
  });

  test('in macOS are the Applications folders', () => {
    const paths = browserPlaces('darwin', {}, '/Users/ada').map((browser) => browser.path);
    expect(paths).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(paths).toContain('/Users/ada/Applications/Firefox.app/Contents/MacOS/firefox');
  });
});

describe('choosing a browser', () => {
  const chromium = { id: 'chromium', name: 'Chromium', path: '/opt/chromium' } as const;
  const firefox = { id: 'firefox', name: 'Firefox', path: '/opt/firefox' } as const;

  test('takes the first one unless a kind is wanted', () => {
    expect(chooseBrowser([chromium, firefox], null)).toBe(chromium);
    expect(chooseBrowser([chromium, firefox], 'firefox')).toBe(firefox);
  });

  test('says what was looked for when there is none', () => {
    expect(() => chooseBrowser([chromium], 'edge')).toThrow(
      expect.objectContaining({ code: 'NO_BROWSER', message: expect.stringContaining('Microsoft Edge') }),
    );
    expect(() => chooseBrowser([], null)).toThrow(/Chromium, Google Chrome, Microsoft Edge, Firefox/);
  });
});
