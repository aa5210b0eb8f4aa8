import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CaptureOptions } from '../../../proxy/capture/capture.ts';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { openBlackHole } from '../../support/black-hole.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, findDeadPort, openOrigin, openTlsOrigin, selfSigned } from '../../support/origins.ts';
import { type UpstreamProxy, openHttpProxy, openSocksProxy } from '../../support/upstream-proxies.ts';
import type { Wire } from '../../support/wire.ts';

let authority: Authority;
let originAuthority: Authority;
let origin: Origin;
beforeAll(async () => {
  [authority, originAuthority] = await Promise.all([temporaryAuthority(), temporaryAuthority()]);
  origin = await openOrigin();
});
afterAll(() => origin.close());

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function open(options: Partial<CaptureOptions> = {}): Promise<OpenCapture> {
  const proxy = await openCapture(authority, {
    resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
    ...options,
  });
  cleanups.push(() => proxy.capture.close());
  return proxy;
}

async function openSecure(identity: { key: string; cert: string }): Promise<Origin> {
  const secure = await openTlsOrigin(identity);
  cleanups.push(() => secure.close());
  return secure;
}

const UPGRADE = 'GET / HTTP/1.1\r\nHost: origin.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const GET = 'GET / HTTP/1.1\r\nHost: origin.test\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

async function exchange(client: Wire, of: Origin, request = GET): Promise<void> {
  client.send(request);
  const server = await of.next();
  expect(await server.takeHead()).toBe(GET);
  server.send(OK);
  expect(await client.takeUntil('ok')).toBe(OK);
}

describe('A certificate that is not to be trusted', () => {
  const cases = {
    TLS_UNTRUSTED: () => selfSigned('origin.test', [-1, 1]),
    TLS_WRONG_HOST: () => originAuthority.leafFor('other.test'),
    TLS_EXPIRED: () => selfSigned('origin.test', [-3, -1]),
    TLS_NOT_YET_VALID: () => selfSigned('origin.test', [1, 3]),
  };

  describe.each([
    ['an upgrade', UPGRADE],
    ['a request', GET],
  ])('stops %s', (_, request) => {
    test.each(Object.entries(cases))(
      'with %s and a readable 502, and nothing is sent',
      async (code, identity) => {
        const tlsIdentity = await identity();
        const secure = await openSecure(tlsIdentity);
        const proxy = await open({
          extraCa: [originAuthority.pem, ...(code === 'TLS_UNTRUSTED' ? [] : [tlsIdentity.cert])],
        });
        const client = await proxy.secure(`origin.test:${secure.port}`);
        client.send(request);
        const answered = (await client.takeAll()).toString();
        expect(answered).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
        expect(answered).toContain(`X-Framescope-Error: ${code}\r\n`);
        const { id, failure } = await proxy.sink.until('failed');
        expect(failure.code).toBe(code);
        expect(failure.hint).not.toBe('');
        expect(answered).toContain(failure.message);
        const certificate = request === UPGRADE ? ['dialled'] : [];
        expect(proxy.sink.course(id)).toEqual(['opened', ...certificate, 'failed', 'ended']);
      },
    );
  });

  test('is one of an authority that nobody knows', async () => {
    const secure = await openSecure(await originAuthority.leafFor('origin.test'));
    const proxy = await open();
    const client = await proxy.secure(`origin.test:${secure.port}`);
    client.send(GET);
    expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: TLS_UNTRUSTED\r\n');
  });

  test('is accepted for a host that the user named, and the row says so', async () => {
    const secure = await openSecure(await selfSigned('wrong.test', [-3, -1]));
    const proxy = await open({ insecureHosts: ['*.test'] });
    await exchange(await proxy.secure(`origin.test:${secure.port}`), secure);
    const { dialled } = await proxy.sink.until('dialled');
    expect(dialled.tls).toMatchObject({ trust: 'exception', peer: { subject: 'CN=wrong.test' } });
  });

  test('is trusted when the user adds its authority, also while running', async () => {
    const secure = await openSecure(await originAuthority.leafFor('origin.test'));
    const extraCa: string[] = [];
    const proxy = await open({ extraCa });
    const before = await proxy.secure(`origin.test:${secure.port}`);
    before.send(GET);
    await before.takeAll();
    extraCa.push(originAuthority.pem);
    await exchange(await proxy.secure(`origin.test:${secure.port}`), secure);
    expect((await proxy.sink.until('dialled')).dialled.tls).toMatchObject({
      trust: 'verified',
      protocol: 'TLSv1.3',
    });
  });
});

