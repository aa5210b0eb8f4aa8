import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isAppUrl, registerAppScheme, serveApp } from '../../electron/app-protocol.ts';
import { app, fetchApp, protocol } from '../support/fake-electron.ts';
import { sharedTempDir } from '../support/temp-dir.ts';

const folder = sharedTempDir();

beforeAll(async () => {
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'renderer/assets/main.js'), 'start()');
  writeFileSync(join(folder, 'renderer/assets/help.png'), 'picture');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  registerAppScheme();
  await app.whenReady();
  serveApp(join(folder, 'renderer'));
});

test('the scheme is standard and secure, and no more than that', () => {
  expect(protocol.schemes).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
});

describe('a file of the page', () => {
  test('comes with its type', async () => {
    const page = await fetchApp('app://framescope/index.html');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const script = await fetchApp('app://framescope/assets/main.js');
    expect([await script.text(), script.headers.get('content-type')]).toEqual([
      'start()',
      'text/javascript; charset=utf-8',
    ]);
    const picture = await fetchApp('app://framescope/assets/help.png');
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  test('comes under a policy without inline scripts, eval, or any connection', async () => {
    const { headers } = await fetchApp('app://framescope/index.html');
    const policy = headers.get('content-security-policy')?.split('; ') ?? [];
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'none'",
      ]),
    );
    expect(policy.join('; ')).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('nothing else is served', () => {
  test.each([
    'app://framescope/../secret.js',
    'app://framescope/%2e%2e/secret.js',
    'app://framescope/..%2fsecret.js',
    'app://framescope/assets/..%2f..%2fsecret.js',
    'app://framescope/..%5csecret.js',
    'app://framescope/%00.js',
    'app://framescope/%ff.js',
    'app://framescope/C:/secret.js',
    'app://framescope//etc/passwd',
    'app://framescope/',
    'app://elsewhere/index.html',
    'app://framescope:81/index.html',
  ])('%s', async (url) => {
    expect((await fetchApp(url)).status).toBe(404);
  });

  test('by any method but GET and HEAD', async () => {
    expect((await fetchApp('app://framescope/index.html', { method: 'POST', body: 'x' })).status).toBe(405);
    expect(await (await fetchApp('app://framescope/index.html', { method: 'HEAD' })).text()).toBe('');
  });
});

test('a missing file says what to do', async () => {
  expect(await (await fetchApp('app://framescope/gone.js')).text()).toContain('npm run build');
});

test.each([
  ['app://framescope/index.html', true],
  ['app://framescope/', true],
  ['app://framescope.example/', false],
  ['https://framescope/index.html', false],
  ['file:///index.html', false],
  ['', false],
])('is %s a page of ours? %s', (url, ours) => {
  expect(isAppUrl(url)).toBe(ours);
});
