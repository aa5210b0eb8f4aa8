import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FramescopeError } from '../../../../proxy/contract/errors.ts';
import { INITIAL_COLUMNS } from '../../../../renderer/state/columns.ts';
import { type OpenWindow, openWindow } from '../../support/open-window.ts';
import { connection, createSessionFixture, STATUS } from '../../support/session-fixture.ts';

const FAILURE = {
  code: 'HTTP_403',
  message: 'The server refused the upgrade.',
  hint: 'Check the Origin header.',
};

const PART = { exact: false } as const;

const ROWS = [
  connection(1, { host: 'chat.example', path: '/', sentMessages: 6, receivedMessages: 4500 }),
  connection(2, { kind: 'http', resourceType: 'fetch', host: 'api.example', path: '/v1/users', status: 200 }),
  connection(3, { host: 'news.example', path: '/ws', state: 'failed', status: 403, failure: FAILURE }),
];

function row(name: string) {
  return page.getByRole('row', { name, exact: false });
}

async function names(): Promise<readonly string[]> {
  await expect.element(page.getByRole('grid', { name: 'Connections' })).toBeVisible();
  const cells = document.querySelectorAll('[data-column=name]');
  return Array.from(cells, (cell) => cell.firstChild?.firstChild?.textContent ?? '');
}

function methods({ calls }: OpenWindow): readonly string[] {
  return calls.map((call) => call.method);
}

describe('first run', () => {
  test('offers a browser, another client and the demo, and each button does it', async () => {
    const window = await openWindow();
    await page.getByRole('main').getByRole('button', { name: 'Open browser' }).click();
    await page.getByRole('main').getByRole('button', { name: 'Try the demo' }).click();
    expect(methods(window)).toEqual(['openBrowser', 'startDemo']);
    await page.getByRole('main').getByRole('button', { name: 'Set up another client…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set up another client' });
    await expect.element(dialog.getByText('export HTTP_PROXY=http://127.0.0.1:8899', PART)).toBeVisible();
  });

  test('says why a browser cannot be opened', async () => {
    await openWindow({ info: { browsers: [] } });
    const main = page.getByRole('main');
    await expect
      .element(main.getByText('No Chrome, Chromium, Edge or Firefox was found', PART))
      .toBeVisible();
    const open = main.getByRole('button', { name: 'Open browser' });
    await expect.element(open).toHaveAttribute('aria-disabled', 'true');
    await expect.element(open).toHaveAccessibleDescription(/^No Chrome, Chromium, Edge or Firefox was found/);
  });

  test('the toolbar says on focus too why a browser cannot be opened', async () => {
    await openWindow({ info: { browsers: [] }, connections: ROWS });
    const open = page.getByRole('banner').getByRole('button', { name: 'Open browser' });
    open.element().focus();
    await expect
      .element(
        page.getByRole('tooltip', { name: 'No Chrome, Chromium, Edge or Firefox was found', exact: false }),
      )
      .toBeInTheDocument();
  });

  test('a phone is sent to the address where the proxy hands out its certificate', async () => {
    const { store } = await openWindow();
    store.setState({ dialog: { name: 'clients' } });
    await page.getByRole('tab', { name: 'Phone' }).click();
    await expect.element(page.getByText('http://framescope.local/', { exact: true })).toBeVisible();
  });

  test('gives way to the list, with the first WebSocket selected, when traffic comes', async () => {
    const window = await openWindow();
    await window.change({ connections: ROWS });
    await expect.element(row('chat.example')).toHaveAttribute('aria-selected', 'true');
    await expect.element(page.getByRole('tab', { name: 'Messages' })).toBeVisible();
  });
});

