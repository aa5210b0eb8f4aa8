// Which browsers this machine has, by the places that their installers use and by PATH.
// Knows nothing of profiles, proxies or trust: see browser-launch.ts.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, posix, win32 } from 'node:path';
import { FramescopeError } from '../contract/errors.ts';
import type { Browser, BrowserId } from '../contract/model.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Maker {
  readonly id: BrowserId;
  readonly name: string;
  /** Commands on PATH (Linux). */
  readonly commands: readonly string[];
  /** Program below an Applications folder (macOS). */
  readonly application: string;
  /** Program below a folder of programs (Windows). */
  readonly program: string;
}

const MAKERS: readonly Maker[] = [
  {
    id: 'chromium',
    name: 'Chromium',
    commands: ['chromium', 'chromium-browser'],
    application: 'Chromium.app/Contents/MacOS/Chromium',
    program: 'Chromium\\Application\\chrome.exe',
  },
  {
    id: 'chrome',
    name: 'Google Chrome',
    commands: ['google-chrome', 'google-chrome-stable'],
    application: 'Google Chrome.app/Contents/MacOS/Google Chrome',
    program: 'Google\\Chrome\\Application\\chrome.exe',
  },
  {
    id: 'edge',
    name: 'Microsoft Edge',
    commands: ['microsoft-edge', 'microsoft-edge-stable'],
    application: 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    program: 'Microsoft\\Edge\\Application\\msedge.exe',
  },
  {
    id: 'firefox',
    name: 'Firefox',
    commands: ['firefox', 'firefox-esr'],
    application: 'Firefox.app/Contents/MacOS/firefox',
    program: 'Mozilla Firefox\\firefox.exe',
  },
];

/** One of each kind; the one that `FRAMESCOPE_BROWSER` names comes first and stands for its kind. */
export async function findBrowsers(): Promise<readonly Browser[]> {
  const places = [...namedBrowser(process.env), ...browserPlaces(process.platform, process.env, homedir())];
  const found = await Promise.all(
    places.map(async (place) => ((await isProgram(place.path)) ? place : null)),
  );
  const kinds = new Map<BrowserId, Browser>();
  for (const browser of found) if (browser && !kinds.has(browser.id)) kinds.set(browser.id, browser);
  return [...kinds.values()];
}

/** The browser of this kind, or the first one; fails with `NO_BROWSER` and what was looked for. */
export function chooseBrowser(browsers: readonly Browser[], id: BrowserId | null): Browser {
  const chosen = browsers.find((browser) => id === null || browser.id === id);
  if (chosen) return chosen;
  const wanted = MAKERS.filter((maker) => id === null || maker.id === id).map((maker) => maker.name);
  throw new FramescopeError(
    'NO_BROWSER',
    `No browser was found on this machine; looked for ${wanted.join(', ')}.`,
    'Install one, or set FRAMESCOPE_BROWSER to the path of a Chromium-based browser or Firefox.',
  );
}

/** Every place where a browser may be, the likelier first. */
export function browserPlaces(
  platform: NodeJS.Platform,
  environment: Environment,
  home: string,
): readonly Browser[] {
  return MAKERS.flatMap((maker) =>
    pathsOf(maker, platform, environment, home).map((path) => ({ id: maker.id, name: maker.name, path })),
  );
}

function pathsOf(maker: Maker, platform: NodeJS.Platform, environment: Environment, home: string): string[] {
  switch (platform) {
    case 'win32':
      return [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .map((folder) => win32.join(folder, maker.program));
    case 'darwin':
      return ['/Applications', posix.join(home, 'Applications')].map((folder) =>
        posix.join(folder, maker.application),
      );
    default:
      return maker.commands.flatMap((command) =>
        (environment.PATH ?? '')
          .split(delimiter)
          .filter(posix.isAbsolute)
          .map((folder) => posix.join(folder, command)),
      );
  }
}

function namedBrowser(environment: Environment): readonly Browser[] {
  const path = environment.FRAMESCOPE_BROWSER;
  return path ? [{ ...kindOf(path), path }] : [];
}

/** What a browser that is not in the table is like, by the name of its program. */
function kindOf(path: string): { id: BrowserId; name: string } {
  const name = basename(path).toLowerCase();
  const kind = MAKERS.find((maker) => maker.id !== 'chromium' && name.includes(maker.id)) ?? MAKERS[0]!;
  return { id: kind.id, name: kind.name };
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
