import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Connection } from '../../../../proxy/contract/model.ts';
import { createAppStore } from '../../../../renderer/state/app-store.ts';
import { COLUMN_IDS, type ColumnId } from '../../../../renderer/state/columns.ts';
import { attempt, attempts } from '../../../support/attempts.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection, detailOf, STATUS } from '../../support/session-fixture.ts';

const SESSION = attempts(
  { from: 0, to: 1, ending: 1001 },
  { from: 1.5, to: 2 },
  { from: 2.5, to: 2.6, ending: 503 },
  { from: 3, to: 3.5 },
  { from: 4 },
);
const BELOW = connection(9, { host: 'below.example', path: '/other' });
const ROWS: readonly Connection[] = [...SESSION, BELOW];

const group = () => page.getByRole('row', { name: '/socket', exact: false }).first();
const header = (name: string) => page.getByRole('columnheader', { name, exact: false });
const shownRows = () => document.querySelectorAll('[data-connection-list] [data-row]').length;
const top = (name: string) =>
  page.getByRole('row', { name, exact: false }).element().getBoundingClientRect().top;

/** With every column in sight, in a window that has the room. */
async function openWide(content: Parameters<typeof openWindow>[0]) {
  await page.viewport(1600, 700);
  const window = await openWindow(content);
  window.store.setState({ selected: null, firstSelected: true });
  await expect.element(header('Waterfall')).toBeVisible();
  return window;
}

describe('reconnects of one session', () => {
  test('stand as one row that says how often, and that it is too often', async () => {
    await openWide({ connections: ROWS });
    await expect
      .element(group().getByRole('button', { name: '4 reconnects' }))
      .toHaveAttribute('aria-expanded', 'false');
    await expect
      .element(group().getByTitle('It connected 5 times within 4.0 s.', { exact: false }))
      .toBeVisible();
    await expect.poll(shownRows).toBe(2);
  });

  test('are shown one by one by a click, by keys, and by the menu', async () => {
    const { store } = await openWide({ connections: ROWS });
    await group().getByRole('button', { name: '4 reconnects' }).click();
    await expect.poll(shownRows).toBe(7);
    expect(store.getState().selected).toBeNull();
    await group().click();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(shownRows).toBe(2);
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowDown}');
    expect(store.getState().selected).toBe(2);
    await userEvent.keyboard('{ArrowLeft}');
    expect(store.getState()).toMatchObject({ selected: 5, selectedAsGroup: 5 });
    await group().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show as one row' }).click();
    await expect.poll(shownRows).toBe(2);
  });

  test('have a tab: gaps, backoff, endings and the storm with advice', async () => {
    const { store } = await openWide({ connections: ROWS });
    await group().click();
    await expect
      .element(page.getByRole('tab', { name: 'Reconnects' }))
      .toHaveAttribute('aria-selected', 'true');
    const details = page.getByRole('region', { name: 'Details of the connection' });
    await expect.element(details.getByText('Reconnect storm.')).toBeVisible();
    await expect.element(details.getByText('constant: they do not back off')).toBeVisible();
    await expect.element(details.getByText('1006 ×2')).toBeVisible();
    await expect.element(details.getByText('1001 Going Away')).toBeVisible();
    const list = page.getByRole('grid', { name: 'Connections of this session' });
    await list.getByRole('row', { name: '503', exact: false }).dblClick();
    expect(store.getState()).toMatchObject({ selected: 3, selectedAsGroup: null });
  });

  test('are not grouped where the person does not want it, and that is remembered', async () => {
    await openWide({ connections: ROWS });
    await header('Name').click({ button: 'right' });
    await page.getByRole('menuitemcheckbox', { name: 'Group reconnects' }).click();
    await expect.poll(shownRows).toBe(6);
    expect(createAppStore().getState().grouping).toBe(false);
  });

  test('never move the row under the pointer', async () => {
    const window = await openWide({ connections: ROWS });
    await group().getByRole('button', { name: '4 reconnects' }).click();
    await page.getByRole('row', { name: '/other', exact: false }).hover();
    const before = top('/other');
    const ended = attempt(5, { from: 4, to: 4.5 });
    await window.change({ connections: [ended, attempt(10, { from: 5 })] });
    await expect.element(group().getByRole('button', { name: '5 reconnects' })).toBeInTheDocument();
    expect(top('/other')).toBe(before);
    await page.getByRole('combobox').first().hover();
    await expect.poll(() => top('/other')).toBe(before + 22);
  });

  test('a row that stops matching the filter stays while the pointer is over the list', async () => {
    const two = [connection(1, { path: '/first' }), connection(2, { path: '/second' })];
    const window = await openWide({ connections: two });
    window.store.setState({ listFilter: 'is:open' });
    await page.getByRole('row', { name: '/second', exact: false }).hover();
    const before = top('/second');
    await window.change({ connections: [{ ...two[0]!, state: 'closed' }] });
    expect(top('/second')).toBe(before);
    await page.getByRole('combobox').first().hover();
    await expect.poll(shownRows).toBe(1);
  });

  test('export as a whole', async () => {
    const { store } = await openWide({ connections: ROWS });
    await group().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Export this…' }).click();
    expect(store.getState().dialog).toEqual({ name: 'export', connections: [1, 2, 3, 4, 5] });
  });
});

