import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { BROWSER_ARGS, chromiumPath } from '../../support/chromium.ts';
import { brief, openConversation } from '../../support/conversation.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** The URL at which a real browser is driven. */
async function startBrowser(): Promise<string> {
  const args = [...BROWSER_ARGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${tempDir()}`];
  const browser = spawn(await chromiumPath(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(async () => {
    browser.kill('SIGKILL');
    await once(browser, 'close');
  });
  for await (const line of createInterface(browser.stderr)) {
    const url = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('The browser says no URL.');
}

test('a real browser that is driven: commands have their answers, events their domain', async () => {
  const { WebSocket, rows, connections } = await openConversation();
  const socket = new WebSocket(await startBrowser());
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const say = (message: object) => socket.send(JSON.stringify(message));
  say({ id: 1, method: 'Browser.getVersion' });
  say({ id: 2, method: 'Target.setDiscoverTargets', params: { discover: true } });
  say({ id: 3, method: 'No.such' });
  say({ id: 4, method: 'Target.createTarget', params: { url: 'about:blank' } });
  const read = await rows((all) => all.filter(({ rtt }) => rtt !== null).length === 4);
  const said = read.map(brief);
  expect(said).toContain('▲ cdp Browser.getVersion: Browser.getVersion #1');
  expect(said.some((line) => /^▼ cdp result: result #1 .*Chrome.* \(answer\)$/.test(line))).toBe(true);
  expect(said.some((line) => line.startsWith('▼ cdp Target.targetCreated'))).toBe(true);
  expect(said.some((line) => /^▼ cdp error: error #3 .*\(answer\)$/.test(line))).toBe(true);
  expect((await connections()).map(({ decoder }) => decoder)).toEqual(['cdp']);
});
