import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, openAuthority } from '../../../proxy/capture/certificate-authority.ts';
import { clientEnvironment, writeBundle } from '../../../proxy/session/client-environment.ts';
import { sharedTempDir } from '../../support/temp-dir.ts';
import { type TerminatingProxy, openTerminatingProxy } from '../../support/terminating-proxy.ts';

const run = promisify(execFile);
const trust = { proxy: '127.0.0.1:8899', caPath: '/ca.pem', bundlePath: '/bundle.pem' };

describe('the environment of a client program', () => {
  const environment = clientEnvironment(trust);

  test.each(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'WS_PROXY', 'WSS_PROXY'])(
    'names the proxy in %s, in upper and lower case',
    (name) => {
      expect(environment[name]).toBe('http://127.0.0.1:8899');
      expect(environment[name.toLowerCase()]).toBe('http://127.0.0.1:8899');
    },
  );

  test('excepts no host from it, not even localhost', () => {
    expect(environment).toMatchObject({ NO_PROXY: '', no_proxy: '' });
    expect(environment.JAVA_TOOL_OPTIONS).toContain('-Dhttp.nonProxyHosts=');
  });

  test.each(['NODE_EXTRA_CA_CERTS', 'DENO_CERT'])('adds the authority with %s', (name) => {
    expect(environment[name]).toBe('/ca.pem');
  });

  test.each(['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'GIT_SSL_CAINFO', 'AWS_CA_BUNDLE'])(
    'gives %s the whole bundle, because it replaces the store',
    (name) => expect(environment[name]).toBe('/bundle.pem'),
  );

  test('has Java use host and port apart', () => {
    expect(environment.JAVA_TOOL_OPTIONS).toContain('-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=8899');
  });
});

describe('a program run with it', () => {
  const home = sharedTempDir();
  let authority: Authority;
  let environment: Record<string, string | undefined>;
  let proxy: TerminatingProxy;

  beforeAll(async () => {
    authority = await openAuthority(join(home, 'ca'));
    const bundlePath = join(home, 'bundle.pem');
    await writeBundle(bundlePath, authority.pem);
    proxy = await openTerminatingProxy(authority, (request, response) =>
      response.end(`hello from ${request.headers.host}`),
    );
    environment = {
      ...process.env,
      ...clientEnvironment({ proxy: proxy.address, caPath: authority.certificatePath, bundlePath }),
    };
  });
  afterAll(() => proxy.close());

  test('finds the public authorities and ours in the bundle', () => {
    const bundle = readFileSync(join(home, 'bundle.pem'), 'utf8');
    expect(bundle.match(/-----BEGIN CERTIFICATE-----\n/g)).toHaveLength(rootCertificates.length + 1);
    expect(bundle.endsWith(`${authority.pem.trim()}\n`)).toBe(true);
  });

  test('reaches the proxy and trusts it: Node', async () => {
    const program = `fetch('https://chat.example/').then((r) => r.text()).then(console.log)`;
    const { stdout } = await run(process.execPath, ['-e', program], { env: environment });
    expect(stdout).toBe('hello from chat.example\n');
  });

  test('reaches the proxy and trusts it: curl, localhost too', async ({ skip }) => {
    const curl = (url: string) => run('curl', ['-sS', '--max-time', '10', url], { env: environment });
    await run('curl', ['--version']).catch(() => skip('curl is not installed'));
    expect((await curl('https://chat.example/')).stdout).toBe('hello from chat.example');
    expect((await curl('https://localhost/')).stdout).toBe('hello from localhost');
    expect(proxy.targets).toContain('localhost:443');
  });

  test('reaches the proxy and trusts it: Python', async ({ skip }) => {
    await run('python3', ['--version']).catch(() => skip('Python is not installed'));
    const program = `import urllib.request; print(urllib.request.urlopen('https://chat.example/').read().decode())`;
    const { stdout } = await run('python3', ['-c', program], { env: environment });
    expect(stdout).toBe('hello from chat.example\n');
  });
});