describe('the menu of a row', () => {
  test.each(['{Shift>}{F10}{/Shift}', '{ContextMenu}'])('opens by %s for the selected row', async (keys) => {
    await openWide({ connections: [connection(1, { host: 'a.example' }), BELOW] });
    await page.getByRole('row', { name: 'a.example', exact: false }).click();
    await userEvent.keyboard(keys);
    const labels = page.getByRole('menu', { name: 'Connection' }).getByRole('menuitem');
    await expect.element(labels.first()).toBeVisible();
    expect(
      labels.elements().map((item) => item.querySelector('span + span')?.firstChild?.textContent),
    ).toEqual([
      'Copy URL',
      'Copy as cURL',
      'Copy as wscat',
      'Copy as websocat',
      'Copy as JavaScript',
      'Copy as Python',
      'Mark',
      'Comment…',
      'Pin to the top',
      'Filter by host:a.example',
      'Exclude host:a.example',
      'Filter by another value',
      'Exclude another value',
      'Show only a.example',
      'Exclude a.example',
      'Read messages as…',
      'Replay…',
      'Export this…',
    ]);
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('grid', { name: 'Connections' })).toHaveFocus();
  });

  test('a host is excluded from what is already filtered', async () => {
    const { store } = await openWide({ connections: [connection(1, { host: 'a.example' }), BELOW] });
    store.setState({ listFilter: 'ws' });
    await page.getByRole('row', { name: 'a.example', exact: false }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Exclude a.example' }).click();
    expect(store.getState().listFilter).toBe('ws -host:a.example');
    await expect.poll(shownRows).toBe(1);
  });
});

