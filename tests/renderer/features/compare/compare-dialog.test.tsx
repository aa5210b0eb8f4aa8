import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type CaptureFixture, createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const api = connection(1, { url: 'wss://api.example.org/live', decoder: null, state: 'closed' });

async function openList(fill: (capture: CaptureFixture) => void): Promise<void> {
  await page.viewport(1500, 900);
  const capture = createCaptureFixture(api);
  fill(capture);
  const window = await openWindow({ connections: [api], answers: capture.answers });
  window.store.setState({ selected: api.id });
  await expect.element(messages().getByRole('row').nth(1)).toBeVisible();
  messages().element().focus();
}

const messages = () => page.getByRole('treegrid', { name: 'Messages' });
const dialog = () => page.getByRole('dialog', { name: 'Compare messages' });
const openTab = (name: RegExp) => userEvent.click(dialog().getByRole('tab', { name }));

const trades = (capture: CaptureFixture) => {
  capture.add('{"type":"trade","price":101,"old":1}');
  capture.add('{"type":"beat"}');
  capture.add('{"type":"trade","price":102,"new":[2]}', { from: 'client' });
};

describe('two messages', () => {
  test('are compared by c on one and c on the other, field by field', async () => {
    await openList(trades);
    await userEvent.keyboard('{Home}c');
    await expect.element(page.getByText(/^Compare #1: choose another and press/)).toBeVisible();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}c');
    await expect.element(dialog().getByRole('row', { name: /changed \$\.price 101 102/ })).toBeVisible();
    await expect.element(dialog().getByRole('row', { name: /removed \$\.old 1/ })).toBeVisible();
    await expect.element(dialog().getByRole('row', { name: /added \$\.new \[ 2 \]/ })).toBeVisible();
    await expect.element(dialog().getByText('▲ sent')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog()).not.toBeInTheDocument();
  });

  test('that are selected are compared at once, and swapped', async () => {
    await openList(trades);
    await userEvent.click(messages().getByText('"price":101', { exact: false }));
    await userEvent.click(messages().getByText('"price":102', { exact: false }), { modifiers: ['Control'] });
    await userEvent.click(messages().getByText('"price":102', { exact: false }), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: /^Compare the two/ }));
    await expect.element(dialog().getByRole('row', { name: /changed \$\.price 101 102/ })).toBeVisible();
    await userEvent.click(dialog().getByRole('button', { name: 'Swap' }));
    await expect.element(dialog().getByRole('row', { name: /changed \$\.price 102 101/ })).toBeVisible();
  });

  test('begin from the inspector as well', async () => {
    await openList(trades);
    await userEvent.click(messages().getByText('"price":101', { exact: false }));
    await userEvent.click(page.getByRole('button', { name: 'Compare with another message' }));
    await userEvent.click(messages().getByText('beat', { exact: false }).last());
    await userEvent.click(page.getByRole('button', { name: 'Compare with another message' }));
    await expect
      .element(dialog().getByRole('row', { name: /changed \$\.type "trade" "beat"/ }))
      .toBeVisible();
  });
});

describe('texts', () => {
  test('differ line by line, with the words that differ marked, side by side or unified', async () => {
    await openList((capture) => {
      capture.add('first\nthe red fox\nlast');
      capture.add('first\nthe blue fox\nlast');
    });
    await userEvent.keyboard('{Home}c{ArrowDown}c');
    const lines = dialog().getByRole('table', { name: 'Lines' });
    await expect.element(lines.getByText('red', { exact: true })).toBeVisible();
    expect(lines.element().querySelector('del')?.textContent).toBe('red');
    expect(lines.element().querySelector('ins')?.textContent).toBe('blue');
    await expect.element(lines.getByRole('row')).toHaveLength(3);
    await userEvent.click(dialog().getByRole('button', { name: 'Unified' }));
    await expect.element(lines.getByRole('row')).toHaveLength(4);
  });

  test('keep their secrets masked until they are asked for, and are never markup', async () => {
    await openList((capture) => {
      capture.add('<b>PASS oauth:abcdef</b>', { decoded: null });
      capture.add('<b>PASS oauth:ghijkl</b>!', { decoded: null });
    });
    await userEvent.keyboard('{Home}c{ArrowDown}c');
    const lines = dialog().getByRole('table', { name: 'Lines' });
    await expect.element(lines).toMatchTextContent(/<b>PASS oauth:•••/);
    expect(lines.element().textContent).not.toContain('abcdef');
    await userEvent.click(dialog().getByRole('button', { name: 'Reveal secrets' }));
    await expect.element(lines).toMatchTextContent(/abcdef/);
    expect(lines.element().querySelector('b:not([aria-hidden])')).toBeNull();
  });

  test('of which more is there than is compared say so, with numbers', async () => {
    await openList((capture) => {
      capture.add('x'.repeat(5 << 20));
      capture.add('x'.repeat(5 << 20));
    });
    await userEvent.keyboard('{Home}c{ArrowDown}c');
    await expect
      .element(dialog().getByText(/^Of #1 the first 4\.19.MB of 5\.24.MB are compared\.$/))
      .toBeVisible();
  });
});

describe('bytes', () => {
  test('stand in line where something was put in', async () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, index) => index);
    await openList((capture) => {
      capture.add(bytes);
      capture.add(Uint8Array.of(...bytes.slice(0, 20), 0xde, 0xad, ...bytes.slice(20)));
    });
    await userEvent.keyboard('{Home}c{ArrowDown}c');
    await openTab(/Bytes/);
    const dump = dialog().getByRole('table', { name: 'Bytes' }).element();
    await expect
      .poll(() => [...dump.querySelectorAll('[data-sign=b]')].map((cell) => cell.textContent).slice(0, 2))
      .toEqual(['de', 'ad']);
    expect(dump.querySelectorAll('[data-sign=a]')).toHaveLength(0);
  });
});

test.each(['light', 'dark'] as const)('axe finds no serious fault in it, %s', async (theme) => {
  await openList(trades);
  document.documentElement.dataset.theme = theme;
  await userEvent.keyboard('{Home}c{ArrowDown}{ArrowDown}c');
  for (const name of [/Fields/, /Text/, /Bytes/]) {
    await openTab(name);
    const { violations } = await axe.run(dialog().element(), { resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))).toEqual([]);
  }
});
