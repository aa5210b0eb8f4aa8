import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, findDeadPort, openOrigin, openTlsOrigin } from '../../support/origins.ts';
import { openHttpProxy } from '../../support/upstream-proxies.ts';
import { type Wire, secureWire } from '../../support/wire.ts';

let authority: Authority;
let originAuthority: Authority;
let origin: Origin;
let secureOrigin: Origin;
beforeAll(async () => {
  [authority, originAuthority] = await Promise.all([temporaryAuthority(), temporaryAuthority()]);
  origin = await openOrigin();
  secureOrigin = await openTlsOrigin(await originAuthority.leafFor('origin.test'));
});
afterAll(() => Promise.all([origin.close(), secureOrigin.close()]));

let proxy: OpenCapture;
beforeEach(async () => {
  proxy = await openCapture(authority, {
    extraCa: [originAuthority.pem],
    passthrough: ['pinned.test', '*.pinned.test'],
    resolve: ['origin.test', 'pinned.test', 'deep.pinned.test'].map((host) => ({
      host,
      port: 0,
      address: '127.0.0.1',
    })),
  });
});
afterEach(() => proxy.capture.close());

const GET = 'GET / HTTP/1.1\r\nHost: origin.test\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Answers one request on an origin's next connection. */
async function answer(of: Origin): Promise<void> {
  const server = await of.next();
  await server.takeHead();
  server.send(OK);
}

describe('A CONNECT to what is no host and port', () => {
  test.each([
    '../../x:443',
    '/etc/passwd:443',
    'a b:443',
    'host:0',
    'host:99999',
    'host:-1',
    'host:http',
    'host:443:443',
    'user@host:443',
    'user:secret@host:443',
    'host\0:443',
    '',
    ':443',
    '::1:443',
    '[::1:443',
    '[nonsense]:443',
    '[127.0.0.1]:443',
    'höst:443',
    'http://host:443',
    'host%00:443',
    `${'a'.repeat(254)}:443`,
  ])('“%s” is refused, kept as one row, and goes nowhere', async (target) => {
    const before = readdirSync('.');
    const accepted = origin.accepted;
    const client = await proxy.connect();
    client.send(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const answered = (await client.takeAll()).toString();
    expect(answered).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answered).toContain('X-Framescope-Error: BAD_TARGET\r\n');
    const { id, opened } = await proxy.sink.until('opened');
    expect(opened).toMatchObject({ kind: 'tunnel', method: 'CONNECT' });
    expect(opened.url).toMatch(/^[\x20-\x7e]*$/);
    await proxy.sink.until('ended');
    expect(proxy.sink.course(id)).toEqual(['opened', 'failed', 'ended']);
    expect(proxy.sink.all('opened')).toHaveLength(1);
    expect(origin.accepted).toBe(accepted);
    expect(readdirSync('.')).toEqual(before);
  });
});

