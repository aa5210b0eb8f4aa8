import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const chat = connection(1, { host: 'chat.example', path: '/', url: 'wss://chat.example/' });
const trades = connection(2, {
  host: 'trades.example',
  path: '/live',
  url: 'wss://trades.example/live',
  openedAt: chat.openedAt + 60_000,
});
const third = connection(3, { host: 'third.example', path: '/', url: 'wss://third.example/' });

async function openMerged() {
  await page.viewport(1500, 800);
  const capture = createCaptureFixture(chat, trades, third);
  capture.add('hello from one', { at: chat.openedAt + 1000 });
  capture.add('{"price":1}', { connection: trades.id, at: trades.openedAt });
  capture.add('again from one', { from: 'client', at: trades.openedAt + 2 });
  capture.add('not of these', { connection: third.id });
  const window = await openWindow({ connections: [chat, trades, third], answers: capture.answers });
  window.store.setState({ selected: chat.id });
  return { ...capture, ...window };
}

const connections = () => page.getByRole('grid', { name: 'Connections' });
const entry = (name: string) => connections().getByRole('row', { name, exact: false });
const messages = () => page.getByRole('treegrid', { name: 'Messages' });
const row = (text: RegExp) => messages().getByRole('row', { name: text });
const shown = () =>
  [...messages().element().querySelectorAll('[data-row]')].map((each) => each.textContent ?? '');

describe('several connections', () => {
  test('selected with Ctrl show their messages merged, each naming its connection', async () => {
    await openMerged();
    await userEvent.click(entry('trades.example'), { modifiers: ['Control'] });
    await expect.element(page.getByRole('heading', { name: 'Messages of 2 connections' })).toBeVisible();
    await expect.element(row(/received .*c2 trades\.example.*price/)).toBeVisible();
    await expect.poll(() => shown().map((text) => /c\d/.exec(text)?.[0])).toEqual(['c1', 'c2', 'c1']);
    await expect
      .element(messages().getByTitle('c2 wss://trades.example/live'))
      .toMatchTextContent(/c2 trades\.example/);
  });

  test('count time from when the first of them opened', async () => {
    await openMerged();
    await userEvent.click(entry('trades.example'), { modifiers: ['Control'] });
    await userEvent.click(page.getByRole('button', { name: 'Time', exact: true }));
    await expect.element(row(/\+60\.000.*price/)).toBeVisible();
    await expect.element(row(/\+60\.002.*again/)).toBeVisible();
  });

  test('are filtered, searched, inspected and resent as one list', async () => {
    const { calls } = await openMerged();
    await userEvent.click(entry('trades.example'), { modifiers: ['Control'] });
    await page.getByRole('combobox', { name: 'Find in messages' }).fill('dir:sent');
    await expect.poll(() => shown().length).toBe(1);
    await userEvent.click(row(/again from one/));
    await expect.element(page.getByRole('tab', { name: 'Pretty' })).toBeVisible();
    messages().element().focus();
    await userEvent.keyboard('r');
    await expect.poll(() => calls.find(({ method }) => method === 'send')?.args[0]).toBe(chat.id);
  });

  test('are exported by their ids', async () => {
    const { calls } = await openMerged();
    await userEvent.click(entry('trades.example'), { modifiers: ['Control'] });
    await expect.poll(() => shown().length).toBe(3);
    messages().element().focus();
    await userEvent.keyboard('{Home}{Shift>}{ArrowDown}{/Shift}');
    await expect.element(page.getByText(/^2 selected, 25.B$/)).toBeVisible();
    await userEvent.click(row(/price/), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Export 2 messages…' }));
    await userEvent.click(page.getByRole('button', { name: 'Export', exact: true }));
    await expect
      .poll(() => calls.find(({ method }) => method === 'startExport')?.args[0])
      .toMatchObject({ connections: [1, 2], messages: [1, 2] });
  });

  test('are all selected by one key, of those that the filter leaves', async () => {
    const { calls } = await openMerged();
    await userEvent.click(entry('trades.example'), { modifiers: ['Control'] });
    await page.getByRole('combobox', { name: 'Find in messages' }).fill('one');
    await expect.poll(() => shown().length).toBe(2);
    messages().element().focus();
    await userEvent.keyboard('{Control>}a{/Control}');
    await userEvent.click(row(/again/), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Export 2 messages…' }));
    await userEvent.click(page.getByRole('button', { name: 'Export', exact: true }));
    await expect
      .poll(() => calls.find(({ method }) => method === 'startExport')?.args[0])
      .toMatchObject({ connections: [1, 2], messages: [1, 3] });
  });

  test('say which of them is written to: the one of the active message', async () => {
    await openMerged();
    await userEvent.click(entry('trades.example'), { modifiers: ['Control'] });
    await userEvent.click(row(/hello from one/));
    await expect.element(page.getByText(/^Sends into/)).toMatchTextContent(/c1 wss:\/\/chat\.example/);
    await userEvent.click(row(/price/));
    await expect.element(page.getByText(/^Sends into/)).toMatchTextContent(/c2 wss:\/\/trades\.example/);
    await userEvent.click(page.getByRole('tab', { name: 'Handshake of c2' }));
    await expect.element(page.getByText(/^Handshake of/).last()).toMatchTextContent(/trades\.example/);
  });

  test('by Shift and the arrows, and back to one by Escape', async () => {
    await openMerged();
    await userEvent.click(entry('chat.example'));
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    await expect.element(page.getByRole('heading', { name: 'Messages of 3 connections' })).toBeVisible();
    await expect.element(entry('trades.example')).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('heading', { name: 'wss://third.example/' })).toBeVisible();
    await expect.element(entry('trades.example')).toHaveAttribute('aria-selected', 'false');
  });
});

describe('all messages', () => {
  test('of everything listed are one click away, and one key', async () => {
    await openMerged();
    await userEvent.click(page.getByRole('button', { name: 'All messages' }));
    await expect.element(page.getByRole('heading', { name: 'All messages: 3 connections' })).toBeVisible();
    await expect.element(row(/c3 third\.example.*not of these/)).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Back to one connection' }));
    await expect.element(page.getByRole('heading', { name: 'wss://chat.example/' })).toBeVisible();
    await userEvent.click(entry('chat.example'));
    await userEvent.keyboard('{Control>}a{/Control}');
    await expect.element(row(/not of these/)).toBeVisible();
  });

  test('follow the filter of the list', async () => {
    const { store } = await openMerged();
    await userEvent.click(page.getByRole('button', { name: 'All messages' }));
    await expect.element(row(/not of these/)).toBeVisible();
    store.setState({ listFilter: '-host:third.example' });
    await expect.element(page.getByRole('heading', { name: 'All messages: 2 connections' })).toBeVisible();
    await expect.poll(() => shown().length).toBe(3);
  });
});

test.each(['light', 'dark'] as const)('axe finds no serious fault in the merged view, %s', async (theme) => {
  await openMerged();
  document.documentElement.dataset.theme = theme;
  await userEvent.click(page.getByRole('button', { name: 'All messages' }));
  await expect.element(row(/not of these/)).toBeVisible();
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))).toEqual([]);
});
