// Takes the picture of a timeline: the messages, and below them the one that is opened. It knows nothing of protocols.

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Page, chromium } from 'playwright-core';
import { BROWSER_ARGS, chromiumPath } from '../support/chromium.ts';
import { smallPng } from './small-png.ts';
import type { Stage } from './stage.ts';

const FOLDER = resolve(import.meta.dirname, '../../renderer/features/help/pictures');
const SIZE = { width: 1100, height: 552 };
/** What of the window stands above and below. */
const AROUND = 264;

/** The page as it is to look: nothing but what the picture is about. */
const REMEMBERED = {
  layout: 'below',
  'split-column': 0.1,
  'split-inspector': 0.5034,
  'overview-folded': true,
  'time-mode': 'clock',
  'timeline-lag': true,
};

export interface Motif {
  /** Messages there are when all is said. */
  readonly messages: number;
  /** A text of the row that is opened; the last one that has it. */
  readonly opened: string;
  /** A field that is unfolded. */
  readonly unfolded?: RegExp;
  /** Rows of its fields that are scrolled over. */
  readonly scrolled: number;
}

/** Takes it in both themes. */
export async function takePictures(stage: Stage, family: string, motif: Motif): Promise<void> {
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: BROWSER_ARGS });
  stage.onEnd(() => browser.close());
  const page = await browser.newPage({
    viewport: { width: SIZE.width, height: SIZE.height + AROUND },
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  await page.addInitScript((remembered) => {
    for (const [key, value] of Object.entries(remembered))
      localStorage.setItem(`framescope:${key}`, JSON.stringify(value));
  }, REMEMBERED);
  await page.goto(stage.ui);
  await open(page, motif);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { x, y } = (await page.locator('[data-detail-pane]').boundingBox())!;
    const png = await page.screenshot({ clip: { x, y, ...SIZE }, animations: 'disabled', caret: 'hide' });
    writeFileSync(join(FOLDER, `${family}${colorScheme === 'dark' ? '-dark' : ''}.png`), smallPng(png));
  }
}

const FIELD_HEIGHT = 20;

async function open(page: Page, { messages, opened, unfolded, scrolled }: Motif): Promise<void> {
  const list = page.getByRole('treegrid', { name: 'Messages' });
  await page.getByText(new RegExp(`^${messages} messages`)).waitFor();
  await list.getByRole('row').filter({ hasText: opened }).last().click();
  const fields = page.getByRole('tree', { name: 'Decoded message' });
  if (unfolded) await fields.getByRole('treeitem', { name: unfolded }).click();
  if (unfolded) await page.keyboard.press('ArrowRight');
  await fields.hover();
  await page.mouse.wheel(0, scrolled * FIELD_HEIGHT);
  await page.mouse.move(0, 0);
}
