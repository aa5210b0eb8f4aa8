// Opens the desktop app for a test: a fresh stand-in Electron, the real desktop.ts, the real bundles of preload and
// engine, and the page's real half of the hand-over. It is quit when the test ends.

import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { Session } from '../../proxy/contract/session.ts';
import type { Host, LinkEvent } from '../../renderer/host.ts';
import type { FakePage } from '../support/fake-electron-page.ts';
import type * as FakeElectron from '../support/fake-electron.ts';
import { tempDir } from '../support/temp-dir.ts';

export const BUNDLE = resolve(import.meta.dirname, '../../out/electron');

/** `electron` as main sees it, as if the program had just been started. */
export async function freshElectron(): Promise<typeof FakeElectron> {
  vi.resetModules();
  return (await import('electron')) as unknown as typeof FakeElectron;
}

export async function openDesktop(argv: readonly string[] = [], dataDir = tempDir()) {
  const electron = await freshElectron();
  const { startDesktop } = await import('../../electron/desktop.ts');
  onTestFinished(async () => {
    electron.app.quit();
    await electron.app.quitted.promise;
  });
  await startDesktop(BUNDLE, { argv: ['--data-dir', dataDir, '--proxy-port', '0', ...argv], cwd: dataDir });
  const window = electron.windows[0]!;
  const { page } = window.webContents;
  if (!page) await once(window.webContents, 'page');
  return { electron, window, dataDir };
}

/** The page's script in its window: every link that it gets, in order. */
export class PageScript {
  readonly host: Host;
  readonly #links: LinkEvent[] = [];
  #wake = Promise.withResolvers<void>();

  private constructor(connectHost: (onLink: (event: LinkEvent) => void) => Host) {
    this.host = connectHost((event) => {
      this.#links.push(event);
      this.#wake.resolve();
    });
  }

  static async run(page: FakePage | null): Promise<PageScript> {
    vi.stubGlobal('window', page?.window);
    vi.stubGlobal('location', { protocol: 'app:', hash: '' });
    vi.stubGlobal('sessionStorage', { getItem: () => null });
    const { connectHost } = await import('../../renderer/host.ts');
    return new PageScript(connectHost);
  }

  async next(): Promise<LinkEvent> {
    while (this.#links.length === 0) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
    return this.#links.shift()!;
  }

  /** Skips what comes before the next live session. */
  async session(): Promise<Session> {
    const event = await this.next();
    return event.link === 'live' ? event.session : this.session();
  }
}