describe('the connection list', () => {
  test('shows a failed row with a cross and why it failed', async () => {
    await openWindow({ connections: ROWS });
    const failed = row('news.example/ws');
    await expect.element(failed.getByText('Failed', PART)).toBeInTheDocument();
    await expect.element(failed.getByText(FAILURE.message, PART)).toBeVisible();
  });

  test('counts the messages of a connection that break a rule', async () => {
    await openWindow({ connections: [connection(1, { violations: 2 })] });
    await expect.element(page.getByTitle('2 messages that break a rule of WebSocket')).toBeVisible();
  });

  test('how long a connection is open counts up by itself', async () => {
    const { store } = await openWindow({ connections: [connection(1, { openedAt: Date.now() })] });
    const hidden = { width: 50, visible: false, own: false };
    const columns = { ...INITIAL_COLUMNS, host: hidden, type: hidden, protocol: hidden, bytes: hidden };
    store.setState({ columns, selected: null });
    const duration = page.getByTitle('Open since', PART);
    const shown = () => duration.element().textContent;
    await expect.poll(shown).toMatch(/^\d\ss$/);
    const first = shown();
    await expect.poll(shown, { timeout: 5000 }).not.toBe(first);
  });

  test('a refused upgrade begins with its handshake, and its messages can be asked for', async () => {
    await openWindow({ connections: ROWS });
    await row('news.example/ws').click();
    await expect
      .element(page.getByRole('tab', { name: 'Handshake' }))
      .toHaveAttribute('aria-selected', 'true');
    await page.getByRole('tab', { name: 'Messages' }).click();
    await expect.element(page.getByText('The upgrade did not succeed.', PART).first()).toBeVisible();
    await row('chat.example').click();
    await expect
      .element(page.getByRole('tab', { name: 'Messages' }))
      .toHaveAttribute('aria-selected', 'true');
  });

  test('brings a connection into sight that was selected before its row came', async () => {
    const many = Array.from({ length: 90 }, (_, index) => connection(index + 1, { path: `/${index + 1}` }));
    const window = await openWindow({ connections: many });
    await page.getByRole('row', { name: /\/1\b/ }).click();
    window.store.setState({ selected: connection(91).id });
    await window.change({ connections: [connection(91, { path: '/newest' })] });
    await expect.element(row('/newest')).toBeInViewport();
  });

  test('says how many rows there are, with the header', async () => {
    await openWindow({ connections: ROWS });
    await expect
      .element(page.getByRole('grid', { name: 'Connections' }))
      .toHaveAttribute('aria-rowcount', '4');
  });

  test('a column is hidden by the menu of the header, and remembered', async () => {
    await openWindow({ connections: ROWS });
    await page.getByRole('columnheader', { name: 'Status' }).click({ button: 'right' });
    await page.getByRole('menuitemcheckbox', { name: 'Status' }).click();
    await expect.element(page.getByRole('columnheader', { name: 'Status' })).not.toBeInTheDocument();
    expect(localStorage.getItem('framescope:columns')).toContain('"status":{"width":56,"visible":false,');
  });

  test('keeps its order while the pointer is over it', async () => {
    const window = await openWindow({ connections: ROWS });
    await page.getByRole('button', { name: 'Messages received' }).click();
    const before = await names();
    await row('users').hover();
    await window.change({ connections: [connection(3, { ...ROWS[2], receivedMessages: 9999 })] });
    expect(await names()).toEqual(before);
  });

  test('sorts by a column: ascending, descending, then as captured', async () => {
    const { store } = await openWindow({ connections: ROWS });
    store.setState({ selected: null });
    const header = page.getByRole('button', { name: 'Messages received' });
    await header.click();
    await expect
      .element(page.getByRole('columnheader', { name: 'Messages received' }))
      .toHaveAttribute('aria-sort', 'ascending');
    await expect.poll(names).toEqual(['users', 'news.example/ws', 'chat.example']);
    await header.click();
    await expect.poll(names).toEqual(['chat.example', 'users', 'news.example/ws']);
    await header.click();
    await expect.poll(names).toEqual(['chat.example', 'users', 'news.example/ws']);
  });

  test('moves by arrows and j/k, opens with Enter, and Escape comes back', async () => {
    const { store } = await openWindow({ connections: ROWS });
    await row('chat.example').click();
    await userEvent.keyboard('j{ArrowDown}k');
    expect(store.getState().selected).toBe(2);
    await userEvent.keyboard('{End}');
    expect(store.getState().selected).toBe(3);
    await userEvent.keyboard('{Enter}');
    expect(document.activeElement?.closest('[data-detail-pane]')).not.toBeNull();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('grid', { name: 'Connections' })).toHaveFocus();
  });

  test('goes to the next and the previous connection from anywhere', async () => {
    const { store } = await openWindow({ connections: ROWS });
    await page.getByRole('tab', { name: 'Handshake' }).click();
    await userEvent.keyboard(']]');
    expect(store.getState().selected).toBe(3);
    await userEvent.keyboard('[[');
    expect(store.getState().selected).toBe(2);
  });

  test('has a menu of the row under the pointer', async () => {
    const { store } = await openWindow({ connections: ROWS });
    await row('users').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Export this…' }).click();
    expect(store.getState().dialog).toEqual({ name: 'export', connections: [2] });
  });
});

