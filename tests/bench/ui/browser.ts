// A page in a Chromium of its own, and what that page costs: its heap after a collection, its process's memory and time.
// Scroll bars are shown, since they are dragged.

import { type Browser, type Page, chromium } from 'playwright-core';
import { BROWSER_ARGS, chromiumPath } from '../../support/chromium.ts';
import { residentMemory } from '../process-cost.ts';

export interface PageMemory {
  /** MiB of JavaScript after a collection. */
  readonly heap: number;
  /** MiB of the page's process. */
  readonly resident: number;
}

export interface OpenedPage {
  readonly page: Page;
  memory(): Promise<PageMemory>;
  /** Seconds of processor time that its process has taken. */
  processor(): Promise<number>;
  /** The same of each process of the browser, by its id. */
  processors(): Promise<ReadonlyMap<number, number>>;
  close(): Promise<void>;
}

const MEBIBYTE = 2 ** 20;
const VIEWPORT = { width: 1400, height: 850 };

export async function openPage(url: string): Promise<OpenedPage> {
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: BROWSER_ARGS,
    ignoreDefaultArgs: ['--hide-scrollbars'],
  });
  const page = await browser.newPage({ viewport: VIEWPORT });
  page.on('pageerror', (error) => process.stderr.write(`bench: in the page: ${error.message}\n`));
  await page.goto(url);
  const tools = await page.context().newCDPSession(page);
  await tools.send('HeapProfiler.enable');
  return {
    page,
    async memory() {
      await tools.send('HeapProfiler.collectGarbage');
      await tools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await tools.send('Runtime.getHeapUsage');
      const { id } = await rendererOf(browser);
      return { heap: usedSize / MEBIBYTE, resident: residentMemory(id)?.now ?? NaN };
    },
    processor: async () => (await rendererOf(browser)).cpuTime,
    processors: async () => new Map((await processesOf(browser)).map(({ id, cpuTime }) => [id, cpuTime])),
    close: () => browser.close(),
  };
}

/** The renderer that has worked most: Chromium may keep a spare one. */
async function rendererOf(browser: Browser): Promise<{ id: number; cpuTime: number }> {
  const [busiest] = (await processesOf(browser))
    .filter(({ type }) => type === 'renderer')
    .toSorted((a, b) => b.cpuTime - a.cpuTime);
  if (!busiest) throw new Error('Chromium has no renderer.');
  return busiest;
}

async function processesOf(browser: Browser) {
  const tools = await browser.newBrowserCDPSession();
  const { processInfo } = await tools.send('SystemInfo.getProcessInfo');
  await tools.detach();
  return processInfo;
}
