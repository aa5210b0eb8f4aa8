// How a list of many messages scrolls: by wheel, by its thumb, and by jumps to anywhere. The yardstick scrolls what it
// can hold, by the same gestures.

import type { Page } from 'playwright-core';
import { type Finding, atLeast, findTimes } from '../finding.ts';
import { openPage } from './browser.ts';
import { startChild } from '../child.ts';
import { startEngine } from './engine.ts';
import { type Frames, findFrames, recordFrames } from './frames.ts';
import { type List, PLAIN, TIMELINE, rowCount, showsRows } from './list.ts';

export interface ScrollOptions {
  readonly folder: string;
  readonly file: string;
  readonly seconds: number;
}

const FRAME_RATE = 50;
/** Rows of the yardstick: more would not open in a reasonable time. */
const PLAIN_ROWS = 10_000;
const JUMPS = 100;
/** Pixels of one turn of the wheel, and of a fling's. */
const WHEEL = { turn: 120, fling: 2400 } as const;
const THUMB_MARGIN = 6;

type Gesture = (page: Page, list: List, until: number) => Promise<void>;

const GESTURES: Readonly<Record<string, Gesture>> = {
  'by wheel': (page, list, until) => turnWheel(page, list, until, WHEEL.turn),
  'by a fling': (page, list, until) => turnWheel(page, list, until, WHEEL.fling),
  'by its thumb': dragThumb,
};

export async function measureScrolling({ folder, file, seconds }: ScrollOptions): Promise<Finding[]> {
  const engine = await startEngine(folder, file);
  const { page, close } = await openPage(engine.ui);
  await showsRows(page);
  const rows = (await rowCount(page)).toLocaleString('en');
  const ours = await perform(page, TIMELINE, seconds);
  const jumps = await jumpAround(page);
  await close();
  await engine.stop();
  const plain = await scrollPlainList(seconds);
  return [
    ...Object.keys(GESTURES).flatMap((gesture) => {
      const about = `scrolling ${rows} messages ${gesture}`;
      const frames = ours[gesture]!;
      const waiting = (100 * frames.waiting) / frames.gaps.length;
      return [
        ...findFrames(about, frames, plain[gesture]!, atLeast(FRAME_RATE)),
        { about, unit: '% of frames with a row on its way', value: waiting, digits: 1 },
      ];
    }),
    ...findTimes(`jump to anywhere in ${rows} messages, to its painted rows`, jumps),
  ];
}

async function scrollPlainList(seconds: number): Promise<Record<string, Frames>> {
  const server = await startChild<{ port: number }>([`${import.meta.dirname}/traffic.ts`, '1'], 'stdout');
  const { page, close } = await openPage(`http://127.0.0.1:${server.ready.port}/?rows=${PLAIN_ROWS}`);
  const frames = await perform(page, PLAIN, seconds);
  await close();
  await server.stop();
  return frames;
}

async function perform(page: Page, list: List, seconds: number): Promise<Record<string, Frames>> {
  const frames: Record<string, Frames> = {};
  for (const [name, gesture] of Object.entries(GESTURES)) {
    await page.evaluate((selector) => (document.querySelector(selector)!.scrollTop = 0), list.scroller);
    frames[name] = await recordFrames(page, list.oldest, () =>
      gesture(page, list, performance.now() + seconds * 1000),
    );
  }
  return frames;
}

/** Down, and up again where it ends. */
async function turnWheel(page: Page, list: List, until: number, pixels: number): Promise<void> {
  await page.locator(list.scroller).hover();
  for (let n = 0; performance.now() < until; n += 1)
    await page.mouse.wheel(0, Math.floor(n / 50) % 2 === 0 ? pixels : -pixels);
}

/** Up and down the whole scroll bar, a few pixels at a time. */
async function dragThumb(page: Page, list: List, until: number): Promise<void> {
  const box = (await page.locator(list.scroller).boundingBox())!;
  const x = box.x + box.width - THUMB_MARGIN;
  const top = await grabThumb(page, list, x, box.y);
  const range = box.height - THUMB_MARGIN * 6;
  for (let n = 0; performance.now() < until; n += 1) {
    const share = 1 - Math.abs(1 - ((n / 120) % 2));
    await page.mouse.move(x, top + share * range);
  }
  await page.mouse.up();
}

/** Where it was taken hold of: it lies at the upper end, below an arrow, and is small. */
async function grabThumb(page: Page, { scroller }: List, x: number, upper: number): Promise<number> {
  for (let y = upper + THUMB_MARGIN * 3; y > upper + THUMB_MARGIN; y -= 2) {
    await page.evaluate((selector) => (document.querySelector(selector)!.scrollTop = 0), scroller);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + THUMB_MARGIN, { steps: 3 });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    const share = await page.evaluate((selector) => {
      const { scrollTop, scrollHeight } = document.querySelector(selector)!;
      return scrollTop / scrollHeight;
    }, scroller);
    if (share > 0.002 && share < 0.1) return y;
    await page.mouse.up();
  }
  throw new Error('The thumb could not be taken hold of.');
}

/** Milliseconds of each jump, until the frame after the one that had all of its rows. */
function jumpAround(page: Page): Promise<number[]> {
  return page.evaluate(
    async ({ selector, jumps }) => {
      const scroller = document.querySelector(selector)!;
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const first = () => scroller.querySelector('[data-row]')?.getAttribute('data-row');
      const times: number[] = [];
      for (let n = 0; n < jumps; n += 1) {
        const before = first();
        await frame();
        const began = performance.now();
        scroller.scrollTop = scroller.scrollHeight * ((0.1 + n * 0.618_033_988_749) % 1);
        do await frame();
        while (first() === before || scroller.querySelector('[aria-busy]'));
        times.push(performance.now() - began);
      }
      return times;
    },
    { selector: TIMELINE.scroller, jumps: JUMPS },
  );
}
