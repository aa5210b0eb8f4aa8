import { once } from 'node:events';
import { setGlobalProxyFromEnv } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as WsClient, WebSocketServer } from 'ws';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, findDeadPort, openOrigin, openTlsOrigin } from '../../support/origins.ts';
import type { Wire } from '../../support/wire.ts';

let authority: Authority;
let originAuthority: Authority;
beforeAll(async () => {
  [authority, originAuthority] = await Promise.all([temporaryAuthority(), temporaryAuthority()]);
});

let proxy: OpenCapture;
let origin: Origin;
let secureOrigin: Origin;
beforeEach(async () => {
  origin = await openOrigin();
  secureOrigin = await openTlsOrigin(await originAuthority.leafFor('origin.test'));
  proxy = await openCapture(authority, {
    extraCa: [originAuthority.pem],
    resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
  });
});
afterEach(async () => {
  await proxy.capture.close();
  await Promise.all([origin.close(), secureOrigin.close()]);
});

/** Fields as no library would write them. */
const FIELDS =
  'hOST: origin.test\r\n' +
  'X-Twice: one\r\n' +
  'uPGRADE:websocket\r\n' +
  'Connection:  keep-alive ,  Upgrade \r\n' +
  'x-twice: two\r\n' +
  'Sec-WebSocket-Key:\tdGhlIHNhbXBsZSBub25jZQ==\r\n' +
  'Sec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Protocol: b, a\r\n' +
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n' +
  'Cookie: a=\xe9\r\n' +
  'X-Empty:\r\n';

const SWITCHING =
  'HTTP/1.1 101 Web Socket Protocol Handshake\r\n' +
  'upgrade: WebSocket\r\n' +
  'CONNECTION: Upgrade\r\n' +
  'X-Odd:  spaced \r\n' +
  'Set-Cookie: a=1\r\n' +
  'Set-Cookie: b=2\r\n' +
  'Sec-WebSocket-Accept: not what it should be\r\n\r\n';

const upgradeTo = (target: string, fields = FIELDS) => `GET ${target} HTTP/1.1\r\n${fields}\r\n`;

interface Way {
  readonly name: string;
  readonly scheme: 'ws' | 'wss';
  /** Sends the upgrade and returns both wires, the origin's with its head unread. */
  open(path: string, fields?: string): Promise<{ client: Wire; server: Wire }>;
}

const ways: readonly Way[] = [
  {
    name: 'an http:// URI',
    scheme: 'ws',
    async open(path, fields = FIELDS) {
      const client = await proxy.connect();
      client.send(upgradeTo(`http://origin.test:${origin.port}${path}`, fields));
      return { client, server: await origin.next() };
    },
  },
  {
    name: 'a ws:// URI',
    scheme: 'ws',
    async open(path, fields = FIELDS) {
      const client = await proxy.connect();
      client.send(upgradeTo(`ws://origin.test:${origin.port}${path}`, fields));
      return { client, server: await origin.next() };
    },
  },
  {
    name: 'a wss:// URI',
    scheme: 'wss',
    async open(path, fields = FIELDS) {
      const client = await proxy.connect();
      client.send(upgradeTo(`wss://origin.test:${secureOrigin.port}${path}`, fields));
      return { client, server: await secureOrigin.next() };
    },
  },
  {
    name: 'CONNECT',
    scheme: 'ws',
    async open(path, fields = FIELDS) {
      const client = await proxy.tunnel(`origin.test:${origin.port}`);
      client.send(upgradeTo(path, fields));
      return { client, server: await origin.next() };
    },
  },
  {
    name: 'CONNECT and TLS',
    scheme: 'wss',
    async open(path, fields = FIELDS) {
      const client = await proxy.secure(`origin.test:${secureOrigin.port}`);
      client.send(upgradeTo(path, fields));
      return { client, server: await secureOrigin.next() };
    },
  },
];