describe('A CONNECT', () => {
  test('is answered before anything is dialled, in capitals or with any other fields', async () => {
    const client = await proxy.connect();
    client.send(
      `CONNECT 127.0.0.1:${await findDeadPort()} HTTP/1.0\r\nUser-Agent: x\r\nProxy-Connection: close\r\n\r\n`,
    );
    expect(await client.takeHead()).toBe('HTTP/1.1 200 Connection Established\r\n\r\n');
  });

  test('may bring the first request along', async () => {
    const client = await proxy.connect();
    client.send(`CONNECT origin.test:${origin.port} HTTP/1.1\r\n\r\n${GET}`);
    await client.takeHead();
    await answer(origin);
    expect(await client.takeUntil('ok')).toBe(OK);
  });

  test('may bring the ClientHello along', async () => {
    const client = await proxy.connect();
    const hello = net.createServer();
    await once(hello.listen(0, '127.0.0.1'), 'listening');
    const handshake = tls.connect({
      port: (hello.address() as net.AddressInfo).port,
      servername: 'origin.test',
      ca: authority.pem,
    });
    handshake.on('error', () => undefined);
    const [socket] = (await once(hello, 'connection')) as [net.Socket];
    const [clientHello] = (await once(socket, 'data')) as [Buffer];
    client.send(`CONNECT origin.test:${secureOrigin.port} HTTP/1.1\r\n\r\n`, clientHello);
    client.release();
    client.socket.once('data', (established: Buffer) => {
      const end = established.indexOf('\r\n\r\n') + 4;
      expect(established.toString('latin1', 0, 12)).toBe('HTTP/1.1 200');
      socket.write(established.subarray(end));
      client.socket.pipe(socket);
      socket.pipe(client.socket);
    });
    await once(handshake, 'secureConnect');
    expect(handshake.authorized).toBe(true);
    handshake.destroy();
    hello.close();
  });

  test.each([
    ['[::1]', '::1'],
    ['127.0.0.1', '127.0.0.1'],
  ])('reaches %s', async (written, host) => {
    const at = await openOrigin(host);
    const client = await proxy.tunnel(`${written}:${at.port}`);
    client.send(GET);
    await answer(at);
    expect(await client.takeUntil('ok')).toBe(OK);
    expect((await proxy.sink.until('opened')).opened).toMatchObject({
      host,
      port: at.port,
      url: `http://${written}:${at.port}/`,
    });
    await at.close();
  });

  test('inside of another goes through the proxy that the client named first, with TLS and without', async () => {
    const outer = await openHttpProxy();
    const shown = 'Proxy-Authorization: Basic bWU6bXlzZWxm\r\n';
    for (const [at, secured] of [
      [origin, false],
      [secureOrigin, true],
    ] as const) {
      const client = await proxy.tunnel(`127.0.0.1:${outer.port}`);
      client.send(`CONNECT origin.test:${at.port} HTTP/1.1\r\n${shown}\r\n`);
      await client.takeHead();
      const inner = secured
        ? await secureWire(client, { ca: authority.pem, servername: 'origin.test' })
        : client;
      inner.send(GET);
      await answer(at);
      expect(await inner.takeUntil('ok')).toBe(OK);
    }
    expect(outer.asked).toEqual([origin, secureOrigin].map(({ port }) => `origin.test:${port}`));
    expect(outer.shown).toEqual(['me:myself', 'me:myself']);
    outer.close();
  });

  test('inside of another may be to a proxy that is reached by TLS', async () => {
    const outer = await proxy.secure(`origin.test:${secureOrigin.port}`);
    const asked = `CONNECT inner.test:443 HTTP/1.1\r\nX-Odd:  spaced\r\n\r\n`;
    outer.send(asked);
    await outer.takeHead();
    const inner = secureWire(outer, { ca: authority.pem, servername: 'inner.test' });
    (await inner).send(GET);
    const at = await secureOrigin.next();
    expect(await at.takeHead()).toBe(asked);
  });

  test('that the client’s own proxy never answers is given up when the client leaves', async () => {
    const client = await proxy.tunnel(`127.0.0.1:${origin.port}`);
    client.send('CONNECT inner.test:80 HTTP/1.1\r\n\r\n');
    await client.takeHead();
    client.send(GET.replace('\r\n\r\n', '\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'));
    const silent = await origin.next();
    await silent.takeHead();
    client.socket.destroy();
    await silent.ended;
    expect((await proxy.sink.until('failed')).failure.code).toBe('CLIENT_LEFT');
  });

  test('that the client’s own proxy refuses ends with its answer in the row', async () => {
    const outer = await openHttpProxy(407);
    const client = await proxy.tunnel(`127.0.0.1:${outer.port}`);
    client.send(`CONNECT origin.test:${origin.port} HTTP/1.1\r\n\r\n`);
    await client.takeHead();
    client.send(GET);
    expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: UPSTREAM_PROXY\r\n');
    const { failure } = await proxy.sink.until('failed');
    expect(failure.message).toContain(`127.0.0.1:${outer.port}`);
    expect(failure.message).toContain('407');
    outer.close();
  });

  test('may come after a request on the same connection', async () => {
    const client = await proxy.connect();
    client.send(`GET http://origin.test:${origin.port}/ HTTP/1.1\r\nHost: origin.test\r\n\r\n`);
    await answer(origin);
    await client.takeUntil('ok');
    client.send(`CONNECT origin.test:${secureOrigin.port} HTTP/1.1\r\n\r\n`);
    await client.takeHead();
    const secured = await secureWire(client, { ca: authority.pem, servername: 'origin.test' });
    secured.send(GET);
    await answer(secureOrigin);
    expect(await secured.takeUntil('ok')).toBe(OK);
  });

  test('whose client leaves without a word leaves no row', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.end();
    expect(await client.ended).toBe('fin');
    expect(proxy.sink.events).toEqual([]);
  });
});

