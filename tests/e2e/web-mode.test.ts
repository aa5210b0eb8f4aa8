// Web mode as a person uses it: a browser behind the proxy, Framescope's page in another, the same frames everywhere.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { startEchoOrigins } from '../support/echo-origins.ts';
import { type Ready, framescope, parseLines, startFramescope } from '../support/framescope.ts';
import { launchBrowser } from '../support/proxied-browser.ts';
import { tempDir } from '../support/temp-dir.ts';

const connections = (ui: Page) => ui.getByRole('grid', { name: 'Connections' }).getByRole('row');
const messages = (ui: Page) => ui.getByRole('treegrid', { name: 'Messages' });

/** Runs in a page: text, binary and 70 KB, each echoed; then a close with 4001. */
async function converse(page: Page, url: string): Promise<unknown> {
  return page.evaluate(
    (address) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(address);
        const got: string[] = [];
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => {
          socket.send('text from the page');
          socket.send(new Uint8Array([1, 2, 3]));
          socket.send('x'.repeat(70_000));
        };
        socket.onmessage = ({ data }) => {
          got.push(
            typeof data === 'string' ? `text ${data.length}` : `binary ${(data as ArrayBuffer).byteLength}`,
          );
          if (got.length === 3) socket.close(4001, 'done');
        };
        socket.onclose = ({ code, wasClean }) => resolve({ got, code, wasClean });
        socket.onerror = () => reject(new Error('the WebSocket failed'));
      }),
    url,
  );
}

const ECHOED = { got: ['text 18', 'binary 3', 'text 70000'], code: 4001, wasClean: true };

test(
  'a page that talks wss and ws is seen live, filtered, and exported alike',
  { timeout: 90_000 },
  async () => {
    const origins = await startEchoOrigins('chat.example');
    const file = join(tempDir(), 'story.framescope');
    const running = await startFramescope([
      'web',
      '--session',
      file,
      '--upstream-ca',
      origins.caFile,
      '--resolve',
      `chat.example:${origins.securePort}:127.0.0.1`,
      '--resolve',
      `plain.example:${origins.plainPort}:127.0.0.1`,
    ]);
    const browser = await launchBrowser(running.ready);
    const ui = await browser.openUi();
    await ui.getByRole('button', { name: 'Try the demo' }).waitFor();

    const page = await browser.openPage();
    await page.goto(`https://chat.example:${origins.securePort}/`);
    expect(await page.title()).toBe('origin');
    expect(await converse(page, `wss://chat.example:${origins.securePort}/socket`)).toEqual(ECHOED);
    await page.goto(`http://plain.example:${origins.plainPort}/`);
    expect(await converse(page, `ws://plain.example:${origins.plainPort}/socket`)).toEqual(ECHOED);

    await ui
      .getByRole('combobox', { name: /filter/i })
      .first()
      .fill('ws');
    await expect.poll(() => connections(ui).count()).toBe(3); // the header and two connections
    await connections(ui).filter({ hasText: 'chat.example' }).click();
    await expect.poll(() => messages(ui).getByRole('row').count()).toBe(11); // the header, a ping and its pong, three messages and their echoes, two closes
    await expect.poll(() => messages(ui).innerText()).toContain('text from the page');
    await expect.poll(() => messages(ui).innerText()).toContain('4001');
    expect(browser.problems).toEqual([]);

    await running.stop();
    const saved = await framescope(['export', file, '--filter', 'ws']);
    const lines = parseLines(saved.stdout);
    const shapes = lines
      .filter(({ type }) => type === 'message')
      .map(
        ({ direction, opcode, length }) => `${direction as string} ${opcode as string} ${length as number}`,
      );
    const one = ['sent text 18', 'sent binary 3', 'sent text 70000', 'sent close 6'];
    expect(shapes.filter((shape) => shape.startsWith('sent') && shape !== 'sent pong 14')).toEqual([
      ...one,
      ...one,
    ]);
    expect(shapes.filter((shape) => /p[io]ng 14$/.test(shape))).toHaveLength(4);
    expect(shapes.filter((shape) => shape.startsWith('received'))).toHaveLength(10);
    const har = join(tempDir(), 'story.har');
    await framescope(['export', file, '-o', har, '--filter', 'ws']);
    const { entries } = (
      JSON.parse(readFileSync(har, 'utf8')) as { log: { entries: Record<string, unknown[]>[] } }
    ).log;
    expect(entries.map((entry) => entry._webSocketMessages?.length)).toEqual([6, 6]);
  },
);

