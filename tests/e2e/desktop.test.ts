import { once } from 'node:events';
import { type IncomingMessage, createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { electronBinary } from '../support/electron-binary.ts';
import { type RunningDesktop, runInElectron, runInShim } from '../support/running-desktop.ts';
import { tempDir } from '../support/temp-dir.ts';

interface Variant {
  readonly name: string;
  readonly run: (dataDir: string, args: readonly string[]) => Promise<RunningDesktop>;
}

const binary = electronBinary();
const SHIM: Variant = { name: 'the shim (real bundles; Node and Chromium for Electron)', run: runInShim };
const ELECTRON: Variant = {
  name: 'real Electron (needs its binary and a display)',
  run: (...args) => runInElectron(binary!, ...args),
};

describe.each([
  { variant: SHIM, possible: true },
  { variant: ELECTRON, possible: binary !== null },
])('the desktop app in $variant.name', ({ variant, possible }) => {
  test.skipIf(!possible)('captures a WebSocket, survives its engine, and leaves nothing behind', async () => {
    const desktop = await variant.run(tempDir(), ['--proxy-port', '0']);
    onTestFinished(desktop.kill);
    const { page } = desktop;

    const proxy = await proxyShownBy(page);
    const origin = await startEcho();
    const client = await connectThrough(proxy, `ws://127.0.0.1:${origin}/chat`);
    client.send('hello from a client');
    await once(client, 'message');
    await page.getByRole('gridcell', { name: 'chat' }).first().waitFor();
    await page.getByText('hello from a client', { exact: true }).first().waitFor();
    await page.getByText('echo: hello from a client').first().waitFor();

    const seen = await watchFor(page, 'Engine gone');
    const engine = (await desktop.pids()).at(-1)!;
    process.kill(engine, 'SIGKILL');
    await seen();
    await page.getByText('Engine gone').waitFor({ state: 'detached' });
    expect(await proxyShownBy(page)).toBe(proxy);
    await page.getByText('echo: hello from a client').first().waitFor();
    const second = await connectThrough(proxy, `ws://127.0.0.1:${origin}/again`);
    second.send('still here');
    await page.getByRole('gridcell', { name: 'again' }).first().click();
    await page.getByText('echo: still here').first().waitFor();

    await page.reload();
    await page.getByRole('gridcell', { name: 'chat' }).first().click();
    await page.getByText('echo: hello from a client').first().waitFor();

    expect(desktop.problems).toEqual([]);
    const pids = await desktop.pids();
    expect(pids.length).toBeGreaterThanOrEqual(3);
    await desktop.quit();
    expect(pids.filter(isRunning)).toEqual([]);
  });
});

/** `127.0.0.1:8899`, from the status bar. */
async function proxyShownBy(page: Page): Promise<string> {
  const shown = page.getByRole('contentinfo', { name: 'Status' }).getByText(/^127\.0\.0\.1:\d+$/);
  return (await shown.textContent()) ?? '';
}

/** From now on; the answer resolves when these words have been on the page, be it for a moment only. */
async function watchFor(page: Page, words: string): Promise<() => Promise<void>> {
  const watch = await page.evaluateHandle((text) => {
    const { promise: seen, resolve } = Promise.withResolvers<void>();
    const observer = new MutationObserver(() => {
      if (document.body.textContent.includes(text)) resolve();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    return { seen };
  }, words);
  return () => watch.evaluate(({ seen }) => seen);
}

async function startEcho(): Promise<number> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('error', () => {}); // the proxy's engine is killed on purpose
    socket.on('message', (data: Buffer) => socket.send(`echo: ${data.toString()}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function connectThrough(proxy: string, url: string): Promise<WebSocket> {
  const [host, port] = proxy.split(':');
  const connect = request({ host, port, method: 'CONNECT', path: new URL(url).host }).end();
  const [, socket] = (await once(connect, 'connect')) as [IncomingMessage, Socket];
  const client = new WebSocket(url, { createConnection: () => socket });
  client.on('error', () => {});
  onTestFinished(() => client.terminate());
  await once(client, 'open');
  return client;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