describe('filtering', () => {
  test('chips leave only their type', async () => {
    await openWindow({ connections: ROWS });
    await page.getByRole('radio', { name: 'WS' }).click();
    await expect.poll(names).toEqual(['chat.example', 'news.example/ws']);
  });

  test('`/` goes to the filter, which is read back in plain English', async () => {
    await openWindow({ connections: ROWS });
    await userEvent.keyboard('/ws is:failed');
    await expect.poll(names).toEqual(['news.example/ws']);
    await expect.element(page.getByText('the connection failed', PART)).toBeVisible();
  });

  test('an error names its character, says what to write, and hides nothing', async () => {
    await openWindow({ connections: ROWS });
    await userEvent.keyboard('/status:>=abc');
    const field = page.getByRole('combobox', { name: 'Filter connections' });
    await expect.element(field).toHaveAttribute('aria-invalid', 'true');
    await expect.element(page.getByText('Character 10:', PART)).toBeVisible();
    await expect.element(page.getByText('Write it like status:>=400.', PART)).toBeVisible();
    expect(await names()).toHaveLength(3);
  });

  test('words are completed with values of the capture', async () => {
    const { store } = await openWindow({ connections: ROWS });
    await userEvent.keyboard('/host:ne');
    await expect.element(page.getByRole('option', { name: 'news.example' })).toBeVisible();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(store.getState().listFilter.trim()).toBe('host:news.example');
  });

  test('when nothing is left it says so, and one click brings all back', async () => {
    await openWindow({ connections: ROWS });
    await userEvent.keyboard('/host:elsewhere{Escape}');
    await expect.element(page.getByText('The filter hides all of the 3 connections.', PART)).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: 'Clear filter' }).click();
    expect(await names()).toHaveLength(3);
  });

  test('what it hides is counted', async () => {
    await openWindow({ connections: ROWS });
    await page.getByRole('radio', { name: 'WS' }).click();
    await expect.element(page.getByText('2 of 3 connections', PART)).toBeVisible();
  });

  test('a chip is a word of the text: pressing writes it, typing presses', async () => {
    await openWindow({ connections: ROWS });
    const field = page.getByRole('combobox', { name: 'Filter connections' });
    await field.fill('is:open');
    await userEvent.keyboard('{Escape}');
    await page.getByRole('radio', { name: 'WS' }).click();
    await expect.element(field).toHaveValue('ws is:open');
    await field.fill('type:fetch');
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('radio', { name: 'Fetch' })).toBeChecked();
    await page.getByRole('radio', { name: 'All' }).click();
    await expect.element(field).toHaveValue('');
  });

  test('`/` types behind what a chip wrote, and over the rest', async () => {
    const { store } = await openWindow({ connections: ROWS });
    await page.getByRole('radio', { name: 'WS' }).click();
    await userEvent.keyboard('/news{Escape}{Escape}');
    expect(store.getState().listFilter).toBe('ws news');
    await userEvent.keyboard('/chat');
    expect(store.getState().listFilter).toBe('ws chat');
  });

  test('does not flicker while a word is typed that becomes a key', async () => {
    await openWindow({ connections: ROWS });
    for (const typed of ['/', 'st', 'atus', ':', '>']) {
      await userEvent.keyboard(typed);
      expect(await names()).toHaveLength(3);
    }
    await userEvent.keyboard('=400');
    await expect.poll(names).toEqual(['news.example/ws']);
    const field = page.getByRole('combobox', { name: 'Filter connections' });
    await field.fill('status:>=');
    await expect.poll(names).toEqual(['news.example/ws']);
    await field.fill('stat');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('The filter hides all of the 3 connections.', PART)).toBeVisible();
  });

  test('says when it asks for what the list does not look at', async () => {
    await openWindow({ connections: ROWS });
    await userEvent.keyboard('/ws kind:PRIVMSG');
    await expect.element(page.getByText('“the kind is PRIVMSG” hides no connection', PART)).toBeVisible();
  });

  test('any cell filters by its value, or excludes it', async () => {
    await page.viewport(2200, 800);
    const { store } = await openWindow({ connections: ROWS });
    await row('news.example').getByText('403').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Filter by status:403' }).click();
    expect(store.getState().listFilter).toBe('status:403');
    await row('news.example').getByText('WS', { exact: true }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Exclude ws' }).click();
    expect(store.getState().listFilter).toBe('status:403 -ws');
  });

  test('every value of a row is in the menu for those who use the keyboard', async () => {
    await page.viewport(1500, 800);
    const { store } = await openWindow({ connections: ROWS });
    await row('news.example').click();
    await row('news.example').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Filter by another value' }).hover();
    await userEvent.keyboard('{ArrowRight}');
    await page.getByRole('menuitem', { name: 'Filter by is:failed' }).click();
    expect(store.getState().listFilter).toBe('is:failed');
  });

  test('can be saved under a name, picked, and deleted', async () => {
    await page.viewport(1500, 800);
    await openWindow({ connections: ROWS });
    const toolbar = page.getByRole('banner');
    const field = page.getByRole('combobox', { name: 'Filter connections' });
    await field.fill('ws is:failed');
    await toolbar.getByRole('button', { name: 'Saved and recent filters' }).click();
    await page.getByRole('textbox', { name: 'Name of the filter' }).fill('refused');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('This filter is saved as “refused”.')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await toolbar.getByRole('button', { name: 'Clear filter' }).click();
    await toolbar.getByRole('button', { name: 'Saved and recent filters' }).click();
    await page
      .getByRole('region', { name: 'Saved' })
      .getByRole('button', { name: /^refused/ })
      .click();
    await expect.element(field).toHaveValue('ws is:failed');
    await toolbar.getByRole('button', { name: /^Saved as refused/ }).click();
    await page.getByRole('button', { name: 'Delete refused' }).click();
    expect(localStorage.getItem('framescope:saved-filters')).toBe('[]');
  });

  test('the export has the same box, begun with the filter of the list', async () => {
    const window = await openWindow({ connections: ROWS });
    window.store.setState({ listFilter: 'ws', dialog: { name: 'export', connections: null } });
    const field = page.getByRole('combobox', { name: 'Filter of the export' });
    await expect.element(field).toHaveValue('ws');
    await field.fill('ws host:news is:op');
    const save = page.getByRole('button', { name: 'Export', exact: true });
    await expect.element(save).toBeDisabled();
    await userEvent.click(page.getByRole('option', { name: 'open', exact: false }));
    await userEvent.keyboard('{Escape}');
    await save.click();
    expect(window.calls.find(({ method }) => method === 'startExport')?.args).toMatchObject([
      { filter: 'ws host:news is:open', connections: null },
    ]);
  });

  test('arrow up in an empty box brings back what was used before', async () => {
    await openWindow({ connections: ROWS });
    const field = page.getByRole('combobox', { name: 'Filter connections' });
    await field.fill('host:chat');
    await userEvent.keyboard('{Enter}');
    await field.fill('is:failed');
    await userEvent.keyboard('{Enter}');
    await field.fill('');
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(field).toHaveValue('is:failed');
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(field).toHaveValue('host:chat');
    await expect.poll(names).toEqual(['chat.example']);
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await expect.element(field).toHaveValue('');
  });

  test('is remembered for the next visit', async () => {
    await openWindow({ connections: ROWS });
    await page.getByRole('radio', { name: 'Fetch' }).click();
    expect(localStorage.getItem('framescope:filter')).toBe('"type:fetch"');
  });
});