test(
  'the demo is read live, a message can be sent into it, and a reopened page misses nothing',
  { timeout: 90_000 },
  async () => {
    const running = await startFramescope(['web']);
    const browser = await launchBrowser(running.ready);
    const ui = await browser.openUi();
    await ui.getByRole('button', { name: 'Try the demo' }).click();
    await connections(ui).filter({ hasText: 'irc-ws.chat.twitch.tv' }).waitFor();
    await expect.poll(() => messages(ui).innerText(), { timeout: 20_000 }).toContain('PRIVMSG');

    await ui.getByRole('textbox', { name: 'Payload' }).fill('PRIVMSG #framescope :hello from Framescope');
    await ui.getByRole('button', { name: 'Send', exact: true }).click();
    const sent = async () => {
      const { stdout } = await framescope(['export', running.ready.session, '--filter', 'is:injected']);
      return parseLines(stdout).filter(({ type }) => type === 'message');
    };
    await expect
      .poll(async () => (await sent()).map(({ data }) => data))
      .toEqual(['PRIVMSG #framescope :hello from Framescope']);
    await ui.close();
    const again = await browser.openUi();
    await expect.poll(() => connections(again).count()).toBe(2);
    await again.getByRole('textbox', { name: 'Payload' }).waitFor();
    await again.getByPlaceholder('Filter messages').fill('is:injected');
    await expect.poll(() => messages(again).innerText()).toContain('hello from Framescope');
    expect(browser.problems).toEqual([]);
  },
);

test('each page of the help shows its picture, in the light and in the dark', async () => {
  const running = await startFramescope(['web']);
  const browser = await launchBrowser(running.ready);
  const ui = await browser.openUi();
  await ui.getByRole('button', { name: 'More' }).click();
  await ui.getByRole('menuitem', { name: /^Protocols/ }).click();
  const help = ui.getByRole('dialog', { name: 'Protocols' });
  const width = () => help.getByRole('img').evaluate((picture: HTMLImageElement) => picture.naturalWidth);
  for (const family of await help.getByRole('tab').all()) {
    await family.click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await ui.emulateMedia({ colorScheme });
      await expect.poll(width).toBeGreaterThan(1000);
    }
  }
  expect(browser.problems).toEqual([]);
});

test('a captured message is resent to the live connection, and arrives', async () => {
  const origins = await startEchoOrigins();
  const running = await startFramescope(['web']);
  const browser = await launchBrowser(running.ready);
  const ui = await browser.openUi();
  const page = await browser.openPage();
  await page.evaluate((port) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live`);
    socket.onopen = () => socket.send('once more');
  }, origins.plainPort);
  await messages(ui).getByRole('row').filter({ hasText: 'once more' }).first().click();
  await ui.keyboard.press('r');
  await expect.poll(() => origins.received).toEqual(['once more', 'once more']);
  await expect.poll(() => messages(ui).getByRole('row').filter({ hasText: 'once more' }).count()).toBe(4);
});

/** The status that the page's server gives a request, or an upgrade to its API. */
function statusOf(ready: Ready, path: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(ready.ui);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = http.get({ hostname, port, path, headers, agent: false }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  request.on('upgrade', (_response, socket) => {
    socket.destroy();
    resolve(101);
  });
  request.on('error', reject);
  return promise;
}

test('nobody but the page that was let in reaches the engine', async () => {
  const running = await startFramescope(['web']);
  const { ready } = running;
  const { host, origin, searchParams } = new URL(ready.ui);
  const token = searchParams.get('token') ?? '';
  const upgrade = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  const api = (query: string, headers: Record<string, string>) =>
    statusOf(ready, `/api${query}`, { ...upgrade, ...headers });
  expect(await api(`?token=${token}`, { Host: host, Origin: origin })).toBe(101);
  expect(await api('', { Host: host, Origin: origin })).toBe(403);
  expect(await api(`?token=${token.slice(1)}x`, { Host: host, Origin: origin })).toBe(403);
  expect(await api(`?token=${token}`, { Host: host, Origin: 'http://evil.example' })).toBe(403);
  expect(await api(`?token=${token}`, { Host: host })).toBe(403);
  expect(await api(`?token=${token}`, { Host: 'evil.example', Origin: origin })).toBe(403);
  expect(await statusOf(ready, '/', { Host: 'evil.example' })).toBe(403);
  expect(await statusOf(ready, '/', { Host: host })).toBe(200);
  expect(await statusOf(ready, '/?token=wrong', { Host: host })).toBe(403);
  expect(await statusOf(ready, '/../../package.json', { Host: host })).toBe(404);
  expect(await statusOf(ready, '/%2e%2e/package.json', { Host: host })).toBe(404);
});

test('what is no message of ours closes the socket and nothing else', async () => {
  const running = await startFramescope(['web']);
  const { host, origin, searchParams } = new URL(running.ready.ui);
  const socket = new NodeWebSocket(`ws://${host}/api?token=${searchParams.get('token')}`, { origin });
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.send(Buffer.from([0xc1, 0xff, 0x00]));
  await closed;
  expect((await running.stop()).code).toBe(130);
});

test('the proxy does not reach the page’s server', async () => {
  const running = await startFramescope(['web']);
  const { hostname, port } = new URL(running.ready.proxy);
  const { promise, resolve } = Promise.withResolvers<number>();
  http.get(
    { hostname, port, path: running.ready.ui, headers: { Host: new URL(running.ready.ui).host } },
    (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    },
  );
  expect(await promise).toBe(508);
});