describe.each(ways)('An upgrade by $name', ({ scheme, open }) => {
  test('reaches the origin with the client’s own head, byte for byte', async () => {
    const { server } = await open('/chat?a=1&b=%20');
    expect(await server.takeHead()).toBe(upgradeTo('/chat?a=1&b=%20'));
  });

  test('is answered with the origin’s own 101, byte for byte', async () => {
    const { client, server } = await open('/');
    await server.takeHead();
    expect(client.pending).toBe(0);
    server.send(SWITCHING);
    expect(await client.takeHead()).toBe(SWITCHING);
  });

  test('is reported with both heads, the way there, and its end', async () => {
    const { client, server } = await open('/chat');
    await server.takeHead();
    server.send(SWITCHING);
    await client.takeHead();
    client.end();
    await server.ended;
    server.end();
    const { id } = await proxy.sink.until('ended');
    expect(proxy.sink.course(id)).toEqual(['opened', 'dialled', 'answered', 'ended']);
    const { opened } = await proxy.sink.until('opened');
    const { port } = scheme === 'ws' ? origin : secureOrigin;
    expect(opened).toMatchObject({
      kind: 'websocket',
      scheme,
      host: 'origin.test',
      port,
      path: '/chat',
      method: 'GET',
    });
    expect(opened.url).toBe(`${scheme}://origin.test:${port}/chat`);
    expect(opened.requestHead).toContain(FIELDS);
    expect(opened.requestHeaders[1]).toEqual(['X-Twice', 'one']);
    const { answered, wait } = await proxy.sink.until('answered');
    expect(answered).toMatchObject({
      status: 101,
      statusText: 'Web Socket Protocol Handshake',
      responseHead: SWITCHING,
    });
    expect(wait).toBeGreaterThan(0);
    const { dialled } = await proxy.sink.until('dialled');
    expect(dialled.remoteAddress).toBe(`127.0.0.1:${port}`);
    expect(dialled.timing.connect).toBeGreaterThanOrEqual(0);
    expect(dialled.tls?.protocol ?? null).toBe(scheme === 'ws' ? null : 'TLSv1.3');
  });
});

describe('The head that the origin gets', () => {
  test('is without the fields that were meant for the proxy', async () => {
    const client = await proxy.connect();
    client.send(
      upgradeTo(
        `ws://origin.test:${origin.port}/`,
        `Proxy-Connection: keep-alive\r\nproxy-authorization: Basic c2VjcmV0\r\n${FIELDS}PROXY-FRAMESCOPE : nonce\r\n folded\r\n`,
      ),
    );
    expect(await (await origin.next()).takeHead()).toBe(upgradeTo('/'));
  });

  test('keeps them inside of a CONNECT, where the client talks to the origin', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const fields = `Proxy-Connection: keep-alive\r\n${FIELDS}`;
    client.send(upgradeTo('/', `${fields}Proxy-Framescope: nonce\r\n`));
    expect(await (await origin.next()).takeHead()).toBe(upgradeTo('/', fields));
  });

  test('keeps an absolute URI inside of a CONNECT, as the origin would get it without us', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send(upgradeTo('http://elsewhere.test/chat'));
    expect(await (await origin.next()).takeHead()).toBe(upgradeTo('http://elsewhere.test/chat'));
    expect((await proxy.sink.until('opened')).opened).toMatchObject({ host: 'origin.test', path: '/chat' });
  });

  test.each(['', '?a=1'])(
    'asks for the root when the URI has no path, keeping the query “%s”',
    async (query) => {
      const client = await proxy.connect();
      client.send(upgradeTo(`ws://origin.test:${origin.port}${query}`));
      expect(await (await origin.next()).takeHead()).toBe(upgradeTo(`/${query}`));
    },
  );

  test('is the client’s after an ordinary request on the same connection', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('GET /first HTTP/1.1\r\nHost: origin.test\r\n\r\n');
    const first = await origin.next();
    await first.takeHead();
    first.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    await client.takeUntil('ok');
    client.send(
      upgradeTo('/', 'Host: origin.test\r\nUPGRADE: websocket\r\nconnection: Upgrade\r\n'),
      '\x81\x01a',
    );
    const server = await origin.next();
    expect(await server.takeHead()).toBe(
      upgradeTo('/', 'Host: origin.test\r\nUPGRADE: websocket\r\nconnection: Upgrade\r\n'),
    );
    server.send(SWITCHING, '\x81\x02ok');
    expect(await client.takeHead()).toBe(SWITCHING);
    expect((await client.take(4)).toString('latin1')).toBe('\x81\x02ok');
    expect((await server.take(3)).toString('latin1')).toBe('\x81\x01a');
  });

  test('waits for the answer to a request that was sent just before it', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('GET /first HTTP/1.1\r\nHost: origin.test\r\n\r\n', upgradeTo('/'));
    const first = await origin.next();
    await first.takeHead();
    expect(origin.accepted).toBe(1);
    first.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    const second = await origin.next();
    await second.takeHead();
    second.send(SWITCHING);
    expect(await client.takeUntil('ok')).toBe('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    expect(await client.takeHead()).toBe(SWITCHING);
  });
});

const REFUSAL = 'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n';

