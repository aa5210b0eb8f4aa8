import axe from 'axe-core';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { MessageSchema } from '../../../../proxy/contract/message-schema.ts';
import { KindSchemas } from '../../../../proxy/session/kind-schemas.ts';
import { type CaptureFixture, createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const feed = connection(1, {
  path: '/v1?token=s3cret',
  url: 'wss://feed.example/v1?token=s3cret',
  host: 'feed.example',
});

function schemaOf({ messages }: CaptureFixture): MessageSchema {
  const schemas = new KindSchemas();
  for (const message of messages) schemas.take(message.decoded, message);
  return { scanned: messages.length, total: messages.length, ...schemas.told };
}

const QUOTES = 60;

/** Quotes, of which the last ones have a field more, and two messages that ask for them. */
function addQuotes(capture: CaptureFixture): void {
  for (let n = 0; n < QUOTES; n += 1) {
    const late = n >= 50 ? { venue: 'XETR' } : {};
    capture.add(
      JSON.stringify({
        type: 'quote',
        price: n + 0.5,
        side: n % 2 ? 'buy' : 'sell',
        of: { lots: [n] },
        ...late,
      }),
    );
  }
  for (const id of [1, 2]) capture.add(JSON.stringify({ type: 'subscribe', id }), { from: 'client' });
}

async function openSchema(over: Partial<MessageSchema> = {}, fill = addQuotes) {
  await page.viewport(1500, 900);
  const capture = createCaptureFixture(feed);
  fill(capture);
  const answers = { ...capture.answers, schema: async () => ({ ...schemaOf(capture), ...over }) };
  const window = await openWindow({ connections: [feed], answers });
  window.store.setState({ selected: feed.id });
  await userEvent.click(page.getByRole('tab', { name: 'Schema' }));
  return { ...window, capture };
}

const field = (name: RegExp) => page.getByRole('table', { name: /^Fields of / }).getByRole('row', { name });
const filterBox = page.getByRole('combobox', { name: 'Find in messages' });

/** What this button's menu puts on the clipboard. */
async function copied(button: string, format: string): Promise<string> {
  const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await userEvent.click(page.getByRole('button', { name: button }));
  await userEvent.click(page.getByRole('menuitem', { name: `Copy as ${format}` }));
  await expect.element(page.getByText(`Copied: ${format}.`)).toBeVisible();
  const text = written.mock.lastCall![0];
  written.mockRestore();
  return text;
}

describe('the Schema tab', () => {
  test('lists kinds by direction, and the fields of the most frequent one', async () => {
    await openSchema();
    await expect.element(page.getByText('2 kinds in 62 messages')).toBeVisible();
    await expect.element(page.getByRole('tab', { name: 'quote 60 received' })).toBeVisible();
    await expect.element(field(/^type string always "quote"$/)).toBeVisible();
    await expect.element(field(/^price number always 0\.5 … 59\.5$/)).toBeVisible();
    await expect.element(field(/^side string always "sell" | "buy"$/)).toBeVisible();
    await expect.element(field(/^lots integer\[\] always 0 … 59$/)).toBeVisible();
    await expect.element(field(/^venue new since .* string 17 % "XETR"$/)).toBeVisible();
  });

  test('does not break values into lines while there is room beside them', async () => {
    const days = ['2026-11-29T07:10:54.187Z', '2026-11-29T07:10:54.940Z', '2026-11-29T07:10:55.692Z'];
    await openSchema({}, (capture) => {
      for (const at of days) capture.add(JSON.stringify({ type: 'trade', at }));
    });
    await page.viewport(2000, 900);
    const height = (name: RegExp) => field(name).element().getBoundingClientRect().height;
    await expect.element(field(/^at/)).toBeVisible();
    expect(height(/^at/)).toBeLessThan(height(/^type/) + 4);
  });

  test('shows the fields of another kind, by keyboard too', async () => {
    await openSchema();
    await userEvent.click(page.getByRole('tab', { name: /^quote 60/ }));
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(page.getByRole('table', { name: 'Fields of subscribe' })).toBeVisible();
    await expect.element(field(/^id integer always 1 … 2$/)).toBeVisible();
  });

  test('goes to the message in which a field was new', async () => {
    await openSchema();
    await userEvent.click(page.getByRole('button', { name: /^new since/ }));
    await expect.element(page.getByRole('row', { name: /"price":50\.5/ })).toHaveAttribute('data-active');
  });

  test.each([
    ['quote', 'kind:quote'],
    ['venue', 'kind:quote $.venue'],
    ['lots', 'kind:quote $.of.lots'],
    ['"buy"', 'kind:quote $.side=buy'],
  ])('filters the timeline by %s', async (name, filter) => {
    await openSchema();
    await userEvent.click(page.getByRole('button', { name, exact: true }));
    await expect.element(filterBox).toHaveValue(filter);
  });

  test('grows with live messages', async () => {
    const { capture, change } = await openSchema();
    await expect.element(page.getByText('2 kinds in 62 messages')).toBeVisible();
    capture.add('{"type":"news"}');
    await change({ views: capture.views() });
    await expect.element(page.getByText('3 kinds in 63 messages')).toBeVisible();
  });

  test.each([
    ['Export schema', 'JSON Schema', /"\$schema".*"Quote".*"Subscribe"/s],
    ['Export schema', 'TypeScript', /export type Message = Quote \| Subscribe;/],
    ['Export schema', 'AsyncAPI', /"asyncapi": "3\.0\.0".*"host": "feed\.example".*"address": "\/v1"/s],
    ['Copy or save the schema of this kind', 'TypeScript', /export type Message = Quote;/],
  ])('copies, by %s, as %s', async (button, format, expected) => {
    await openSchema();
    const text = await copied(button, format);
    expect(text).toMatch(expected);
    expect(text).not.toContain('s3cret');
  });

  test('is of several connections too, each a channel of its own', async () => {
    const other = connection(2, {
      url: 'wss://orders.example:8443/live',
      host: 'orders.example',
      path: '/live',
    });
    const capture = createCaptureFixture(feed, other);
    addQuotes(capture);
    capture.add('{"type":"order"}', { connection: other.id });
    const answers = { ...capture.answers, schema: async () => schemaOf(capture) };
    const { store } = await openWindow({ connections: [feed, other], answers });
    store.setState({ selected: feed.id });
    const list = page.getByRole('grid', { name: 'Connections' });
    await userEvent.click(list.getByRole('row', { name: /orders/ }), { modifiers: ['Control'] });
    await userEvent.click(page.getByRole('tab', { name: 'Schema' }));
    await expect.element(page.getByRole('tab', { name: 'order 1 received' })).toBeVisible();
    const text = await copied('Export schema', 'AsyncAPI');
    const { servers, channels } = JSON.parse(text);
    expect(Object.values(servers)).toEqual([
      { host: 'feed.example', protocol: 'wss' },
      { host: 'orders.example:8443', protocol: 'wss' },
    ]);
    expect(
      Object.values<{ messages: object }>(channels).map(({ messages }) => Object.keys(messages)),
    ).toEqual([['Quote', 'Subscribe'], ['Order']]);
  });

  test('saves a file that is called after the host', async () => {
    await openSchema();
    const saved: string[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click');
    click.mockImplementation(function save(this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    await userEvent.click(page.getByRole('button', { name: 'Export schema' }));
    await userEvent.click(page.getByRole('menuitem', { name: 'Save as AsyncAPI…' }));
    expect(saved).toEqual(['feed.example.asyncapi.json']);
    click.mockRestore();
  });

  test('tells its limits, and how far it is', async () => {
    await openSchema({ total: 1_234_567, otherKinds: 7, undecoded: 3 }, (capture) => {
      const fields = Array.from({ length: 300 }, (_, n) => [`f${n}`, n]);
      capture.add(JSON.stringify({ type: 'wide', ...Object.fromEntries(fields) }));
      capture.add(`{"type":${'['.repeat(70)}${']'.repeat(70)}}`);
    });
    await expect.element(page.getByText(/3 not decoded, 7 of kinds beyond the first 100/)).toBeVisible();
    await expect.element(page.getByText(/2 kinds in 2 of 1.234.567 messages/)).toBeVisible();
    await expect.element(page.getByText(/^reading 2 of 1.234.567$/)).toBeVisible();
    await expect.element(page.getByText(/more fields than the first 200 of a kind/)).toBeVisible();
    await userEvent.click(page.getByRole('tab', { name: /^object 1/ }));
    await expect.element(page.getByText(/1 message too large, or nested too deep/)).toBeVisible();
  });

  test('says that there is nothing yet, and that the filter hides everything', async () => {
    await openSchema({ scanned: 0, total: 0, kinds: [] });
    await expect.element(page.getByText('No messages to read yet.')).toBeVisible();
    await userEvent.click(page.getByRole('tab', { name: 'Messages' }));
    await filterBox.fill('nowhere');
    await userEvent.click(page.getByRole('tab', { name: 'Schema' }));
    await expect.element(page.getByText(/hides all of the 62 messages/)).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Read all' }));
    await expect.element(page.getByText('No messages to read yet.')).toBeVisible();
  });
});

test.each([
  ['light', 1500],
  ['dark', 1500],
  ['light', 900],
] as const)('axe finds no serious fault in the Schema tab, %s, %s pixels wide', async (theme, width) => {
  await openSchema();
  await page.viewport(width, 700);
  document.documentElement.dataset.theme = theme;
  await expect.element(field(/^venue/)).toBeVisible();
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))).toEqual([]);
});
