// Whom the proxy speaks to over TLS: what a certificate must say, in whichever version of TLS and for whichever name or
// address, and that nothing is said to anybody else. Real servers that try to be taken for another.

import { constants } from 'node:crypto';
import { once } from 'node:events';
import tls from 'node:tls';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CaptureOptions } from '../../../proxy/capture/capture.ts';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { type CertificateWishes, type Issued, issue } from '../../support/certificates.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, openTlsOrigin } from '../../support/origins.ts';
import type { Wire } from '../../support/wire.ts';

const GET = 'GET / HTTP/1.1\r\nHost: origin.test\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const DAY = 86_400_000;

const dns = (value: string) => ({ type: 'dns', value }) as const;
const ip = (value: string) => ({ type: 'ip', value }) as const;

let authority: Authority;
let root: Issued;
let between: Issued;
beforeAll(async () => {
  authority = await temporaryAuthority();
  root = await issue({ name: 'Test Root', authority: true, days: [-9, 9] });
  between = await issue({ name: 'Test Intermediate', authority: true, by: root, days: [-9, 9] });
});

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const leaf = (wishes: Partial<CertificateWishes> = {}) =>
  issue({ name: 'leaf', by: root, names: [dns('origin.test')], ...wishes });

async function open(options: Partial<CaptureOptions> = {}): Promise<OpenCapture> {
  const hosts = ['origin.test', 'other.test', 'deep.origin.test', 'origin.test.'];
  const proxy = await openCapture(authority, {
    resolve: hosts.map((host) => ({ host, port: 0, address: '127.0.0.1' })),
    extraCa: [root.cert],
    ...options,
  });
  cleanups.push(() => proxy.capture.close());
  return proxy;
}

async function serve(options: tls.TlsOptions, host?: string): Promise<Origin> {
  const origin = await openTlsOrigin({ allowHalfOpen: false, ...options }, host);
  cleanups.push(() => origin.close());
  return origin;
}

