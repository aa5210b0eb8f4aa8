import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Authority, openAuthority } from '../../../proxy/capture/certificate-authority.ts';
import { type LaunchedBrowser, launchBrowser } from '../../../proxy/session/browser-launch.ts';
import { chromiumPath } from '../../support/chromium.ts';
import { sharedTempDir } from '../../support/temp-dir.ts';
import { type TerminatingProxy, openTerminatingProxy } from '../../support/terminating-proxy.ts';

const HEADLESS = '--headless --disable-gpu --no-sandbox';
const PAGE = `<!doctype html><title>page</title><script>fetch('/loaded?' + location.host)</script>`;

const home = sharedTempDir();
let authority: Authority;
beforeAll(async () => {
  authority = await openAuthority(join(home, 'ca'));
});

describe('Chromium', () => {
  let chromium: { id: 'chromium'; name: string; path: string };
  let proxy: TerminatingProxy;
  /** Host of the page that ran its script. */
  let loaded: Promise<string>;
  let browser: LaunchedBrowser | null = null;
  beforeAll(async () => void (chromium = { id: 'chromium', name: 'Chromium', path: await chromiumPath() }));
  beforeEach(async () => {
    vi.stubEnv('FRAMESCOPE_BROWSER_ARGS', HEADLESS);
    const host = Promise.withResolvers<string>();
    loaded = host.promise;
    proxy = await openTerminatingProxy(authority, (request, response) => {
      const [path, query] = request.url!.split('?');
      if (path === '/loaded') host.resolve(query!);
      response.setHeader('content-type', 'text/html').end(path === '/' ? PAGE : '');
    });
  });
  afterEach(async () => {
    await browser?.close();
    browser = null;
    proxy.close();
    vi.unstubAllEnvs();
  });

  const open = async (url: string, spkiHash = authority.spkiHash) => {
    const profileDir = join(home, 'profiles');
    browser = await launchBrowser(chromium, {
      proxy: proxy.address,
      spkiHash,
      caPem: authority.pem,
      url,
      profileDir,
    });
    return browser;
  };

  test.each(['https://localhost:8443', 'https://127.0.0.1:8443', 'https://chat.example'])(
    'loads %s through the proxy and trusts it',
    async (url) => {
      await open(url);
      const { host } = new URL(url);
      expect(await loaded).toBe(host);
      expect(proxy.targets).toContain(host.includes(':') ? host : `${host}:443`);
    },
  );

  test('trusts no other authority because of it', async () => {
    await open('https://chat.example', Buffer.alloc(32).toString('base64'));
    expect((await proxy.refused).message).toMatch(/certificate unknown|bad certificate/);
  });

  test('takes its profile with it', async () => {
    const { close, ended } = await open('https://chat.example');
    await loaded;
    expect(readdirSync(join(home, 'profiles'))).toHaveLength(1);
    await close();
    await ended;
    expect(readdirSync(join(home, 'profiles'))).toEqual([]);
  });

  test.runIf(process.getuid?.() === 0)('says that root has no sandbox', async () => {
    expect((await open('https://chat.example')).note).toContain('sandbox');
  });
});

describe('a browser that does not start', () => {
  const launch = () => ({
    proxy: '127.0.0.1:1',
    spkiHash: authority.spkiHash,
    caPem: authority.pem,
    url: null,
    profileDir: join(home, 'none'),
  });

  test('is named with its path, and leaves no profile', async () => {
    const missing = { id: 'edge', name: 'Microsoft Edge', path: join(home, 'no-such-browser') } as const;
    await expect(launchBrowser(missing, launch())).rejects.toMatchObject({
      code: 'NO_BROWSER',
      message: expect.stringContaining(missing.path),
    });
    expect(readdirSync(join(home, 'none'))).toEqual([]);
  });

  test.each(['file:///etc/passwd', '--renderer-cmd-prefix=x', 'javascript:alert(1)'])(
    'is not started for %s',
    async (url) => {
      const browser = { id: 'chromium', name: 'Chromium', path: process.execPath } as const;
      await expect(launchBrowser(browser, { ...launch(), url })).rejects.toMatchObject({ code: 'INVALID' });
    },
  );
});

describe.runIf(process.platform !== 'win32')('Firefox', () => {
  test('gets a profile with the proxy for http, https and localhost', async () => {
    const folder = mkdtempSync(join(home, 'firefox-'));
    const program = join(folder, 'firefox');
    // stands in for the program alone: it shows which profile and page it was given
    writeFileSync(program, `#!/bin/sh\ncp "$4/user.js" "${folder}/seen.js"\necho "$5" > "${folder}/page"\n`, {
      mode: 0o755,
    });
    vi.stubEnv('FRAMESCOPE_BROWSER_ARGS', '');
    const launched = await launchBrowser(
      { id: 'firefox', name: 'Firefox', path: program },
      {
        proxy: '127.0.0.1:8899',
        spkiHash: '',
        caPem: authority.pem,
        url: 'https://chat.example/x',
        profileDir: folder,
      },
    );
    await launched.ended;
    vi.unstubAllEnvs();
    const preferences = readFileSync(join(folder, 'seen.js'), 'utf8');
    for (const [name, value] of Object.entries({
      'network.proxy.type': 1,
      'network.proxy.http': '"127.0.0.1"',
      'network.proxy.ssl_port': 8899,
      'network.proxy.allow_hijacking_localhost': true,
    }))
      expect(preferences).toContain(`user_pref("${name}", ${value});\n`);
    expect(readFileSync(join(folder, 'page'), 'utf8')).toBe('https://chat.example/x\n');
    expect(existsSync(join(folder, 'framescope-ca.pem'))).toBe(false);
  });
});
