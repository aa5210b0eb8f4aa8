// Socket.IO that polls, as a person looks at it: what one request asks and another brings the answer to, in one timeline.

import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { TunnelAgent } from '../support/conversation.ts';
import { startFramescope } from '../support/framescope.ts';
import { launchBrowser } from '../support/proxied-browser.ts';
import { socketIoClient, startSocketIo } from '../support/socket-io.ts';

const row = (ui: Page, text: RegExp) =>
  ui.getByRole('treegrid', { name: 'Messages' }).getByRole('row', { name: text });

test(
  'a question of a poll shows its answer when that comes, and leads to it and back',
  { timeout: 90_000 },
  async () => {
    const answer = Promise.withResolvers<void>();
    const url = await startSocketIo(4, (socket) => {
      socket.on('wait', (reply: (text: string) => void) => void answer.promise.then(() => reply('at last')));
    });
    const running = await startFramescope(['web']);
    const browser = await launchBrowser(running.ready);
    const ui = await browser.openUi();
    await ui.getByRole('button', { name: 'Try the demo' }).waitFor();

    const agent = new TunnelAgent(running.ready.proxy);
    onTestFinished(() => agent.destroy());
    const client = socketIoClient(4, url, agent, ['polling']);
    const reply = Promise.withResolvers<string>();
    client.connect();
    client.emit('wait', reply.resolve);
    await ui
      .getByRole('grid', { name: 'Connections' })
      .getByRole('row')
      .filter({ hasText: 'polling' })
      .first()
      .click();
    const question = row(ui, /wait \(ack 0\)/);
    await question.waitFor();
    expect(await question.innerText()).not.toMatch(/↪|no answer/);

    answer.resolve();
    expect(await reply.promise).toBe('at last');
    const latency = question.getByRole('button', { name: /↪/ });
    await latency.waitFor(); // its own request has long ended
    await latency.click();
    const answering = row(ui, /ACK 0 "at last"/);
    await expect.poll(() => answering.getAttribute('aria-selected')).toBe('true');
    await ui.keyboard.press('l');
    await expect.poll(() => question.getAttribute('aria-selected')).toBe('true');
    expect(browser.problems).toEqual([]);
  },
);
