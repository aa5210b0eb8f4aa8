// Twitch chat at 500 messages a second, from the generated Twitch through the proxy to a line that is read: nothing is missing,
// nothing moves under the eyes.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { framescope, parseLines, startFramescope } from '../support/framescope.ts';
import { launchBrowser } from '../support/proxied-browser.ts';

const chat = (ui: Page) => ui.getByRole('grid', { name: 'Chat' });
const kind = (ui: Page, name: RegExp) => ui.getByRole('button', { name });
/** 0 while some are hidden, or on their way. */
const linesShown = async (ui: Page) => {
  const text = await ui.getByRole('region', { name: 'Chat', exact: true }).innerText();
  return Number(/^([\d\u202f]+) lines$/m.exec(text)?.[1]?.replaceAll('\u202f', '') ?? 0);
};

async function storedLines(file: string): Promise<number> {
  const { stdout } = await framescope(['export', file, '--no-redact']);
  return parseLines(stdout)
    .filter(({ type, opcode }) => type === 'message' && opcode === 'text')
    .flatMap(({ data }) => String(data).split('\r\n'))
    .filter((line) => line !== '').length;
}

test(
  'a chat of 500 messages a second is read without a line missing or moving',
  { timeout: 120_000 },
  async () => {
    const running = await startFramescope(['demo', '--rate', '500']);
    const browser = await launchBrowser(running.ready);
    const ui = await browser.openUi();
    await ui.getByRole('tab', { name: 'Chat' }).click();
    for (const name of [/^Joins/, /^Login steps/, /^Heartbeats/]) await kind(ui, name).click();
    await expect.poll(() => linesShown(ui), { timeout: 30_000 }).toBeGreaterThan(3000);

    await chat(ui).focus();
    for (const key of ['PageUp', 'PageUp', 'PageUp']) await ui.keyboard.press(key);
    const pill = kind(ui, / new$/);
    await pill.waitFor();
    const read = chat(ui).locator('[aria-selected=true]');
    const when = () => read.getByRole('gridcell').first().innerText();
    await expect.poll(when).toMatch(/\d/); // its line is here
    const [before, place] = [await when(), await read.boundingBox()];
    const news = Number((await pill.innerText()).replaceAll(/\D/g, ''));
    await expect
      .poll(async () => Number((await pill.innerText()).replaceAll(/\D/g, '')))
      .toBeGreaterThan(news + 500);
    expect([await when(), await read.boundingBox()]).toEqual([before, place]);
    await pill.click();
    await pill.waitFor({ state: 'detached' });

    await chat(ui).getByRole('row').nth(8).click();
    const detail = ui.getByRole('region', { name: 'Line of chat' });
    await detail.waitFor();
    await detail.getByRole('button', { name: 'Show in Messages' }).click();
    const chosen = ui.getByRole('treegrid', { name: 'Messages' }).locator('[aria-selected=true]');
    await chosen.waitFor();
    await ui.getByRole('region', { name: 'Message', exact: true }).waitFor();
    await ui.keyboard.press('v');
    await detail.waitFor();

    await ui.getByRole('button', { name: /demo running/ }).click();
    await ui.getByText(/closed by the client/).waitFor();
    const isWhole = async () => (await linesShown(ui)) === (await storedLines(running.ready.session));
    await expect.poll(isWhole, { timeout: 20_000 }).toBe(true);
    expect(browser.problems).toEqual([]);
    await running.stop();
    expect(await linesShown(ui)).toBe(await storedLines(running.ready.session));
  },
);
