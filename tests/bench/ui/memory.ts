// What the page takes with few messages and with many, after the same reading here and there.

import { type Finding, atMost } from '../finding.ts';
import type { PageMemory } from './browser.ts';
import { type OpenedPage, openPage } from './browser.ts';
import { startEngine } from './engine.ts';
import { TIMELINE, rowCount, showsRows } from './list.ts';

/** MiB. */
const GROWTH = 30;
const PLACES = 40;

export async function measureMemory(folder: string, few: string, many: string): Promise<Finding[]> {
  const [small, large] = [await memoryWith(folder, few), await memoryWith(folder, many)];
  const count = (rows: number) => rows.toLocaleString('en');
  return (['heap', 'resident'] as const).flatMap((kind): Finding[] => {
    const about = kind === 'heap' ? 'heap of the page' : 'memory of the page’s process';
    const [less, more] = [small.memory[kind], large.memory[kind]];
    return [
      { about, unit: `MiB with ${count(small.rows)} messages`, value: less, digits: 1 },
      { about, unit: `MiB with ${count(large.rows)}`, value: more, digits: 1 },
      { about, unit: 'MiB between them', value: Math.abs(more - less), digits: 1, target: atMost(GROWTH) },
    ];
  });
}

async function memoryWith(folder: string, file: string): Promise<{ memory: PageMemory; rows: number }> {
  const engine = await startEngine(folder, file);
  const opened = await openPage(engine.ui);
  await showsRows(opened.page);
  const rows = await rowCount(opened.page);
  await lookAround(opened);
  const memory = await opened.memory();
  await opened.close();
  await engine.stop();
  return { memory, rows };
}

async function lookAround({ page }: OpenedPage): Promise<void> {
  for (let n = 0; n < PLACES; n += 1) {
    await page.evaluate(
      ([selector, share]) => {
        const scroller = document.querySelector(selector)!;
        scroller.scrollTop = scroller.scrollHeight * share;
      },
      [TIMELINE.scroller, (n * 0.618_033_988_749) % 1] as const,
    );
    await showsRows(page);
  }
}