describe('An origin that cannot be reached', () => {
  test('refuses: 502 and ECONNREFUSED', async () => {
    const proxy = await open();
    const client = await proxy.connect();
    client.send(`GET http://origin.test:${await findDeadPort()}/ HTTP/1.1\r\nHost: origin.test\r\n\r\n`);
    expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: ECONNREFUSED\r\n');
  });

  test('has no address: 502 and the system’s word for it', async () => {
    const proxy = await open();
    const client = await proxy.connect();
    client.send('GET http://nowhere.invalid/ HTTP/1.1\r\nHost: nowhere.invalid\r\n\r\n');
    expect((await client.takeAll()).toString()).toMatch(/X-Framescope-Error: (?:ENOTFOUND|EAI_AGAIN)\r\n/);
  });

  test('speaks no TLS: 502 and TLS_PROTOCOL', async () => {
    const proxy = await open();
    const client = await proxy.secure(`origin.test:${origin.port}`);
    client.send(GET);
    (await origin.next()).send('SSH-2.0-hello\r\n');
    expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: TLS_PROTOCOL\r\n');
  });
});

describe.runIf(process.platform === 'linux')('An origin that never answers', () => {
  const lanes = {
    'a request': (authority: string) => `GET http://${authority}/ HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
    'an upgrade': (authority: string) =>
      `GET ws://${authority}/ HTTP/1.1\r\nHost: ${authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  };

  test.each(Object.entries(lanes))('gives %s a 502 and the row its reason', async (_, request) => {
    const hole = await openBlackHole();
    cleanups.push(() => void hole.close());
    const proxy = await open({ stepTimeout: 50 });
    const client = await proxy.connect();
    client.send(request(`127.0.0.1:${hole.port}`));
    const answered = (await client.takeAll()).toString();
    expect(answered).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(answered).toContain('X-Framescope-Error: ETIMEDOUT\r\n');
    expect(answered).toContain(`127.0.0.1:${hole.port} did not answer in time.`);
    const { id, failure } = await proxy.sink.until('failed');
    expect(failure).toMatchObject({ code: 'ETIMEDOUT', hint: 'Is it reachable from this machine?' });
    expect(proxy.sink.course(id)).toEqual(['opened', 'failed', 'ended']);
    expect(await hole.close()).toBe(0); // nothing reached it after all
  });
});

describe('A rule that maps a host', () => {
  test('is used for names in any case and for addresses, and may be added while running', async () => {
    const resolve: CaptureOptions['resolve'][number][] = [];
    const proxy = await open({ resolve });
    resolve.push({ host: 'mapped.test', port: origin.port, address: '127.0.0.1' });
    resolve.push({ host: '192.0.2.1', port: 0, address: '127.0.0.1' });
    for (const host of ['Mapped.TEST', '192.0.2.1']) {
      const client = await proxy.connect();
      await exchange(
        client,
        origin,
        `GET http://${host}:${origin.port}/ HTTP/1.1\r\nHost: origin.test\r\n\r\n`,
      );
    }
    expect(proxy.sink.all('dialled').map(({ dialled }) => dialled.remoteAddress)).toEqual([
      `127.0.0.1:${origin.port}`,
      `127.0.0.1:${origin.port}`,
    ]);
  });
});

describe('A request that would come back to the proxy itself', () => {
  const external = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  const hosts = [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '0.0.0.0',
    'me.test',
    '127.1.2.3',
    '[::ffff:127.0.0.1]',
    '[::ffff:0:0]',
    ...(external ? [external] : []),
  ];

  test.each(hosts)('by %s gets one 508', async (host) => {
    const proxy = await open({ resolve: [{ host: 'me.test', port: 0, address: '127.0.0.1' }] });
    const client = await proxy.connect();
    client.send(`GET http://${host}:${proxy.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    const answered = (await client.takeAll()).toString();
    expect(answered).toMatch(/^HTTP\/1\.1 508 Loop Detected\r\n/);
    expect(answered).toContain('X-Framescope-Error: LOOP\r\n');
    expect(proxy.sink.all('opened')).toHaveLength(1);
  });

  test.each(hosts)('by an upgrade or a tunnel to %s goes nowhere', async (host) => {
    const proxy = await open({ resolve: [{ host: 'me.test', port: 0, address: '127.0.0.1' }] });
    const upgrade = await proxy.connect();
    upgrade.send(UPGRADE.replace('/', `ws://${host}:${proxy.port}/`));
    expect((await upgrade.takeAll()).toString()).toContain('X-Framescope-Error: LOOP\r\n');
    const tunnel = await proxy.tunnel(`${host}:${proxy.port}`);
    tunnel.send('\0');
    await tunnel.ended;
    expect(proxy.sink.all('failed').map(({ failure }) => failure.code)).toEqual(['LOOP', 'LOOP']);
  });

  test('is one to any other listener of this process as well', async () => {
    const proxy = await open({ otherPorts: () => [origin.port] });
    const client = await proxy.connect();
    client.send(`GET http://127.0.0.1:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect((await client.takeAll()).toString()).toContain('508 Loop Detected');
  });
});

describe('Through an upstream proxy', () => {
  const kinds: readonly [name: string, scheme: string, open: () => Promise<UpstreamProxy>][] = [
    ['HTTP', 'http', () => openHttpProxy()],
    ['SOCKS 5', 'socks5', () => openSocksProxy('us%er:pass word')],
  ];
  const credentials = 'us%25er:pass%20word@';

  test.each(kinds)(
    '%s: requests, upgrades and TLS reach the origin by name',
    async (_, scheme, openProxy) => {
      const upstream = await openProxy();
      cleanups.push(() => upstream.close());
      const secure = await openSecure(await originAuthority.leafFor('origin.test'));
      const proxy = await open({
        upstreamProxy: new URL(`${scheme}://${credentials}127.0.0.1:${upstream.port}`),
        extraCa: [originAuthority.pem],
        resolve: [],
      });
      await exchange(await proxy.tunnel(`origin.test:${origin.port}`), origin);
      await exchange(await proxy.secure(`origin.test:${secure.port}`), secure);
      const client = await proxy.tunnel(`origin.test:${origin.port}`);
      client.send(UPGRADE);
      const server = await origin.next();
      expect(await server.takeHead()).toBe(UPGRADE);
      server.send('HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x00');
      expect(await client.takeHead()).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      expect((await client.take(2)).toString('latin1')).toBe('\x81\x00');
      expect(upstream.asked).toEqual(
        [origin.port, secure.port, origin.port].map((port) => `origin.test:${port}`),
      );
      expect(upstream.shown).toEqual(Array(3).fill('us%er:pass word'));
    },
  );

  test.each(kinds)(
    '%s: a server may speak first, and the client close its half',
    async (_, scheme, openProxy) => {
      const upstream = await openProxy();
      cleanups.push(() => upstream.close());
      const proxy = await open({
        upstreamProxy: new URL(`${scheme}://${credentials}127.0.0.1:${upstream.port}`),
      });
      const client = await proxy.tunnel(`origin.test:${origin.port}`);
      const server = await origin.next();
      server.send('220 ready\r\n');
      expect(await client.takeUntil('\r\n')).toBe('220 ready\r\n');
      client.send('QUIT\r\n');
      expect(await server.takeUntil('\r\n')).toBe('QUIT\r\n');
      server.send('221 bye\r\n');
      server.end();
      expect(await client.takeUntil('\r\n')).toBe('221 bye\r\n');
      expect(await client.ended).toBe('fin');
    },
  );

  test.each([
    ['HTTP', 'http', () => openHttpProxy(200, '220 at once\r\n')],
    ['SOCKS 5', 'socks5', () => openSocksProxy(null, '220 at once\r\n')],
  ])('%s: what comes with its last answer is the origin’s', async (_, scheme, openProxy) => {
    const upstream = await openProxy();
    cleanups.push(() => upstream.close());
    const proxy = await open({ upstreamProxy: new URL(`${scheme}://127.0.0.1:${upstream.port}`) });
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    expect(await client.takeUntil('\r\n')).toBe('220 at once\r\n');
    (await origin.next()).send('more');
    expect((await client.take(4)).toString()).toBe('more');
  });

  test('that refuses, the row names it', async () => {
    const refusing = await openHttpProxy(407);
    const strict = await openSocksProxy('somebody:else');
    cleanups.push(
      () => refusing.close(),
      () => strict.close(),
    );
    const urls = [
      `http://127.0.0.1:${refusing.port}`,
      `socks5://me:myself@127.0.0.1:${strict.port}`,
      `http://127.0.0.1:${await findDeadPort()}`,
      `socks5://127.0.0.1:${await findDeadPort()}`,
    ];
    for (const url of urls) {
      const proxy = await open({ upstreamProxy: new URL(url) });
      const client = await proxy.connect();
      client.send('GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n');
      expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: UPSTREAM_PROXY\r\n');
      const { failure } = await proxy.sink.until('failed');
      expect(failure.message).toContain(new URL(url).host);
      expect(failure.message).not.toContain('myself');
    }
  });

  test('that never answers is let go when the client leaves', async () => {
    for (const scheme of ['http', 'socks5']) {
      const proxy = await open({ upstreamProxy: new URL(`${scheme}://127.0.0.1:${origin.port}`) });
      const client = await proxy.connect();
      client.send(UPGRADE.replace('/', 'ws://origin.test/'));
      const silent = await origin.next();
      client.socket.destroy();
      await silent.ended;
      expect((await proxy.sink.until('failed')).failure.code).toBe('CLIENT_LEFT');
    }
  });
});