describe('A tunnel that is neither TLS nor HTTP', () => {
  const opaque = async (target: string): Promise<{ client: Wire; server: Wire }> => {
    const client = await proxy.tunnel(target);
    client.send('\x01binary');
    const server = await origin.next();
    expect((await server.take(7)).toString('latin1')).toBe('\x01binary');
    return { client, server };
  };

  test('may begin with words that look like a method', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('HELLO x\r\n');
    const server = await origin.next();
    expect((await server.take(9)).toString('latin1')).toBe('HELLO x\r\n');
  });

  test('passes every byte both ways, and counts it', async () => {
    const { client, server } = await opaque(`origin.test:${origin.port}`);
    server.send('\x02answer');
    expect((await client.take(7)).toString('latin1')).toBe('\x02answer');
    client.end();
    expect(await server.ended).toBe('fin');
    server.send('more');
    expect((await client.take(4)).toString()).toBe('more');
    server.end();
    const { id, cause, by } = await proxy.sink.until('ended');
    expect([cause, by]).toEqual(['fin', 'client']);
    expect(proxy.sink.course(id)).toEqual(['opened', 'dialled', 'answered', 'ended']);
    expect((await proxy.sink.until('opened')).opened).toMatchObject({
      kind: 'tunnel',
      url: `tcp://origin.test:${origin.port}`,
    });
    expect(proxy.sink.all('body').map(({ from, size, bytes }) => [from, size, bytes])).toEqual([
      ['client', 7, null],
      ['server', 7, null],
      ['server', 4, null],
    ]);
  });

  test.each(['client', 'server'] as const)('passes on a reset of the %s', async (side) => {
    const wires = await opaque(`origin.test:${origin.port}`);
    wires[side].socket.resetAndDestroy();
    expect(await wires[side === 'client' ? 'server' : 'client'].ended).toBe('reset');
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'reset', by: side });
  });

  test('lets the server speak first', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const server = await origin.next();
    server.send('220 ready\r\n');
    expect(await client.takeUntil('\r\n')).toBe('220 ready\r\n');
    client.send('HELO me\r\n');
    expect(await server.takeUntil('\r\n')).toBe('HELO me\r\n');
    expect((await proxy.sink.until('opened')).opened.kind).toBe('tunnel');
  });

  test('waits for a client that thinks before it speaks TLS', async () => {
    const client = await proxy.tunnel(`origin.test:${secureOrigin.port}`);
    const { accepted } = secureOrigin;
    while (secureOrigin.accepted === accepted) await new Promise(setImmediate); // dialled, for neither has spoken
    const secured = await secureWire(client, { ca: authority.pem, servername: 'origin.test' });
    secured.send(GET);
    await answer(secureOrigin);
    expect(await secured.takeUntil('ok')).toBe(OK);
  });

  test('that stays silent until the client closes is passed on as such', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const server = await origin.next();
    client.end();
    expect(await server.ended).toBe('fin');
    server.send('parting words');
    server.end();
    expect((await client.takeAll()).toString()).toBe('parting words');
  });

  test('keeps words that look like a method, and nothing after them', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('QUIT');
    client.end();
    const server = await origin.next();
    expect((await server.takeAll()).toString()).toBe('QUIT');
    server.end();
    expect((await client.takeAll()).length).toBe(0);
  });

  test('closes the client’s connection when nobody listens there, and says so in its row', async () => {
    const port = await findDeadPort();
    const client = await proxy.tunnel(`origin.test:${port}`);
    client.send('\x00');
    await client.ended;
    expect((await proxy.sink.until('failed')).failure.code).toBe('ECONNREFUSED');
    expect((await proxy.sink.until('opened')).opened.url).toBe(`tcp://origin.test:${port}`);
  });

  test('passes any bytes on, whatever they begin with', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (bytes) => {
        fc.pre(bytes[0] !== 0x16 && !/^[A-Z]{1,16}( |$)/.test(Buffer.from(bytes).toString('latin1')));
        const client = await proxy.tunnel(`origin.test:${origin.port}`);
        client.send(bytes);
        client.end();
        const server = await origin.next();
        expect((await server.takeAll()).equals(bytes)).toBe(true);
        server.send(bytes);
        server.end();
        expect((await client.takeAll()).equals(bytes)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('A host that is passed through', () => {
  test.each(['pinned.test', 'deep.pinned.test', 'PINNED.test'])(
    '%s shows its own certificate',
    async (host) => {
      const pinned = await openTlsOrigin(await originAuthority.leafFor('pinned.test'));
      const client = await proxy.secure(`${host}:${pinned.port}`, {
        ca: originAuthority.pem,
        servername: 'pinned.test',
      });
      const socket = client.socket as tls.TLSSocket;
      expect(socket.getPeerX509Certificate()?.checkHost('pinned.test')).toBe('pinned.test');
      (await pinned.next()).send('from the origin');
      expect((await client.take(15)).toString()).toBe('from the origin');
      expect((await proxy.sink.until('opened')).opened.kind).toBe('tunnel');
      await pinned.close();
    },
  );
});
