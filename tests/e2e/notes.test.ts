// Marks and comments as a person makes them: in web mode, kept over a reload and a restart, and in what is exported.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startEchoOrigins } from '../support/echo-origins.ts';
import { framescope, parseLines, startFramescope } from '../support/framescope.ts';
import { launchBrowser } from '../support/proxied-browser.ts';

const connections = (ui: Page) => ui.getByRole('grid', { name: 'Connections' });
const messages = (ui: Page) => ui.getByRole('treegrid', { name: 'Messages' });

test(
  'marks, a comment and a pin survive a reload, a restart, and an export',
  { timeout: 90_000 },
  async () => {
    const origins = await startEchoOrigins();
    const running = await startFramescope(['web']);
    const browser = await launchBrowser(running.ready);
    const ui = await browser.openUi();
    const page = await browser.openPage();
    await page.evaluate((port) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/live`);
      socket.onopen = () => ['one', 'two', 'three'].forEach((text) => socket.send(text));
    }, origins.plainPort);
    const message = (text: string) =>
      messages(ui).getByRole('row', { name: `sent`, exact: false }).filter({ hasText: text });

    await message('two').click();
    await messages(ui).focus();
    await ui.keyboard.press('m');
    await message('two').getByTitle('Marked yellow').waitFor();
    await ui.getByRole('button', { name: 'Comment on this message' }).click();
    await ui.keyboard.type('why twice?');
    await ui.keyboard.press('Enter');
    await ui.getByRole('button', { name: 'Comment: why twice?' }).waitFor();
    await connections(ui).getByRole('row').nth(1).click({ button: 'right' });
    await ui.getByRole('menuitem', { name: 'Mark' }).hover();
    await ui.getByRole('menuitemcheckbox', { name: 'Green' }).click();
    await ui.getByRole('button', { name: 'Pin to the top of the list' }).click();
    await connections(ui).getByTitle('Pinned to the top').waitFor();

    await ui.reload();
    await connections(ui).getByTitle('Marked green').waitFor();
    await connections(ui).getByTitle('Pinned to the top').waitFor();
    await ui.getByPlaceholder('Filter messages').fill('comment:twice');
    await expect.poll(() => messages(ui).getByRole('row').count()).toBe(2); // the header and one message
    await message('two').getByTitle('why twice?').waitFor();
    expect(browser.problems).toEqual([]);

    const { session } = running.ready;
    await running.stop();
    const again = await startFramescope(['web', '--session', session]);
    const reopened = await (await launchBrowser(again.ready)).openUi();
    await connections(reopened).getByTitle('Marked green').waitFor();
    await again.stop();
    const { stdout } = await framescope(['export', session, '--filter', 'comment:twice']);
    expect(parseLines(stdout)).toMatchObject([
      { type: 'connection', mark: 'green', pinned: true },
      { type: 'message', data: 'two', mark: 'yellow', comment: 'why twice?' },
      { type: 'close' },
    ]);
  },
);