describe('keys and commands', () => {
  test('`p` pauses, and does not while something is typed', async () => {
    const window = await openWindow({ connections: ROWS });
    await row('users').click();
    await userEvent.keyboard('p/p');
    expect(methods(window).filter((method) => method === 'pause')).toHaveLength(1);
  });

  test('`?` opens the sheet of all keys', async () => {
    await openWindow();
    await userEvent.keyboard('?');
    await expect
      .element(page.getByRole('dialog', { name: 'All keys' }).getByText('Command palette', PART))
      .toBeVisible();
  });

  test('the palette finds a command and runs it', async () => {
    const window = await openWindow();
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('try the demo{Enter}');
    expect(methods(window)).toEqual(['startDemo']);
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  test('the palette goes to a connection', async () => {
    const { store } = await openWindow({ connections: ROWS });
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('c3{Enter}');
    expect(store.getState().selected).toBe(3);
  });
});

describe('settings', () => {
  test('a refused port is explained where it was typed', async () => {
    const taken = new FramescopeError('PORT_IN_USE', 'Port 80 is taken.', 'Choose another one.');
    await openWindow({ answers: { configure: () => Promise.reject(taken) } });
    await userEvent.keyboard('{Control>},{/Control}');
    await page.getByRole('textbox', { name: 'Proxy port' }).fill('80');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('alert')).toHaveTextContent('Port 80 is taken. Choose another one.');
  });

  test('the theme of the settings is the theme of the page', async () => {
    const window = await openWindow({ status: { settings: { ...STATUS.settings, theme: 'dark' } } });
    expect(document.documentElement.dataset.theme).toBe('dark');
    await userEvent.keyboard('{Control>},{/Control}');
    await page.getByRole('radio', { name: 'Light' }).click();
    expect(window.calls).toEqual([{ method: 'configure', args: [{ theme: 'light' }] }]);
  });

  test('say what becomes of the traffic, or of its payloads, when the disk is too slow', async () => {
    const window = await openWindow({});
    await userEvent.keyboard('{Control>},{/Control}');
    const choice = page.getByRole('radiogroup', { name: 'If the disk is too slow' });
    await expect.element(choice).toHaveAccessibleDescription(/nothing is lost.*nobody waits/i);
    await choice.getByRole('radio', { name: 'Skip payloads' }).click();
    expect(window.calls).toEqual([{ method: 'configure', args: [{ whenFull: 'never-slow' }] }]);
  });

  test('limit what is stored, and the status bar says what went', async () => {
    const evicted = { messages: 1234, bytes: 5_000_000, until: Date.UTC(2025, 10, 22) };
    const window = await openWindow({ status: { totals: { ...STATUS.totals, evicted } } });
    await expect.element(page.getByText(/234 messages removed/)).toBeVisible();
    await userEvent.keyboard('{Control>},{/Control}');
    const field = page.getByRole('textbox', { name: 'Storage budget, MiB' });
    await expect.element(field).toHaveValue('0');
    await field.fill('512');
    await userEvent.keyboard('{Enter}');
    expect(window.calls).toEqual([{ method: 'configure', args: [{ storageBudget: 512 * 1024 * 1024 }] }]);
  });
});

describe('when the engine is gone', () => {
  test('a banner says so, the rows stay, and it can be tried at once', async () => {
    const window = await openWindow({ connections: ROWS });
    window.link({ link: 'lost' });
    await expect.element(page.getByRole('alert').getByText('Engine gone, reconnecting…')).toBeVisible();
    expect(await names()).toHaveLength(3);
    await page.getByRole('button', { name: 'Try now' }).click();
    expect(window.retries()).toBe(1);
  });

  test('a new session brings everything back', async () => {
    const window = await openWindow({ connections: ROWS });
    window.link({ link: 'lost' });
    const next = createSessionFixture({
      connections: [...ROWS, connection(4, { host: 'new.example', path: '/' })],
    });
    window.link({ link: 'live', session: next.session });
    await expect.element(row('new.example')).toBeVisible();
    await expect.element(page.getByText('Engine gone', PART)).not.toBeInTheDocument();
    expect(window.store.getState().selected).toBe(1);
  });
});

describe('errors', () => {
  test('a call that fails is shown, and stays in the log', async () => {
    const refusal = new FramescopeError('NO_BROWSER', 'Chrome did not start.', 'Set up another client.');
    await openWindow({ answers: { openBrowser: () => Promise.reject(refusal) } });
    await page.getByRole('main').getByRole('button', { name: 'Open browser' }).click();
    await expect.element(page.getByText('Chrome did not start.', PART).first()).toBeVisible();
    await page.getByRole('button', { name: 'Log (1)' }).click();
    await expect
      .element(page.getByRole('dialog', { name: 'Log' }).getByText('NO_BROWSER', PART))
      .toBeVisible();
  });

  test('a notice of the engine is in the status bar with what to do', async () => {
    const notice = {
      level: 'error',
      code: 'DISK',
      message: 'The disk is full.',
      hint: 'Free some space.',
      at: 1,
    } as const;
    await openWindow({ status: { notices: [notice] } });
    await page.getByRole('contentinfo').getByText('The disk is full.', PART).click();
    await expect
      .element(page.getByRole('dialog', { name: 'Log' }).getByText('Free some space.', PART))
      .toBeVisible();
  });
});

describe('accessibility', () => {
  test('the window has one heading of the first level', async () => {
    await openWindow();
    expect(page.getByRole('heading', { level: 1 }).elements()).toHaveLength(1);
  });

  async function faults(): Promise<readonly string[]> {
    const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
  }

  test.each(['light', 'dark'] as const)('axe finds no serious fault in the %s window', async (theme) => {
    const settings = { ...STATUS.settings, theme };
    await openWindow({ connections: ROWS, status: { settings } });
    await expect.element(row('users')).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('nor in the %s empty state', async (theme) => {
    await openWindow({ status: { settings: { ...STATUS.settings, theme } } });
    expect(await faults()).toEqual([]);
  });

  test('nor in the completions and the saved filters', async () => {
    const { store } = await openWindow({ connections: ROWS });
    store.setState({ savedFilters: [{ name: 'sockets', text: 'ws' }] });
    store.setState({ recentFilters: { connections: ['is:failed'], messages: [] } });
    await userEvent.keyboard('/');
    await expect.element(page.getByRole('option', { name: 'ws sockets' })).toBeVisible();
    expect(await faults()).toEqual([]);
    await userEvent.keyboard('{Escape}status:4xx kind:a');
    await page.getByRole('banner').getByRole('button', { name: 'Saved and recent filters' }).click();
    await expect.element(page.getByRole('region', { name: 'Recent' })).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  test.each(['settings', 'clients', 'keys', 'palette', 'export'] as const)(
    'nor in the %s dialog',
    async (name) => {
      const { store } = await openWindow({ connections: ROWS });
      store.setState({ dialog: name === 'export' ? { name, connections: null } : { name } });
      await expect.element(page.getByRole('dialog')).toBeVisible();
      expect(await faults()).toEqual([]);
    },
  );
});