describe('A refusal', () => {
  test('leaves the client its connection, for it to try again', async () => {
    const client = await proxy.connect();
    for (const attempt of [1, 2]) {
      client.send(upgradeTo(`ws://origin.test:${origin.port}/${attempt}`));
      const server = await origin.next();
      expect(await server.takeHead()).toBe(upgradeTo(`/${attempt}`));
      server.send(REFUSAL);
      expect((await client.take(REFUSAL.length)).toString('latin1')).toBe(REFUSAL);
      await server.ended;
    }
    expect(proxy.sink.all('ended').map(({ cause, by }) => ({ cause, by }))).toEqual([
      { cause: 'fin', by: 'server' },
      { cause: 'fin', by: 'server' },
    ]);
    expect(proxy.sink.all('failed')).toEqual([]);
    client.send(upgradeTo(`ws://origin.test:${origin.port}/3`));
    (await origin.next()).send(SWITCHING);
    expect(await client.takeHead()).toBe(SWITCHING);
  });

  test('that is cut off by a reset is cut off by a reset', async () => {
    const client = await proxy.connect();
    client.send(upgradeTo(`ws://origin.test:${origin.port}/`));
    const server = await origin.next();
    await server.takeHead();
    server.send('HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nsome');
    await client.takeUntil('some');
    server.socket.resetAndDestroy();
    expect(await client.ended).toBe('reset');
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'reset', by: 'server' });
  });

  test('of a pipelined upgrade leaves the next request to the next origin', async () => {
    const client = await proxy.connect();
    client.send(
      upgradeTo(`ws://origin.test:${origin.port}/1`),
      upgradeTo(`ws://origin.test:${origin.port}/2`),
    );
    const first = await origin.next();
    expect(await first.takeHead()).toBe(upgradeTo('/1'));
    first.send(REFUSAL);
    expect(await (await origin.next()).takeHead()).toBe(upgradeTo('/2'));
    expect(first.pending).toBe(0);
  });
});