describe('columns', () => {
  const width = (name: string) => header(name).element().getBoundingClientRect().width;
  const order = () =>
    Array.from(
      document.querySelectorAll<HTMLElement>('[data-column-header]'),
      (cell) => cell.dataset.columnHeader,
    );

  test('a double click on an edge fits the column to what it shows', async () => {
    const host = `a-host-with-a-name-that-is-${'very-'.repeat(9)}long.example`;
    await openWide({ connections: [connection(1, { host })] });
    const before = width('Host');
    header('Host')
      .element()
      .querySelector('[aria-hidden]')
      ?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    await expect.poll(() => width('Host')).toBeGreaterThan(before);
    const cell = document.querySelector<HTMLElement>('[data-row] [data-column=host]');
    expect(cell?.scrollWidth).toBe(cell?.clientWidth);
  });

  test('a host that would be cut off takes room that the others do not need', async () => {
    const host = 'stream.prices.of-an-exchange.example.com';
    await openWide({ connections: [connection(1, { host, path: '/up' })] });
    const cell = document.querySelector<HTMLElement>('[data-row] [data-column=host]');
    expect(cell?.scrollWidth).toBe(cell?.clientWidth);
    expect(width('Waterfall')).toBeGreaterThan(400);
  });

  test('are not made wider by what comes in while the pointer is over the list', async () => {
    const window = await openWide({ connections: [connection(1, { host: 'short.example', path: '/up' })] });
    const before = width('Host');
    await userEvent.hover(page.getByRole('row', { name: 'short.example', exact: false }));
    const host = 'stream.prices.of-an-exchange.example.com';
    await window.change({ connections: [connection(2, { host, path: '/other' })] });
    await expect.element(page.getByRole('row', { name: host, exact: false })).toBeVisible();
    expect(width('Host')).toBe(before);
    await userEvent.hover(page.getByRole('banner'));
    await expect.poll(() => width('Host')).toBeGreaterThan(before);
  });

  test('of which one is dragged, no other edge moves', async () => {
    const host = 'stream.prices.of-an-exchange.example.com';
    const { store } = await openWide({ connections: [connection(1, { host })] });
    const before = { host: width('Host'), waterfall: width('Waterfall') };
    header('Bytes').element().querySelector('button')!.focus();
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    expect(store.getState().columns.bytes).toMatchObject({ width: 80, own: true });
    expect({ host: width('Host'), waterfall: width('Waterfall') }).toEqual(before);
  });

  test('the header is one stop of the Tab key; arrows, Enter and Shift with arrows do the rest', async () => {
    const { store } = await openWide({ connections: ROWS });
    await expect.element(header('Name')).toBeVisible();
    const stops = [...document.querySelectorAll('[data-column-header] button')].filter(
      (button) => (button as HTMLElement).tabIndex === 0,
    );
    expect(stops).toHaveLength(1);
    (stops[0] as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}');
    expect(store.getState().sort).toEqual({ column: 'host', direction: 'ascending' });
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    expect(store.getState().columns.host.width).toBe(148);
  });

  test('are moved by the menu of their title, which opens by keyboard, and by dragging', async () => {
    const { store } = await openWide({ connections: ROWS });
    header('Host').getByRole('button').element().focus();
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    await page.getByRole('menuitem', { name: 'Move right' }).click();
    expect(order().slice(0, 4)).toEqual(['state', 'name', 'status', 'host']);
    await header('Waterfall').getByRole('button').dropTo(header('Status').getByRole('button'));
    await expect.poll(() => order().slice(0, 4)).toEqual(['state', 'name', 'waterfall', 'status']);
    expect(store.getState().columnOrder).toHaveLength(COLUMN_IDS.length);
  });

  test('order, width, visibility and sort are there again at the next visit', async () => {
    const { store } = await openWide({ connections: ROWS });
    const { columns } = store.getState();
    const columnOrder: readonly ColumnId[] = [...COLUMN_IDS].toSpliced(2, 2, 'method', 'host');
    const changed = {
      ...columns,
      host: { ...columns.host, width: 77, own: true },
      method: { width: 60, visible: true, own: true },
    };
    const choices = {
      columnOrder,
      columns: changed,
      sort: { column: 'waterfall', direction: 'descending' } as const,
    };
    store.setState(choices);
    expect(createAppStore().getState()).toMatchObject(choices);
  });

  test('the waterfall tells when, and on hover where the time of the handshake went', async () => {
    const row = connection(1, { openedAt: Date.now() - 5000 });
    const details = new Map([[row.id, detailOf(row)]]);
    await openWide({ connections: [row], details });
    await expect.element(page.getByText('opened after 0.0 ms, still open')).toBeInTheDocument();
    await page.getByRole('gridcell', { name: 'still open', exact: false }).hover();
    await expect.element(page.getByText('to the answer', { exact: false }).first()).toBeVisible();
  });
});

describe('accessibility', () => {
  test.each(['light', 'dark'] as const)(
    'axe finds no serious fault in a %s list with groups and their tab',
    async (theme) => {
      await openWide({ connections: ROWS, status: { settings: { ...STATUS.settings, theme } } });
      await group().click();
      await userEvent.keyboard('{ArrowRight}');
      await expect.element(page.getByRole('grid', { name: 'Connections of this session' })).toBeVisible();
      const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`)),
      ).toEqual([]);
    },
  );
});