/** What a client sends that asks for a host by this name, or for an address. */
function reach(proxy: OpenCapture, host: string, port: number, serverName = host): Promise<Wire> {
  const isAddress = /^[\d.]+$|^\[/.test(serverName);
  const bare = serverName.replaceAll(/[[\]]/g, '');
  return proxy.secure(
    `${host}:${port}`,
    isAddress ? { servername: '', host: bare } : { servername: serverName },
  );
}

/** A request through the proxy, answered by the server; how that server's side of TLS looked. */
async function exchange(client: Wire, origin: Origin): Promise<tls.TLSSocket> {
  client.send(GET);
  const server = await origin.next();
  expect(await server.takeHead()).toBe(GET);
  server.send(OK);
  expect(await client.takeUntil('ok')).toBe(OK);
  return server.socket as tls.TLSSocket;
}

/** The code that the client is told; the server was sent nothing. */
async function refusal(client: Wire, origin: Origin): Promise<string> {
  client.send(GET, 'early words');
  const answered = (await client.takeAll()).toString();
  if (!origin.newest!.closed) await once(origin.newest!, 'close');
  expect(origin.untaken.map(({ pending }) => pending).filter(Boolean)).toEqual([]);
  return /X-Framescope-Error: (.*)\r/.exec(answered)?.[1] ?? answered;
}

describe.each<tls.SecureVersion>(['TLSv1.2', 'TLSv1.3'])('Over %s', (version) => {
  const versions = { minVersion: version, maxVersion: version };

  const trusted: readonly (readonly [string, () => Promise<Issued>, string])[] = [
    ['its name', () => leaf(), 'origin.test'],
    ['its name in other case', () => leaf({ names: [dns('ORIGIN.test')] }), 'Origin.Test'],
    ['its name with a dot at the end', () => leaf(), 'origin.test.'],
    ['a wildcard for one label', () => leaf({ names: [dns('*.origin.test')] }), 'deep.origin.test'],
    ['its address', () => leaf({ names: [ip('127.0.0.1')] }), '127.0.0.1'],
    ['its use as a server', () => leaf({ uses: [SERVER_AUTH] }), 'origin.test'],
    [
      'an intermediate that is sent along',
      async () => chain(await leaf({ by: between }), between),
      'origin.test',
    ],
    [
      'its chain in disorder, with what does not belong to it',
      async () => chain(await leaf({ by: between }), root, await leaf({ name: 'stray' }), between),
      'origin.test',
    ],
  ];

  test.each(trusted)('a certificate with %s is trusted', async (_, identity, host) => {
    const origin = await serve({ ...(await identity()), ...versions });
    const proxy = await open();
    const server = await exchange(await reach(proxy, host, origin.port), origin);
    expect(server.getProtocol()).toBe(version);
    expect((await proxy.sink.until('dialled')).dialled.tls).toMatchObject({
      protocol: version,
      trust: 'verified',
    });
  });

  const refused: readonly (readonly [string, () => Promise<Issued>, string, string])[] = [
    ['of another name', () => leaf({ names: [dns('other.test')] }), 'origin.test', 'TLS_WRONG_HOST'],
    ['of the domain above', () => leaf({ names: [dns('test')] }), 'origin.test', 'TLS_WRONG_HOST'],
    ['of any name', () => leaf({ names: [dns('*'), dns('*.test')] }), 'origin.test', 'TLS_WRONG_HOST'],
    [
      'whose wildcard stands for two labels',
      () => leaf({ names: [dns('*.test')] }),
      'deep.origin.test',
      'TLS_WRONG_HOST',
    ],
    [
      'whose names are others than its subject',
      () => leaf({ name: 'origin.test', names: [dns('other.test')] }),
      'origin.test',
      'TLS_WRONG_HOST',
    ],
    ['of another address', () => leaf({ names: [ip('127.0.0.2')] }), '127.0.0.1', 'TLS_WRONG_HOST'],
    [
      'whose address is written as a name',
      () => leaf({ name: '127.0.0.1', names: [dns('127.0.0.1')] }),
      '127.0.0.1',
      'TLS_WRONG_HOST',
    ],
    [
      'whose address is only its subject',
      () => leaf({ name: '127.0.0.1', names: [] }),
      '127.0.0.1',
      'TLS_WRONG_HOST',
    ],
    ['that has expired', () => leaf({ days: [-3, -1] }), 'origin.test', 'TLS_EXPIRED'],
    ['that is not valid yet', () => leaf({ days: [1, 3] }), 'origin.test', 'TLS_NOT_YET_VALID'],
    ['signed by itself', () => leaf({ by: null }), 'origin.test', 'TLS_UNTRUSTED'],
    [
      'of an authority of the same name',
      async () => leaf({ by: await issue({ name: 'Test Root', authority: true }) }),
      'origin.test',
      'TLS_UNTRUSTED',
    ],
    ['without its intermediate', () => leaf({ by: between }), 'origin.test', 'TLS_UNTRUSTED'],
    ['made for clients', () => leaf({ uses: [CLIENT_AUTH] }), 'origin.test', 'TLS_UNTRUSTED'],
    [
      'signed by one that is no authority',
      async () => {
        const noAuthority = await leaf({ name: 'mere leaf' });
        return chain(await leaf({ by: noAuthority }), noAuthority);
      },
      'origin.test',
      'TLS_UNTRUSTED',
    ],
    [
      'whose intermediate has expired',
      async () => {
        const old = await issue({ name: 'Old', authority: true, by: root, days: [-5, -2] });
        return chain(await leaf({ by: old }), old);
      },
      'origin.test',
      'TLS_EXPIRED',
    ],
  ];

  test.each(refused)('a certificate %s is refused, and nothing is sent', async (_, identity, host, code) => {
    const origin = await serve({ ...(await identity()), ...versions });
    const proxy = await open();
    expect(await refusal(await reach(proxy, host, origin.port), origin)).toBe(code);
    expect(proxy.sink.all('answered')).toEqual([]);
  });

  test('what a server says before it was judged reaches nobody', async () => {
    const origin = await serve({ ...(await leaf({ by: null })), ...versions });
    const proxy = await open();
    void origin.next().then((server) => server.send(OK));
    const client = await reach(proxy, 'origin.test', origin.port);
    client.send(GET);
    const answered = (await client.takeAll()).toString();
    expect(answered).toMatch(/^HTTP\/1\.1 502 /);
    expect(answered).not.toContain('200 OK');
  });

  describe('a session that is resumed', () => {
    /** Two exchanges on connections of their own, until the second is resumed. */
    async function resumable(options: Partial<CaptureOptions> = {}, wishes: Partial<CertificateWishes> = {}) {
      const origin = await serve({ ...(await leaf(wishes)), ...versions });
      const proxy = await open(options);
      const ask = async (host = 'origin.test') => exchange(await reach(proxy, host, origin.port), origin);
      expect((await ask()).isSessionReused()).toBe(false);
      await expect.poll(async () => (await ask()).isSessionReused()).toBe(true);
      return { origin, proxy, ask };
    }

    test('is as trusted as the first, and shows its certificate', async () => {
      const { proxy } = await resumable();
      const last = proxy.sink.all('dialled').at(-1)!;
      expect(last.dialled.tls).toMatchObject({ trust: 'verified', peer: { subject: 'CN=leaf' } });
    });

    test('is not resumed for another name of the same server', async () => {
      const { origin, proxy } = await resumable();
      expect(await refusal(await reach(proxy, 'other.test', origin.port), origin)).toBe('TLS_WRONG_HOST');
      const client = await reach(proxy, 'origin.test', origin.port, 'other.test');
      expect(await refusal(client, origin)).toBe('TLS_WRONG_HOST');
    });

    test('is not resumed when its certificate has expired', async () => {
      const { ask } = await resumable();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * DAY });
      cleanups.push(() => void vi.useRealTimers());
      expect((await ask()).isSessionReused()).toBe(false);
    });

    test('is verified anew after a while', async () => {
      const { ask } = await resumable({}, { days: [-1, 400] });
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + DAY });
      cleanups.push(() => void vi.useRealTimers());
      expect((await ask()).isSessionReused()).toBe(false);
    });

    test('is not resumed when its authority is not trusted any more', async () => {
      const extraCa = [root.cert];
      const { origin, proxy } = await resumable({ extraCa });
      extraCa.pop();
      expect(await refusal(await reach(proxy, 'origin.test', origin.port), origin)).toBe('TLS_UNTRUSTED');
    });

    test('is never one of an exception', async () => {
      const origin = await serve({ ...(await leaf({ by: null })), ...versions });
      const insecureHosts = ['origin.test'];
      const proxy = await open({ insecureHosts });
      for (let round = 0; round < 3; round += 1) {
        const server = await exchange(await reach(proxy, 'origin.test', origin.port), origin);
        expect(server.isSessionReused()).toBe(false);
      }
      insecureHosts.pop();
      expect(await refusal(await reach(proxy, 'origin.test', origin.port), origin)).toBe('TLS_UNTRUSTED');
    });
  });
});

