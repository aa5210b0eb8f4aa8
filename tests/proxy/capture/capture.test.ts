import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { listenError } from '../../../proxy/capture/capture.ts';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, openOrigin, openTlsOrigin } from '../../support/origins.ts';
import { switchProtocols } from '../../support/switched.ts';
import { connectWire } from '../../support/wire.ts';

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
    firstId: 100,
    extraCa: [originAuthority.pem],
    resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
  });
});
afterEach(() => proxy.capture.close());

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A request through the proxy to prove that it still works. */
async function served(): Promise<string> {
  const client = await proxy.tunnel(`origin.test:${origin.port}`);
  client.send('GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  for (;;) {
    const server = await origin.next();
    const head = await server.takeHead().catch(() => '');
    if (!head.startsWith('GET /alive ')) continue; // left over from what came before
    server.send(OK);
    break;
  }
  return client.takeUntil('ok');
}

describe('Listening', () => {
  test('takes any free port for 0, and says which', async () => {
    const wire = await connectWire(proxy.port);
    wire.socket.destroy();
    expect(proxy.port).toBeGreaterThan(0);
  });

  test('fails with PORT_IN_USE and what to do where somebody else listens', async () => {
    await expect(proxy.capture.listen('127.0.0.1', origin.port)).rejects.toMatchObject({
      name: 'FramescopeError',
      code: 'PORT_IN_USE',
      message: `Port 127.0.0.1:${origin.port} is already in use.`,
    });
  });

  test('fails where this machine has no such address', async () => {
    await expect(proxy.capture.listen('192.0.2.1', 0)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  });

  test('moves to another port and leaves open connections alone', async () => {
    const { client, server } = await switchProtocols(proxy, origin);
    const { port } = await proxy.capture.listen('127.0.0.1', 0);
    expect(port).not.toBe(proxy.port);
    await expect(connectWire(proxy.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    client.send('still here');
    expect((await server.take(10)).toString()).toBe('still here');
    (await connectWire(port)).socket.destroy();
  });

  test('may begin again on the same port', async () => {
    await proxy.capture.unlisten();
    expect(await proxy.capture.listen('127.0.0.1', proxy.port)).toEqual({
      host: '127.0.0.1',
      port: proxy.port,
    });
  });

  test('explains every error of the system', () => {
    const error = (code: string): NodeJS.ErrnoException => Object.assign(new Error('why'), { code });
    for (const code of ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL']) {
      const explained = listenError(error(code), '127.0.0.1', 80, '--proxy-port');
      expect(explained.message).toContain('127.0.0.1:80');
      expect(explained.hint).not.toBe('');
    }
  });
});

describe('Ids', () => {
  test('are given from the first one on, in the order of arrival', async () => {
    await switchProtocols(proxy, origin);
    await switchProtocols(proxy, origin);
    expect(proxy.sink.all('opened').map(({ id }) => id)).toEqual([100, 101]);
  });
});

describe('Closing', () => {
  test('ends every connection, both ends of it, and says that it was us', async () => {
    const relay = await switchProtocols(proxy, origin);
    const secure = await switchProtocols(proxy, secureOrigin, true);
    const opaque = await proxy.tunnel(`origin.test:${origin.port}`);
    opaque.send('\0');
    const opaqueServer = await origin.next();
    const request = await proxy.tunnel(`origin.test:${origin.port}`);
    request.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const requestServer = await origin.next();
    await requestServer.takeHead();
    const upgrade = await proxy.tunnel(`origin.test:${origin.port}`);
    upgrade.send('GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const upgradeServer = await origin.next();
    await upgradeServer.takeHead();
    const silent = await proxy.connect();
    await proxy.capture.close();
    const wires = [
      relay.client,
      relay.server,
      secure.client,
      secure.server,
      opaque,
      opaqueServer,
      request,
      requestServer,
      upgrade,
      upgradeServer,
      silent,
    ];
    await Promise.all(wires.map(({ ended }) => ended));
    const endings = proxy.sink.all('ended').map(({ cause, by }) => ({ cause, by }));
    expect(endings).toEqual(endings.map(() => ({ cause: 'engine', by: null })));
    expect(endings).toHaveLength(5);
  });

  test('leaves no socket and no listener behind', async () => {
    const before = openDescriptors();
    const other = await openCapture(authority);
    for (let i = 0; i < 20; i += 1) {
      const client = await other.tunnel(`127.0.0.1:${origin.port}`);
      client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      const server = await origin.next();
      await server.takeHead();
      server.end();
      client.socket.destroy();
      await Promise.all([client.closed, server.closed]);
    }
    await other.capture.close();
    expect(openDescriptors()).toBe(before);
    await expect(connectWire(other.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('may be asked for twice, and while nothing listens', async () => {
    await proxy.capture.unlisten();
    await proxy.capture.close();
    await expect(proxy.capture.close()).resolves.toBe(undefined);
  });
});

function openDescriptors(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200, size: 'max' });
const startLines = fc.constantFrom(
  'GET http://origin.test/ HTTP/1.1\r\n',
  'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n',
  'CONNECT origin.test:1 HTTP/1.1\r\n',
  'CONNECT ',
  'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n',
  '\x16\x03\x01\x00\x80\x01',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
);
const hostile = fc.oneof(
  bytes,
  fc.tuple(startLines, bytes).map(([line, rest]) => Buffer.concat([Buffer.from(line, 'latin1'), rest])),
  fc
    .tuple(startLines, bytes)
    .map(([line, rest]) => Buffer.concat([Buffer.from(line, 'latin1'), rest, Buffer.from('\r\n\r\n')])),
);

describe('Any bytes', () => {
  test('of a client to the proxy: its connection ends, and others are served', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (sent) => {
        const client = await proxy.connect();
        client.send(sent);
        client.end();
        await client.ended;
      }),
      { numRuns: 300 },
    );
    expect(await served()).toBe(OK);
  });

  test('of a client inside of a CONNECT: its connection ends, and others are served', async () => {
    const dead = net.createServer((socket) => socket.on('error', () => undefined).destroy());
    await once(dead.listen(0, '127.0.0.1'), 'listening');
    const { port } = dead.address() as net.AddressInfo;
    await fc.assert(
      fc.asyncProperty(hostile, async (sent) => {
        const client = await proxy.tunnel(`origin.test:${port}`);
        client.send(sent);
        client.end();
        await client.ended;
      }),
      { numRuns: 200 },
    );
    dead.close();
    expect(await served()).toBe(OK);
  });

  test('of a client inside of TLS: its connection ends, and others are served', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (sent) => {
        const client = await proxy.secure('origin.test:1');
        client.send(sent);
        client.end();
        await client.ended;
      }),
      { numRuns: 60 },
    );
    expect(await served()).toBe(OK);
  });

  test.each([
    ['an upgrade', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'],
    ['a request', ''],
  ])(
    'of an origin as the answer to %s: the client is not left waiting, and others are served',
    async (_, fields) => {
      const answers = fc.oneof(
        bytes,
        fc
          .tuple(
            fc.constantFrom(
              'HTTP/1.1 101 S\r\n',
              'HTTP/1.1 200 OK\r\n\r\n',
              'HTTP/1.1 403 \r\n',
              'HTTP/1.1 ',
            ),
            bytes,
          )
          .map(([line, rest]) => Buffer.concat([Buffer.from(line), rest])),
      );
      await fc.assert(
        fc.asyncProperty(answers, async (answer) => {
          const client = await proxy.tunnel(`origin.test:${origin.port}`);
          client.send(`GET / HTTP/1.1\r\nHost: x\r\n${fields}\r\n`);
          const server = await origin.next();
          await server.takeHead();
          server.send(answer);
          server.end();
          await client.ended;
          client.socket.destroy();
          await server.closed;
        }),
        { numRuns: 200 },
      );
      expect(await served()).toBe(OK);
      expect(proxy.sink.all('opened').length).toBeGreaterThan(200);
    },
  );

  test('end every row that they began', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (sent) => {
        const client = await proxy.connect();
        client.send(sent);
        client.end();
        await client.closed;
      }),
      { numRuns: 100 },
    );
    await proxy.capture.close();
    const ids = (type: 'opened' | 'ended') => new Set(proxy.sink.all(type).map(({ id }) => id));
    expect(ids('ended')).toEqual(ids('opened'));
    expect(proxy.sink.all('ended')).toHaveLength(ids('opened').size);
  });
});
