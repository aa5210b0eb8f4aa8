// The two lists that are measured, by the same words: Framescope's timeline and the yardstick's rows.

import type { Page } from 'playwright-core';

/** Milliseconds in which a list is to be whole. */
const WITHIN = 120_000;

export interface List {
  /** The element that scrolls. */
  readonly scroller: string;
  /** A row whose text changes when the list moves. */
  readonly newest: string;
  readonly oldest: string;
}

export const TIMELINE: List = {
  scroller: '[role=treegrid][aria-label=Messages]',
  newest: '[role=treegrid][aria-label=Messages] [data-row]:last-child',
  oldest: '[role=treegrid][aria-label=Messages] [data-row]',
};

export const PLAIN: List = { scroller: 'main', newest: 'main > :last-child', oldest: '#none' };

/** Its rows are here, and all messages were looked through. */
export async function showsRows(page: Page): Promise<void> {
  await page.locator(TIMELINE.newest).waitFor();
  await page.waitForFunction(() => document.querySelector('progress') === null, undefined, {
    timeout: WITHIN,
  });
  await page.waitForFunction(() => document.querySelector('[aria-busy]') === null);
}

/** How many messages the list has. */
export async function rowCount(page: Page): Promise<number> {
  return Number(await page.locator(TIMELINE.scroller).getAttribute('aria-rowcount')) - 1;
}
