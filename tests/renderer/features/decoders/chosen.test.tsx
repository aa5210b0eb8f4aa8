import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { DecoderChoice } from '../../../../proxy/contract/model.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const chat = (chosen: DecoderChoice | null) =>
  connection(1, { host: 'chat.test', url: 'wss://chat.test/1', decoder: 'json', chosen });
const feed = connection(2, { host: 'feed.test', url: 'wss://feed.test/2', decoder: 'json' });

const row = (host: string) => page.getByRole('row', { name: host, exact: false }).first();
const protocol = (host: string) => row(host).element().querySelector('[data-column="protocol"]')!;
const words = (host: string) => protocol(host).textContent;
const title = (host: string) => protocol(host).querySelector('[title]')?.getAttribute('title');
const tab = (name: string) => page.getByRole('tab', { name });

async function openBoth() {
  const window = await openWindow({ connections: [chat(null), feed] });
  window.store.setState({ selected: 1 as never });
  await expect.element(row('chat.test')).toBeVisible();
  const choose = (chosen: DecoderChoice | null) => window.change({ connections: [chat(chosen)] });
  return { ...window, choose };
}

beforeEach(() => page.viewport(1500, 700));

test('a connection that is read as IRC by choice says so, and has a Chat, until that is taken back', async () => {
  const { choose } = await openBoth();
  expect(words('chat.test')).toBe('json');
  expect(title('chat.test')).toBe('recognised as json');
  expect(tab('Chat').elements()).toHaveLength(0);
  await choose({ client: 'irc', server: 'irc' });
  await expect.poll(() => words('chat.test')).toBe('irc, chosen by you');
  expect(title('chat.test')).toBe('Read as irc, chosen by you, recognised as json');
  expect(words('feed.test')).toBe('json');
  await tab('Chat').click();
  await expect.element(tab('Chat')).toHaveAttribute('aria-selected', 'true');
  await choose(null);
  await expect.poll(() => words('chat.test')).toBe('json');
  await expect.element(tab('Messages')).toHaveAttribute('aria-selected', 'true');
  expect(tab('Chat').elements()).toHaveLength(0);
});

test('both names stand where sent and received are read as different things', async () => {
  const { choose } = await openBoth();
  await choose({ client: 'none', server: 'irc' });
  await expect.poll(() => words('chat.test')).toBe('none / irc, chosen by you');
  expect(title('chat.test')).toBe(
    'Read: sent as nothing, received as irc, chosen by you, recognised as json',
  );
  await expect.element(tab('Chat')).toBeVisible();
});

test('a filter by protocol finds it as it is read now', async () => {
  const { store, choose } = await openBoth();
  store.setState({ listFilter: 'proto:irc' });
  await expect.element(row('chat.test')).not.toBeInTheDocument();
  await choose({ client: 'irc', server: 'irc' });
  await expect.element(row('chat.test')).toBeVisible();
  store.setState({ listFilter: 'proto:json' });
  await expect.element(row('feed.test')).toBeVisible();
  expect(row('chat.test').elements()).toHaveLength(0);
  await userEvent.keyboard('{Escape}');
  await choose(null);
  await expect.element(row('chat.test')).toBeVisible();
});
