// The statistics of a compressed connection as a person sees them: a browser behind the proxy, Framescope's page in another.

import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { startFramescope } from '../support/framescope.ts';
import { launchBrowser } from '../support/proxied-browser.ts';

const QUOTES = 300;

/** Sends quotes that are much alike, deflated with the window kept, and answers what it is asked. */
async function startQuotes(): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } });
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const { id } = JSON.parse(data.toString()) as { id: number };
      for (let n = 0; n < QUOTES; n += 1)
        socket.send(JSON.stringify({ type: 'quote', symbol: 'ZURN', price: 770 + n, currency: 'CHF' }));
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: 'all sent' }));
    });
  });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

const row = (ui: Page, table: string, name: RegExp) =>
  ui.getByRole('table', { name: table, exact: true }).getByRole('row', { name });

test(
  'a compressed connection is told in numbers, and they lead into its timeline',
  { timeout: 90_000 },
  async () => {
    const port = await startQuotes();
    const running = await startFramescope(['web']);
    const browser = await launchBrowser(running.ready);
    const ui = await browser.openUi();
    const page = await browser.openPage();
    await page.evaluate((address) => {
      const socket = new WebSocket(address);
      socket.onopen = () => socket.send('{"jsonrpc":"2.0","id":1,"method":"quotes"}');
    }, `ws://127.0.0.1:${port}/`);
    await ui.getByRole('tab', { name: 'Stats' }).click();

    await row(ui, 'Kinds', /^quote json 300 /).waitFor();
    await row(ui, 'Messages and frames', /^Messages 1 301$/).waitFor();
    await row(ui, 'Latency of answers', /^quotes jsonrpc 1 /).waitFor();
    await row(ui, 'Compression', /^▼ received 301 0 .*×$/).waitFor();
    await ui
      .getByText(
        /301 messages tried.*deflated each by itself they would take .* Context takeover: \d+.% less/,
      )
      .waitFor();

    await row(ui, 'Kinds', /^quote json/)
      .getByRole('button')
      .click();
    await ui.getByText(/^300 of 302 messages$/).waitFor();
    await ui.getByRole('tab', { name: 'Stats' }).click();
    await row(ui, 'Messages and frames', /^Messages 0 300$/).waitFor();
    expect(browser.problems).toEqual([]);
  },
);
