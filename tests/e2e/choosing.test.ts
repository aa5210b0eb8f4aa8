// Choosing by what messages are read, in a real page: the list, the tabs and filters of both go by it at once.

import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startEchoOrigins } from '../support/echo-origins.ts';
import { startFramescope } from '../support/framescope.ts';
import { launchBrowser } from '../support/proxied-browser.ts';
import { connectThrough } from '../support/proxied-client.ts';

const LINE = ':ana!a@x.test PRIVMSG #den :hello';

test('a connection is IRC once that is chosen, and what it was when it is taken back', async () => {
  const origins = await startEchoOrigins();
  const running = await startFramescope(['web']);
  const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/den`, running.ready);
  await once(client, 'open');
  client.send('{"a":1}');
  await once(client, 'message');
  client.send(LINE);
  const ui = await (await launchBrowser(running.ready)).openUi();
  const protocol = ui.locator('[data-connection-list] [data-column="protocol"]').filter({ hasText: /./ });
  const tab = (name: string) => ui.getByRole('tab', { name, exact: true });
  await expect.poll(() => protocol.innerText()).toBe('json');
  expect(await tab('Chat').count()).toBe(0);

  await ui.getByRole('row', { name: '/den' }).first().click({ button: 'right' });
  await ui.getByRole('menuitem', { name: 'Read messages as…' }).click();
  for (const side of ['Sent', 'Received']) await ui.getByLabel(side, { exact: true }).selectOption('irc');
  await ui.getByRole('button', { name: 'Done' }).click();
  await expect.poll(() => protocol.innerText()).toMatch(/^irc/);
  expect(await protocol.locator('[title]').getAttribute('title')).toBe(
    'Read as irc, chosen by you, recognised as json',
  );
  await tab('Chat').click();
  await ui.getByRole('grid', { name: 'Chat' }).waitFor();

  await ui.getByRole('button', { name: /^Take it back/ }).click();
  await expect.poll(() => protocol.innerText()).toBe('json');
  await expect.poll(() => tab('Chat').count()).toBe(0);
  expect(await tab('Messages').getAttribute('aria-selected')).toBe('true');
});