function chain(first: Issued, ...others: readonly Issued[]): Issued {
  return { ...first, cert: [first, ...others].map(({ cert }) => cert).join('') };
}

describe('The name that a server is asked for', () => {
  const asked: readonly (readonly [string, string, string, string | false])[] = [
    ['is the host', 'origin.test', 'origin.test', 'origin.test'],
    ['is the one that the client asks for', '127.0.0.1', 'origin.test', 'origin.test'],
    ['has no dot at its end, RFC 6066 3', 'origin.test.', 'origin.test.', 'origin.test'],
    ['is none where the host is an address, RFC 6066 3', '127.0.0.1', '127.0.0.1', false],
  ];

  test.each(asked)('%s', async (_, host, serverName, seen) => {
    const origin = await serve(await leaf({ names: [dns('origin.test'), ip('127.0.0.1')] }));
    const proxy = await open();
    const server = await exchange(await reach(proxy, host, origin.port, serverName), origin);
    expect(server.servername).toBe(seen);
  });

  test('is none where the client sends an address as its name, and the address is verified', async () => {
    const warned: Error[] = [];
    const warn = (warning: Error) => void warned.push(warning);
    process.on('warning', warn);
    cleanups.push(() => void process.off('warning', warn));
    const right = await serve(await leaf({ names: [ip('127.0.0.1')] }));
    const wrong = await serve(await leaf({ names: [dns('127.0.0.1')] }));
    const proxy = await open();
    const ask = (port: number) =>
      proxy.secure(`origin.test:${port}`, { servername: '127.0.0.1', checkServerIdentity: () => undefined });
    expect((await exchange(await ask(right.port), right)).servername).toBe(false);
    expect(await refusal(await ask(wrong.port), wrong)).toBe('TLS_WRONG_HOST');
    expect(warned.length).toBeLessThanOrEqual(1); // the client's own
  });

  test('may be an IPv6 address', async () => {
    const right = await serve(await leaf({ names: [ip('::1')] }), '::1');
    const wrong = await serve(await leaf({ names: [ip('::2')] }), '::1');
    const proxy = await open();
    await exchange(await reach(proxy, '[::1]', right.port), right);
    expect(await refusal(await reach(proxy, '[::1]', wrong.port), wrong)).toBe('TLS_WRONG_HOST');
  });
});

describe('A server that shows another certificate later (TLS 1.2 renegotiation)', () => {
  const others: readonly (readonly [string, () => Promise<Issued>])[] = [
    ['signed by itself', () => leaf({ by: null })],
    ['of another name', () => leaf({ names: [dns('other.test')] })],
  ];

  test.each(others)('%s is not spoken to any more, nor is its session resumed', async (_, other) => {
    const secureOptions = constants.SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION; // else none is shown
    const origin = await serve({ ...(await leaf()), maxVersion: 'TLSv1.2', secureOptions });
    const proxy = await open();
    const client = await reach(proxy, 'origin.test', origin.port);
    const server = await exchange(client, origin);
    const gone = once(server, 'close');
    server.setKeyCert(tls.createSecureContext(await other()));
    server.renegotiate({}, () => undefined);
    await gone;
    await client.ended;
    const next = await exchange(await reach(proxy, 'origin.test', origin.port), origin);
    expect(next.getCertificate()).toMatchObject({ subjectaltname: 'DNS:origin.test' });
  });
});
