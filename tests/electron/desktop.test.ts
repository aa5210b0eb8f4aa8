import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { existsSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';
import { PageScript, freshElectron, openDesktop } from './open-desktop.ts';

vi.setConfig({ testTimeout: 30_000 }); // real engines are started, and waited for

const enginePids = ({ running }: { running: Map<number, string> }) => [...running.keys()];

async function childrenOf(pid: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'ppid=,args=']);
  return stdout.split('\n').filter((line) => Number.parseInt(line, 10) === pid);
}

describe('the page and its engine', () => {
  test('the page asks, and holds a live session', async () => {
    const { window, dataDir } = await openDesktop();
    const script = await PageScript.run(window.webContents.page);
    const session = await script.session();
    const info = await session.info();
    expect(info.dataDir).toBe(dataDir);
    expect(info.capabilities).toContain('capture');
    expect((await session.status()).proxy).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test('the preload puts nothing on the page', async () => {
    const { window } = await openDesktop();
    expect(window.webContents.page?.exposed).toEqual([]);
  });

  test('a page that is loaded again asks again, and the old port is closed', async () => {
    const { window } = await openDesktop();
    const first = await PageScript.run(window.webContents.page);
    await first.session();
    window.webContents.reload();
    await once(window.webContents, 'page');
    expect((await first.next()).link).toBe('lost');
    const second = await PageScript.run(window.webContents.page);
    expect((await (await second.session()).status()).recording).toBe(true);
  });

  test('whoever is not the top frame of our page gets no port', async () => {
    const { electron, window } = await openDesktop();
    const script = await PageScript.run(window.webContents.page);
    await script.session();
    const handedOver: unknown[] = [];
    window.webContents.postMessage = (...args) => handedOver.push(args);
    const { webContents } = window;
    webContents.ask('framescope:ask', null);
    webContents.ask('framescope:ask', { url: 'https://example.com/', parent: null });
    webContents.ask('framescope:ask', { url: 'app://elsewhere/index.html', parent: null });
    webContents.ask('framescope:ask', { url: 'app://framescope/index.html', parent: webContents.mainFrame });
    expect(handedOver).toHaveLength(0);
    webContents.ask('framescope:ask');
    expect(handedOver).toHaveLength(1);
    expect(electron.ipcMain.eventNames()).toEqual(['framescope:ask']);
  });
});

test('the demo runs in a thread of the engine, for the packed app cannot start a Node', async () => {
  const { electron, window } = await openDesktop();
  const session = await (await PageScript.run(window.webContents.page)).session();
  const chat = Promise.withResolvers<void>();
  await session.subscribe(({ connections }) => {
    if (connections.some(({ receivedMessages }) => receivedMessages > 0)) chat.resolve();
  });
  await session.startDemo(20);
  await chat.promise;
  expect(await childrenOf(enginePids(electron)[0]!)).toEqual([]);
  await session.stopDemo();
});

describe('an engine that crashes', () => {
  test('is started again with the same session and port, and the page is told both times', async () => {
    const { electron, window } = await openDesktop();
    const script = await PageScript.run(window.webContents.page);
    const before = await script.session();
    const { file } = await before.info();
    const { proxy } = await before.status();
    const [pid] = enginePids(electron);
    process.kill(pid!, 'SIGKILL');
    expect((await script.next()).link).toBe('lost');
    await expect(before.status()).rejects.toMatchObject({ code: 'ENGINE_GONE' });
    const after = await script.session();
    expect((await after.info()).file).toBe(file);
    expect((await after.status()).proxy).toBe(proxy);
    expect(enginePids(electron)).not.toContain(pid);
  });

  test('that goes on crashing is not started for ever: a person decides', async () => {
    const { electron, window } = await openDesktop();
    const script = await PageScript.run(window.webContents.page);
    for (let crash = 1; crash <= 5; crash += 1) {
      await script.session();
      process.kill(enginePids(electron)[0]!, 'SIGKILL');
      expect((await script.next()).link).toBe('lost');
    }
    const { options, press } = await electron.dialog.next();
    expect(options.message).toBe('The engine keeps crashing.');
    expect(enginePids(electron)).toEqual([]);
    press('Try Again');
    await script.session();
  });
});

describe('an engine that cannot start says why, and offers a way out', () => {
  test('a taken port: another one', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { electron, window } = await openDesktop(['--proxy-port', String(port)]);
    const script = await PageScript.run(window.webContents.page);
    const { options, press } = await electron.dialog.next();
    expect(options.message).toContain(String(port));
    expect(options.buttons).toEqual(['Use Another Port', 'Try Again', 'Quit']);
    press('Use Another Port');
    expect((await (await script.session()).status()).proxy).not.toContain(`:${port}`);
    other.close();
  });

  test('a damaged session file: a new session', async () => {
    const dataDir = tempDir();
    writeFileSync(join(dataDir, 'bad.framescope'), 'this is no database, whatever its name says');
    const { electron, window } = await openDesktop(['bad.framescope'], dataDir);
    const script = await PageScript.run(window.webContents.page);
    const { options, press } = await electron.dialog.next();
    expect(options.message).toContain('bad.framescope');
    expect(options.detail).not.toBe('');
    press('Start a New Session');
    expect((await (await script.session()).info()).file).not.toContain('bad.framescope');
  });

  test('a file that is not there is not made', async () => {
    const { electron, window, dataDir } = await openDesktop(['missing.framescope']);
    const script = await PageScript.run(window.webContents.page);
    const { options, press } = await electron.dialog.next();
    expect(options.message).toContain('missing.framescope');
    expect(existsSync(join(dataDir, 'missing.framescope'))).toBe(false);
    press('Start a New Session');
    await script.session();
  });

  test('a data folder that cannot be: Quit ends the app', async () => {
    const inTheWay = join(tempDir(), 'file');
    writeFileSync(inTheWay, '');
    const { electron } = await openDesktop([], inTheWay);
    const { options, press } = await electron.dialog.next();
    expect(options.message).toContain(inTheWay);
    expect(options.detail).toContain('--data-dir');
    press('Quit');
    await electron.app.quitted.promise;
    expect(enginePids(electron)).toEqual([]);
  });
});

describe('sessions', () => {
  test('a new session is another file, shown by a fresh page', async () => {
    const { electron, window } = await openDesktop();
    const script = await PageScript.run(window.webContents.page);
    const session = await script.session();
    const { file } = await session.info();
    const { proxy } = await session.status();
    const reloaded = once(window.webContents, 'page');
    electron.Menu.applicationMenu?.click('New Session');
    await reloaded;
    const next = await (await PageScript.run(window.webContents.page)).session();
    expect((await next.info()).file).not.toBe(file);
    expect((await next.status()).proxy).toBe(proxy);
    expect(window.title).toContain((await next.info()).file.split('/').at(-1));
  });

  test('File > Open Session… opens the file that was chosen', async () => {
    const { electron, window } = await openDesktop(['--session', 'first.framescope']);
    const script = await PageScript.run(window.webContents.page);
    const { file } = await (await script.session()).info();
    const opened = once(window.webContents, 'page');
    electron.Menu.applicationMenu?.click('New Session');
    await opened;
    electron.dialog.filePaths = [file];
    const again = once(window.webContents, 'page');
    electron.Menu.applicationMenu?.click('Open Session…');
    await again;
    const session = await (await PageScript.run(window.webContents.page)).session();
    expect((await session.info()).file).toBe(file);
  });
});

describe('one instance a data folder', () => {
  test('a second start opens no window and quits', async () => {
    const electron = await freshElectron();
    electron.app.lockHeld = true;
    const { startDesktop } = await import('../../electron/desktop.ts');
    await startDesktop('/nowhere', { argv: ['--data-dir', tempDir()], cwd: '/' });
    await electron.app.quitted.promise;
    expect(electron.windows).toEqual([]);
    expect(enginePids(electron)).toEqual([]);
  });

  test('the lock belongs to the data folder', async () => {
    const { electron, dataDir } = await openDesktop();
    expect(electron.app.getPath('userData')).toBe(join(dataDir, 'desktop'));
  });

  test('the first one comes forward, and opens the file that the second was started with', async () => {
    const { electron, window, dataDir } = await openDesktop(['--session', 'first.framescope']);
    const { file } = await (await (await PageScript.run(window.webContents.page)).session()).info();
    window.minimized = true;
    const reloaded = once(window.webContents, 'page');
    electron.Menu.applicationMenu?.click('New Session');
    await reloaded;
    const again = once(window.webContents, 'page');
    electron.app.emit('second-instance', {}, [], dataDir, { argv: [file], cwd: dataDir });
    expect(window.minimized).toBe(false);
    expect(window.focused).toBeGreaterThan(0);
    await again;
    const session = await (await PageScript.run(window.webContents.page)).session();
    expect((await session.info()).file).toBe(file);
  });
});

describe('the end', () => {
  test('closing the window ends the engine in order, then the app', async () => {
    const { electron, window } = await openDesktop();
    const session = await (await PageScript.run(window.webContents.page)).session();
    const { file } = await session.info();
    window.close();
    await electron.app.quitted.promise;
    expect(enginePids(electron)).toEqual([]);
    expect(existsSync(`${file}-wal`)).toBe(false); // closed, not killed
  });

  test('who quits twice does not hurry it', async () => {
    const { electron, window } = await openDesktop();
    const { file } = await (await (await PageScript.run(window.webContents.page)).session()).info();
    electron.app.quit();
    electron.app.quit();
    await electron.app.quitted.promise;
    expect(enginePids(electron)).toEqual([]);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test('the window comes back where it was', async () => {
    const { electron, window, dataDir } = await openDesktop();
    window.close();
    await electron.app.quitted.promise;
    const { window: next } = await openDesktop([], dataDir);
    expect(next.options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 });
  });
});

test('a page that crashes is loaded again, and the engine has not noticed', async () => {
  const { electron, window } = await openDesktop();
  await (await PageScript.run(window.webContents.page)).session();
  const pids = enginePids(electron);
  const reloaded = once(window.webContents, 'page');
  window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  await reloaded;
  const session = await (await PageScript.run(window.webContents.page)).session();
  expect((await session.status()).recording).toBe(true);
  expect(enginePids(electron)).toEqual(pids);
});

test('an item of the menu bar runs a command of the page', async () => {
  const { electron, window } = await openDesktop();
  await (await PageScript.run(window.webContents.page)).session();
  const { onMenuCommand } = await import('../../renderer/host.ts');
  const asked = new Promise((resolve) => {
    onMenuCommand(resolve);
  });
  electron.Menu.applicationMenu?.click('Export…');
  expect(await asked).toBe('export');
});