describe('An upgrade that no origin answers', () => {
  test('gets a readable 502 when the origin refuses the connection', async () => {
    const port = await findDeadPort();
    const client = await proxy.connect();
    client.send(upgradeTo(`ws://origin.test:${port}/`));
    const answer = (await client.takeAll()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(answer).toContain('X-Framescope-Error: ECONNREFUSED\r\n');
    expect(answer).toContain(`origin.test:${port} refused the connection.`);
    const { id, failure } = await proxy.sink.until('failed');
    expect(failure.code).toBe('ECONNREFUSED');
    expect(failure.hint).not.toBe('');
    expect(proxy.sink.course(id)).toEqual(['opened', 'failed', 'ended']);
  });

  test('gets a 502 when the origin closes without a word', async () => {
    const client = await proxy.connect();
    client.send(upgradeTo(`ws://origin.test:${origin.port}/`));
    const server = await origin.next();
    await server.takeHead();
    server.end();
    expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: NO_ANSWER');
    expect((await proxy.sink.until('failed')).failure.code).toBe('NO_ANSWER');
  });

  test('is passed whatever the origin says when that is no HTTP', async () => {
    const client = await proxy.connect();
    client.send(upgradeTo(`ws://origin.test:${origin.port}/`));
    const server = await origin.next();
    await server.takeHead();
    server.send('SSH-2.0-hello\r\n');
    expect(await client.takeUntil('\r\n')).toBe('SSH-2.0-hello\r\n');
    server.send('more');
    server.end();
    expect((await client.takeAll()).toString()).toBe('more');
    expect((await proxy.sink.until('failed')).failure.code).toBe('NOT_HTTP');
  });

  test('closes the origin’s connection when the client leaves while it waits', async () => {
    const client = await proxy.connect();
    client.send(upgradeTo(`ws://origin.test:${origin.port}/`));
    const server = await origin.next();
    await server.takeHead();
    client.socket.destroy();
    await server.ended;
    const { id, failure } = await proxy.sink.until('failed');
    expect(failure.code).toBe('CLIENT_LEFT');
    expect(await proxy.sink.until('ended')).toMatchObject({ id, cause: 'fin', by: 'client' });
  });

  test('closes it as well when the client resets', async () => {
    const client = await proxy.connect();
    client.send(upgradeTo(`ws://origin.test:${origin.port}/`));
    const server = await origin.next();
    await server.takeHead();
    client.socket.resetAndDestroy();
    await server.ended;
    expect((await proxy.sink.until('failed')).failure.code).toBe('CLIENT_LEFT');
  });

  test('gives up dialling when the client leaves', async () => {
    const client = await proxy.connect();
    client.send(upgradeTo(`wss://origin.test:${origin.port}/`)); // an origin that never finishes the TLS handshake
    const server = await origin.next();
    client.socket.destroy();
    await server.ended;
    expect((await proxy.sink.until('failed')).failure.code).toBe('CLIENT_LEFT');
  });

  test('is refused when it names no valid host, and kept as a row', async () => {
    const client = await proxy.connect();
    client.send(upgradeTo('/chat', FIELDS.replace('origin.test', '../../etc')));
    expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: BAD_TARGET');
    const { id, opened } = await proxy.sink.until('opened');
    expect(opened).toMatchObject({ kind: 'websocket', url: '/chat' });
    expect(proxy.sink.course(id)).toEqual(['opened', 'failed', 'ended']);
  });
});

describe('An upgrade to another protocol', () => {
  test('is relayed as it is, and reported as an exchange with bodies', async () => {
    const client = await proxy.connect();
    client.send(
      upgradeTo(
        `http://origin.test:${origin.port}/`,
        'Host: origin.test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n',
      ),
    );
    const server = await origin.next();
    await server.takeHead();
    server.send('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n', 'hello');
    await client.takeHead();
    expect((await client.take(5)).toString()).toBe('hello');
    client.send('bye');
    expect((await server.take(3)).toString()).toBe('bye');
    const { opened } = await proxy.sink.until('opened');
    expect(opened).toMatchObject({ kind: 'http', scheme: 'http' });
    expect(proxy.sink.chunks).toEqual([]);
    expect(proxy.sink.all('body').map(({ from, size }) => ({ from, size }))).toEqual([
      { from: 'server', size: 5 },
      { from: 'client', size: 3 },
    ]);
  });

  test('with a body is served like any other request', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send(
      'POST / HTTP/1.1\r\nHost: origin.test\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\n',
      'body',
    );
    const server = await origin.next();
    expect(await server.takeHead()).toContain('Upgrade: h2c\r\n');
    expect((await server.take(4)).toString()).toBe('body');
    server.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    expect(await client.takeUntil('ok')).toBe('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
});

describe('A replay', () => {
  test('that shows its ticket is linked to what it plays again, once', async () => {
    const claimed: number[] = [];
    proxy.capture.issueTicket('nonce', {
      replayOf: 7 as never,
      retry: null,
      leaving: null,
      claimed: (id) => claimed.push(id),
    });
    for (const fields of ['Proxy-Framescope: nonce\r\n', 'Proxy-Framescope: nonce\r\n']) {
      const client = await proxy.connect();
      client.send(`CONNECT origin.test:${origin.port} HTTP/1.1\r\n${fields}\r\n`);
      await client.takeHead();
      client.send(upgradeTo('/'));
      await (await origin.next()).takeHead();
    }
    expect(proxy.sink.all('opened').map(({ opened }) => opened.replayOf)).toEqual([7, null]);
    expect(claimed).toEqual([1]);
  });
});

describe('WebSocket libraries', () => {
  let server: WebSocketServer;
  let port: number;
  beforeEach(async () => {
    server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      perMessageDeflate: { threshold: 0 },
      handleProtocols: () => 'chat.v2',
    });
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    server.on('connection', (socket) => {
      socket.on('message', (data, binary) => socket.send(data, { binary }));
    });
  });
  afterEach(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });

  test('agree on subprotocol and compression with ws on both ends', async () => {
    const tunnel = await proxy.tunnel(`origin.test:${port}`);
    const client = new WsClient(`ws://origin.test:${port}/`, ['chat.v1', 'chat.v2'], {
      createConnection: () => tunnel.release(),
    });
    await once(client, 'open');
    expect(client.protocol).toBe('chat.v2');
    expect(client.extensions).toBe('permessage-deflate');
    client.send('hello');
    expect(String((await once(client, 'message'))[0])).toBe('hello');
    client.ping('are you there');
    expect(String((await once(client, 'pong'))[0])).toBe('are you there');
    client.close(4001, 'bye');
    const [code, reason] = (await once(client, 'close')) as [number, Buffer];
    expect([code, String(reason)]).toEqual([4001, 'bye']);
  });

  test('agree with Node’s own WebSocket', async () => {
    const restore = setGlobalProxyFromEnv({ http_proxy: `http://127.0.0.1:${proxy.port}` });
    try {
      const client = new WebSocket(`ws://origin.test:${port}/`, ['chat.v1', 'chat.v2']);
      await once(client, 'open');
      expect(client.protocol).toBe('chat.v2');
      client.send('hello');
      const [message] = (await once(client, 'message')) as [MessageEvent<string>];
      expect(message.data).toBe('hello');
      client.close(4001, 'bye');
      const [closed] = (await once(client, 'close')) as [CloseEvent];
      expect([closed.code, closed.reason, closed.wasClean]).toEqual([4001, 'bye', true]);
    } finally {
      restore();
    }
    expect((await proxy.sink.until('ended')).cause).toBe('fin');
  });
});
