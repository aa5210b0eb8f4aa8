// Starts a browser with a fresh profile that uses the proxy and trusts the authority; the profile is gone
// when the browser is. It does not know which browsers there are (browsers.ts), nor who answers at the proxy.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FramescopeError } from '../contract/errors.ts';
import type { Browser } from '../contract/model.ts';
import { writeFirefoxProfile } from './firefox-profile.ts';

export interface BrowserLaunch {
  /** `127.0.0.1:8899` */
  readonly proxy: string;
  /** `Authority.spkiHash` and `Authority.pem`. */
  readonly spkiHash: string;
  readonly caPem: string;
  /** First page; null for an empty one. */
  readonly url: string | null;
  /** Folder in which the profile's own folder is made. */
  readonly profileDir: string;
}

export interface LaunchedBrowser {
  readonly pid: number;
  /** What the user has to know, in whole sentences; null when there is nothing. */
  readonly note: string | null;
  /** Resolves when the browser has ended and its profile is removed. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

interface CommandLine {
  readonly commandArguments: readonly string[];
  readonly note: string | null;
}

const QUIET_CHROMIUM = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-service-autorun',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-search-engine-choice-screen',
  '--disable-sync',
  '--disable-quic', // QUIC does not go through an HTTP proxy
  '--password-store=basic', // or Linux asks for the keyring's password
  '--use-mock-keychain', // or macOS does
];

/** Resolves as soon as the program runs. Fails with `NO_BROWSER` when it cannot be started, `INVALID` for a strange URL. */
export async function launchBrowser(browser: Browser, launch: BrowserLaunch): Promise<LaunchedBrowser> {
  const url = startPage(launch.url);
  await mkdir(launch.profileDir, { recursive: true, mode: 0o700 });
  const profile = await mkdtemp(join(launch.profileDir, 'framescope-browser-'));
  try {
    const { commandArguments, note } = await prepare(browser, launch, profile);
    const child = await start(browser, [...commandArguments, ...extraArguments(), url]);
    const ended = exitOf(child).then(() => removeProfile(profile));
    return { pid: child.pid!, note, ended, close: () => end(child, ended) };
  } catch (cause) {
    await removeProfile(profile);
    throw cause;
  }
}

async function prepare(browser: Browser, launch: BrowserLaunch, profile: string): Promise<CommandLine> {
  if (browser.id !== 'firefox') return chromiumCommandLine(launch, profile);
  const note = await writeFirefoxProfile(profile, launch.proxy, launch.caPem);
  return { commandArguments: ['-no-remote', '-new-instance', '-profile', profile], note };
}

function chromiumCommandLine(launch: BrowserLaunch, profile: string): CommandLine {
  const commandArguments = [
    `--user-data-dir=${profile}`,
    `--proxy-server=http://${launch.proxy}`,
    '--proxy-bypass-list=<-loopback>', // localhost too: Chromium leaves it out by default
    `--ignore-certificate-errors-spki-list=${launch.spkiHash}`,
    ...QUIET_CHROMIUM,
  ];
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return { commandArguments, note: null };
  return {
    commandArguments: [...commandArguments, '--no-sandbox'],
    note: 'The browser runs without its sandbox, because Chromium has none for root. Start Framescope as an ordinary user for untrusted pages.',
  };
}

/** For a machine that needs a flag of its own, such as `--headless=new` where there is no display. */
function extraArguments(): string[] {
  return (process.env.FRAMESCOPE_BROWSER_ARGS ?? '').split(/\s+/).filter((argument) => argument !== '');
}

/** Only a page may follow the options on a command line, never another option. */
function startPage(url: string | null): string {
  if (url === null) return 'about:blank';
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return new URL(url).href;
  throw new FramescopeError('INVALID', `${url} is not a web address.`, 'Give one with http:// or https://.');
}

async function start(browser: Browser, commandArguments: readonly string[]): Promise<ChildProcess> {
  const child = spawn(browser.path, commandArguments, { stdio: 'ignore' });
  child.on('error', () => {}); // before the start it is thrown below; later its exit says enough
  try {
    await once(child, 'spawn');
    return child;
  } catch (cause) {
    throw new FramescopeError(
      'NO_BROWSER',
      `${browser.name} cannot be started from ${browser.path}: ${(cause as Error).message}.`,
      'Choose another browser, or set FRAMESCOPE_BROWSER to the path of one.',
      { cause },
    );
  }
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
  });
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill();
  await ended;
}

/**
 * A browser's helper processes may still be writing when its first process has ended. What cannot be
 * removed even so is left to the system, which clears its temporary folder.
 */
function removeProfile(profile: string): Promise<void> {
  return rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(() => {});
}
