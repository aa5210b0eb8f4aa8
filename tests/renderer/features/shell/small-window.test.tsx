import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const chat = connection(1, { path: '/', url: 'wss://irc-ws.chat.twitch.tv/' });
const said = (index: number) => `:ana!ana@ana.tmi.twitch.tv PRIVMSG #chan :line ${index}\r\n`;

const LOW = [900, 600] as const;
const NARROW = [900, 800] as const;
const LARGE = [1500, 1100] as const;

/** With a message in the inspector. */
async function openSmall(size: readonly [width: number, height: number]) {
  await page.viewport(...size);
  const capture = createCaptureFixture(chat);
  for (let index = 1; index <= 100; index++) capture.add(said(index));
  const window = await openWindow({ connections: [chat], answers: capture.answers });
  window.store.setState({ selected: chat.id });
  await list().getByText('line 97', { exact: true }).click();
  await userEvent.keyboard('{Enter}');
  await expect.element(fields()).toBeVisible();
  return { ...capture, ...window, tell: () => window.change({ views: capture.views() }) };
}

const list = () => page.getByRole('treegrid', { name: 'Messages' });
const fields = () => page.getByRole('tree', { name: 'Decoded message' });
const overTime = () => page.getByRole('button', { name: 'Over time' });
const composer = () => page.getByRole('region', { name: 'Send a message' });
const details = () => page.getByRole('region', { name: 'Details of the connection' });
const connections = () => page.getByRole('region', { name: 'Connections', exact: true });
const box = (of: { element(): Element }) => of.element().getBoundingClientRect();

/** Messages that are whole on the screen. */
function shownRows(): number {
  const { bottom } = box(list());
  const rows = [...list().element().querySelectorAll('[data-row]')];
  return rows.filter((row) => row.getBoundingClientRect().bottom <= bottom).length;
}

describe.each([
  ['900 × 800', NARROW],
  ['900 × 600', LOW],
])('a window of %s', (_, size) => {
  test('has room for rows, and for the message that is inspected', async () => {
    await openSmall(size);
    expect(box(fields()).height).toBeGreaterThan(100);
    expect(shownRows()).toBeGreaterThanOrEqual(4);
  });

  test('gives the room of the overview to messages, and the composer one line', async () => {
    await openSmall(size);
    await expect.element(overTime()).toHaveAttribute('aria-expanded', 'false');
    expect(box(composer()).height).toBeLessThan(40);
  });

  test('says how many are new without covering one of its rows', async () => {
    const { add, tell } = await openSmall(size);
    add(said(101));
    await tell();
    const pill = page.getByRole('button', { name: '1 new' });
    await expect.element(pill).toBeVisible();
    const { top, height } = box(list().getByRole('row').first());
    expect(box(pill).bottom).toBeLessThanOrEqual(top + height);
  });

  test('has nothing that axe finds a serious fault in', async () => {
    await openSmall(size);
    const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))).toEqual([]);
  });
});

describe('the details', () => {
  test('stand below the list in a narrow window, beside it in a low one', async () => {
    await openSmall(NARROW);
    expect(box(details()).top).toBeGreaterThanOrEqual(box(connections()).bottom);
    await page.viewport(...LOW);
    await expect.poll(() => box(details()).left).toBeGreaterThanOrEqual(300);
    expect(box(details()).top).toBe(box(connections()).top);
  });

  test('are moved by the menu to where they are not', async () => {
    const { store } = await openSmall(NARROW);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Show details on the right' }).click();
    expect(store.getState().layout).toBe('right');
  });

  test('keep the place of each splitter that was moved, whatever the window does', async () => {
    await openSmall(LARGE);
    const splitter = () => page.getByRole('separator', { name: 'Width of the connection list' });
    splitter().element().focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await expect.element(splitter()).toHaveAttribute('aria-valuenow', '46');
    await page.viewport(...NARROW);
    await expect.element(splitter()).toHaveAttribute('aria-valuenow', '26');
    await page.viewport(...LARGE);
    await expect.element(splitter()).toHaveAttribute('aria-valuenow', '46');
  });
});

describe('the messages over time', () => {
  test('stay as a person left them, however low the window becomes', async () => {
    await openSmall(LARGE);
    await expect.element(overTime()).toHaveAttribute('aria-expanded', 'true');
    await page.viewport(...LOW);
    await expect.element(overTime()).toHaveAttribute('aria-expanded', 'false');
    await overTime().click();
    await page.viewport(...NARROW);
    await page.viewport(...LOW);
    await expect.element(overTime()).toHaveAttribute('aria-expanded', 'true');
  });
});
