// A real Chromium: one context for Framescope's own page, and others whose traffic goes through the proxy and which
// trust its authority by the key's hash.

import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Browser, type Page, chromium } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { BROWSER_ARGS, chromiumPath } from './chromium.ts';
import type { Ready } from './framescope.ts';

export interface ProxiedBrowser {
  /** Framescope's page; what went wrong in it is in `problems`. */
  openUi(): Promise<Page>;
  /** A page whose traffic is captured. */
  openPage(): Promise<Page>;
  readonly problems: string[];
}

export async function launchBrowser({ proxy, ca, ui }: Ready): Promise<ProxiedBrowser> {
  const key = createPublicKey(readFileSync(ca)).export({ type: 'spki', format: 'der' });
  const hash = createHash('sha256').update(key).digest('base64');
  const browser: Browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: [...BROWSER_ARGS, `--ignore-certificate-errors-spki-list=${hash}`],
  });
  onTestFinished(() => browser.close());
  const problems: string[] = [];
  return {
    problems,
    async openUi() {
      const page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.goto(ui);
      return page;
    },
    async openPage() {
      const context = await browser.newContext({ proxy: { server: proxy } });
      return context.newPage();
    },
  };
}
