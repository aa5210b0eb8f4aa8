import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
    bodyBudget: () => 1000,
    resolve: ['origin.test', 'other.test'].map((host) => ({ host, port: 0, address: '127.0.0.1' })),
  });
});
afterEach(async () => {
  await proxy.capture.close();
  await Promise.all([origin.close(), secureOrigin.close()]);
});

interface Way {
  readonly name: string;
  /** A connection, and what a request line’s target has in front of its path. */
  open(): Promise<{ client: Wire; prefix: string; origin: Origin }>;
}

const ways: readonly Way[] = [
  {
    name: 'an absolute URI',
    open: async () => ({
      client: await proxy.connect(),
      prefix: `http://origin.test:${origin.port}`,
      origin,
    }),
  },
  {
    name: 'CONNECT',
    open: async () => ({ client: await proxy.tunnel(`origin.test:${origin.port}`), prefix: '', origin }),
  },
  {
    name: 'CONNECT and TLS',
    open: async () => ({
      client: await proxy.secure(`origin.test:${secureOrigin.port}`),
      prefix: '',
      origin: secureOrigin,
    }),
  },
];

const FIELDS =
  'hOST: origin.test\r\nX-Twice: 1\r\nCookie: a=\xe9; b\r\nx-twice: 2\r\nAccept:*/*\r\nX-Empty: \r\nX-Wide:\t a  \r\nCookie: c\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A GET through a CONNECT, up to where the origin has it. */
async function asked(request = `GET / HTTP/1.1\r\n${FIELDS}\r\n`): Promise<{ client: Wire; server: Wire }> {
  const client = await proxy.tunnel(`origin.test:${origin.port}`);
  client.send(request);
  const server = await origin.next();
  await server.takeHead();
  return { client, server };
}

const bodyOf = (from: 'client' | 'server'): string =>
  proxy.sink
    .all('body')
    .filter((event) => event.from === from)
    .map(({ bytes }) => Buffer.from(bytes ?? []).toString('latin1'))
    .join('');

describe.each(ways)('By $name', ({ open }) => {
  test('a request reaches the origin with the names, case, order and number of its fields', async () => {
    const { client, prefix, origin } = await open();
    client.send(`GET ${prefix}/path?q=%20&r HTTP/1.1\r\n${FIELDS}\r\n`);
    const server = await origin.next();
    expect(await server.takeHead()).toBe(`GET /path?q=%20&r HTTP/1.1\r\n${FIELDS}\r\n`);
  });

  test('an answer reaches the client with its reason, and the names, case, order and number of its fields', async () => {
    const { client, prefix, origin } = await open();
    client.send(`GET ${prefix}/ HTTP/1.1\r\n${FIELDS}\r\n`);
    const server = await origin.next();
    await server.takeHead();
    const answer =
      'HTTP/1.1 200 Very Fine\r\nX-CASE: a\r\nSet-Cookie: a=1\r\ncontent-LENGTH: 5\r\nSet-Cookie: b=\xe9\r\nx-case: b\r\nDate: never\r\nServer: \r\n\r\nhello';
    server.send(answer);
    expect(await client.takeUntil('hello')).toBe(answer);
  });

  test('an exchange is reported with the way there, the wait, both heads and both bodies', async () => {
    const { client, prefix, origin } = await open();
    client.send(`POST ${prefix}/post HTTP/1.1\r\n${FIELDS}Content-Length: 4\r\n\r\nbody`);
    const server = await origin.next();
    await server.takeUntil('body');
    server.send('HTTP/1.1 201 Created\r\nContent-Length: 6\r\nX-A: 1\r\n\r\nanswer');
    await client.takeUntil('answer');
    const { id, cause, by } = await proxy.sink.until('ended');
    expect([cause, by]).toEqual(['fin', 'server']);
    expect(proxy.sink.course(id)).toEqual(['opened', 'dialled', 'answered', 'ended']);
    const secure = origin === secureOrigin;
    const { opened } = await proxy.sink.until('opened');
    expect(opened).toMatchObject({
      kind: 'http',
      url: `${secure ? 'https' : 'http'}://origin.test:${origin.port}/post`,
      method: 'POST',
      httpVersion: 'HTTP/1.1',
    });
    expect(opened.requestHeaders.slice(0, 2)).toEqual([
      ['hOST', 'origin.test'],
      ['X-Twice', '1'],
    ]);
    const { dialled } = await proxy.sink.until('dialled');
    expect(dialled.remoteAddress).toBe(`127.0.0.1:${origin.port}`);
    expect(dialled.timing.connect).toBeGreaterThanOrEqual(0);
    expect(dialled.tls?.trust ?? null).toBe(secure ? 'verified' : null);
    const { answered, wait } = await proxy.sink.until('answered');
    expect(answered).toMatchObject({
      status: 201,
      statusText: 'Created',
      responseHeaders: [
        ['Content-Length', '6'],
        ['X-A', '1'],
      ],
    });
    expect(wait).toBeGreaterThan(0);
    expect([bodyOf('client'), bodyOf('server')]).toEqual(['body', 'answer']);
  });

  test('a second request uses the same connection, and says so', async () => {
    const { client, prefix, origin } = await open();
    let server: Wire | null = null;
    for (const path of ['/1', '/2']) {
      client.send(`GET ${prefix}${path} HTTP/1.1\r\n${FIELDS}\r\n`);
      server ??= await origin.next();
      await server.takeHead();
      server.send(OK);
      expect(await client.takeUntil('ok')).toBe(OK);
    }
    expect(origin.accepted).toBe(1);
    const [first, second] = proxy.sink.all('dialled').map(({ dialled }) => dialled);
    expect(first?.timing.connect).not.toBe(null);
    expect(second).toEqual({ ...first, timing: { dns: null, connect: null, tls: null, wait: null } });
  });
});

describe('What was meant for the proxy', () => {
  test('does not reach the origin', async () => {
    const client = await proxy.connect();
    client.send(
      `GET http://origin.test:${origin.port}/ HTTP/1.1\r\nProxy-Connection: keep-alive\r\nHost: origin.test\r\nproxy-authorization: Basic eA==\r\n\r\n`,
    );
    expect(await (await origin.next()).takeHead()).toBe('GET / HTTP/1.1\r\nHost: origin.test\r\n\r\n');
  });

  test('is taken for the origin’s inside of a CONNECT, as is the Host field whatever it says', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const request = 'GET / HTTP/1.1\r\nHost: elsewhere.invalid\r\nProxy-Connection: keep-alive\r\n\r\n';
    client.send(request);
    expect(await (await origin.next()).takeHead()).toBe(request);
    expect((await proxy.sink.until('opened')).opened.host).toBe('origin.test');
  });
});

describe('Bodies', () => {
  test('of an answer in chunks arrive, with their trailers', async () => {
    const { client, server } = await asked();
    server.send('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nTrailer: X-Sum\r\n\r\n4\r\nwiki\r\n');
    expect(await client.takeUntil('wiki\r\n')).toBe(
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nTrailer: X-Sum\r\n\r\n4\r\nwiki\r\n',
    );
    server.send('5\r\npedia\r\n0\r\nX-Sum: 9\r\nx-sum: 10\r\n\r\n');
    expect(await client.takeUntil('\r\n\r\n')).toBe('5\r\npedia\r\n0\r\nX-Sum: 9\r\nx-sum: 10\r\n\r\n');
  });

  test('of a request in chunks arrive, with their trailers', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n');
    const server = await origin.next();
    expect(await server.takeUntil('wiki\r\n')).toBe(
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n',
    );
    client.send('0\r\nX-Sum: 4\r\n\r\n');
    expect(await server.takeUntil('\r\n\r\n')).toBe('0\r\nX-Sum: 4\r\n\r\n');
  });

  test('that end with the connection arrive, and end with it', async () => {
    const { client, server } = await asked();
    server.send('HTTP/1.1 200 OK\r\n\r\nto the ');
    expect(await client.takeUntil('to the ')).toBe('HTTP/1.1 200 OK\r\n\r\nto the ');
    server.send('end');
    server.end();
    expect((await client.takeAll()).toString()).toBe('end');
    expect(await client.ended).toBe('fin');
  });

  test('keep their chunks as they were cut, with extensions, both ways', async () => {
    const chunks = '0004;a="b"\r\nwiki\r\n1 \r\np\r\n4\r\nedia\r\n000;last\r\n\r\n';
    const request = `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`;
    const answer = `HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${chunks}`;
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send(request);
    const server = await origin.next();
    expect((await server.take(request.length)).toString()).toBe(request);
    server.send(answer);
    expect((await client.take(answer.length)).toString()).toBe(answer);
    await proxy.sink.until('ended');
    expect([bodyOf('client'), bodyOf('server')]).toEqual(['wikipedia', 'wikipedia']);
  });

  test('of HTTP/1.0 arrive as what they are, and end with the connection', async () => {
    const request = 'GET / HTTP/1.0\r\nUser-Agent: old\r\n\r\n';
    const answer = 'HTTP/1.0 200 Document follows\r\nX-A: 1\r\n\r\nwiki';
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send(request);
    const server = await origin.next();
    expect(await server.takeHead()).toBe(request);
    server.send(answer);
    server.end();
    expect((await client.takeAll()).toString()).toBe(answer);
  });

  test.each([
    ['a HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'],
    ['a HEAD in chunks', 'HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a 204', 'GET', 'HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n'],
    ['a 304', 'GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\nETag: "a"\r\n\r\n'],
    ['an empty answer', 'GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ])('that %s does not have are not waited for', async (_, method, answer) => {
    const { client, server } = await asked(`${method} / HTTP/1.1\r\nHost: x\r\n\r\n`);
    server.send(answer);
    expect(await client.takeHead()).toBe(answer);
    client.send('GET /next HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await server.takeHead()).toBe('GET /next HTTP/1.1\r\nHost: x\r\n\r\n');
    server.send(OK);
    expect(await client.takeUntil('ok')).toBe(OK);
  });

  test('of a POST without one are not announced', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const request = 'POST / HTTP/1.1\r\nHost: x\r\n\r\n';
    client.send(request);
    expect(await (await origin.next()).takeHead()).toBe(request);
  });

  test('in many small chunks are reported as they came over the wire, not chunk by chunk', async () => {
    const { client, server } = await asked();
    const chunks = '1\r\nx\r\n'.repeat(1000);
    server.send(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
    await client.takeUntil('0\r\n\r\n');
    await proxy.sink.until('ended');
    expect(bodyOf('server')).toBe('x'.repeat(1000));
    expect(proxy.sink.all('body').length).toBeLessThan(10);
  });

  test('are kept up to the budget, and counted to the end', async () => {
    const { client, server } = await asked();
    server.send('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n', 'x'.repeat(100_000));
    await client.takeHead();
    await client.take(100_000);
    await proxy.sink.until('ended');
    expect(bodyOf('server')).toBe('x'.repeat(1000));
    expect(proxy.sink.all('body').reduce((sum, { size }) => sum + size, 0)).toBe(100_000);
  });

  test('of a download wait for the client that reads them', async () => {
    const { client, server } = await asked();
    const size = 64 * 1024 * 1024;
    client.socket.pause();
    server.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`, new Uint8Array(size));
    expect(await stall()).toBeLessThan(size / 2);
    client.socket.resume();
    await client.takeHead();
    expect((await client.take(size)).length).toBe(size);
  });

  test('of an upload wait for the origin that reads them', async () => {
    const size = 64 * 1024 * 1024;
    const { client, server } = await asked(`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`);
    server.socket.pause();
    client.send(new Uint8Array(size));
    expect(await stall()).toBeLessThan(size / 2);
    server.socket.resume();
    expect((await server.take(size)).length).toBe(size);
    server.send(OK);
    expect(await client.takeUntil('ok')).toBe(OK);
  });
});

/** Body bytes that passed when no more do while others are served. */
async function stall(): Promise<number> {
  const sum = (): number => proxy.sink.all('body').reduce((total, { size }) => total + size, 0);
  const other = await proxy.tunnel(`other.test:${origin.port}`);
  let server: Wire | null = null;
  let passed = -1;
  for (let now = 0; now > passed; now = sum()) {
    passed = now;
    for (let i = 0; i < 50; i += 1) {
      other.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      server ??= await origin.next();
      await server.takeHead();
      server.send('HTTP/1.1 204 No Content\r\n\r\n');
      await other.takeHead();
    }
  }
  return passed;
}

describe('Interim answers (RFC 9110 §15.2)', () => {
  test('reach the client before the final one', async () => {
    const { client, server } = await asked();
    const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\nLink: </b>\r\n\r\n';
    server.send(hints);
    expect(await client.takeHead()).toBe(hints);
    server.send('HTTP/1.1 102 Processing\r\n\r\n', OK);
    expect(await client.takeHead()).toBe('HTTP/1.1 102 Processing\r\n\r\n');
    expect(await client.takeUntil('ok')).toBe(OK);
  });

  test('include 100 Continue, which is the origin’s to say', async () => {
    const { client, server } = await asked(
      'PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n',
    );
    expect(client.pending).toBe(0);
    server.send('HTTP/1.1 100 Continue\r\n\r\n');
    expect(await client.takeHead()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.send('body');
    expect((await server.take(4)).toString()).toBe('body');
    server.send(OK);
    expect(await client.takeUntil('ok')).toBe(OK);
  });

  test('are none when the origin refuses what it was asked to expect', async () => {
    const { client, server } = await asked(
      'PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n',
    );
    const refusal = 'HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n';
    server.send(refusal);
    expect(await client.takeHead()).toBe(refusal);
  });
});

describe('Requests in a row', () => {
  test('that a client pipelines reach the origin as they come, and are answered in order', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send(...['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`));
    const server = await origin.next();
    for (const path of ['/a', '/b', '/c']) {
      expect(await server.takeHead()).toBe(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    }
    const answers = ['/a', '/b', '/c'].map((path) => `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${path}`);
    server.send(...answers);
    expect(await client.takeUntil('/c')).toBe(answers.join(''));
    expect(proxy.sink.all('opened').map(({ opened }) => opened.path)).toEqual(['/a', '/b', '/c']);
    await proxy.sink.until('ended', ({ id }) => id === 3);
    expect(bodyOf('server')).toBe('/a/b/c');
  });

  test('arrive byte by byte as they do at once, and so do their answers', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const requests =
      'POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nab\r\n0\r\nX: 1\r\n\r\n' +
      'PUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\ncdGET /c HTTP/1.1\r\nHost: x\r\n\r\n';
    const answers =
      'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\ne\r\n0\r\n\r\n' +
      'HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nf';
    await client.sendByteByByte(requests);
    const server = await origin.next();
    expect((await server.take(requests.length)).toString()).toBe(requests);
    await server.sendByteByByte(answers);
    expect((await client.take(answers.length)).toString()).toBe(answers);
    await proxy.sink.until('ended', ({ id }) => id === 3);
    expect([bodyOf('client'), bodyOf('server')]).toEqual(['abcd', 'ef']);
    expect(proxy.sink.all('answered').map(({ answered }) => answered.status)).toEqual([200, 204, 200]);
  });

  test('that a client pipelines to several origins wait for one another', async () => {
    const client = await proxy.connect();
    for (const host of ['origin.test', 'other.test', 'origin.test'])
      client.send(`GET http://${host}:${origin.port}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const server = await origin.next();
    await server.takeHead();
    expect(origin.accepted).toBe(1);
    server.send(OK);
    await (await origin.next()).takeHead().then(() => undefined);
    expect(server.pending).toBe(0);
  });

  test('on the proxy’s own port may go to different origins', async () => {
    const client = await proxy.connect();
    for (const host of ['origin.test', 'other.test', '127.0.0.1']) {
      client.send(`GET http://${host}:${origin.port}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      const server = await origin.next();
      expect(await server.takeHead()).toBe(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      server.send(OK);
      await client.takeUntil('ok');
    }
  });

  test('end when the origin says so', async () => {
    const { client, server } = await asked();
    const answer = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok';
    server.send(answer);
    server.end();
    expect((await client.takeAll()).toString()).toBe(answer);
  });

  test('end when the origin hangs up an idle connection', async () => {
    const { client, server } = await asked();
    server.send(OK);
    await client.takeUntil('ok');
    server.end();
    expect(await client.ended).toBe('fin');
    expect(client.pending).toBe(0);
  });

  test('leave no connection to the origin behind when the client hangs up', async () => {
    const { client, server } = await asked();
    server.send(OK);
    await client.takeUntil('ok');
    client.end();
    expect(await server.ended).toBe('fin');
    expect(await client.ended).toBe('fin'); // though the origin has not closed its half
  });

  test('of two hundred clients at once are all answered, each with its own', async () => {
    const server = http.createServer((request, response) => response.end(`answer to ${request.url}`));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const client = await proxy.connect();
        client.send(`GET http://origin.test:${port}/${i} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        return (await client.takeAll()).toString();
      }),
    );
    expect(answers.every((answer, i) => answer.includes(`answer to /${i}`))).toBe(true);
    expect(proxy.sink.all('ended')).toHaveLength(200);
    server.close();
  });
});

describe('What either side may do without the other', () => {
  test('a client closes its half, and still gets its answer', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    client.end();
    const server = await origin.next();
    await server.takeHead();
    expect(await server.ended).toBe('fin');
    server.send(OK);
    server.end();
    expect((await client.takeAll()).toString()).toBe(OK);
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'fin', by: 'server' });
  });

  test('an origin answers before it has the body, which it gets all the same', async () => {
    const { client, server } = await asked('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nhalf');
    server.send(OK);
    expect(await client.takeUntil('ok')).toBe(OK);
    client.send('rest', 'GET /next HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await server.takeUntil('\r\n\r\n')).toBe('halfrestGET /next HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(bodyOf('client')).toBe('halfrest');
    server.send(OK);
    expect(await client.takeUntil('ok')).toBe(OK);
  });

  test('an origin answers and hangs up before it has the body, and the row is over', async () => {
    const { client, server } = await asked('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 80\r\n\r\nhalf');
    await server.take(4);
    server.send(OK);
    server.end();
    expect((await client.takeAll()).toString()).toBe(OK);
    server.socket.destroy();
    client.send('answered by a reset');
    const other = await asked();
    other.server.send(OK);
    await other.client.takeUntil('ok'); // the reset has come by now
    client.send('which the next write meets');
    expect(await proxy.sink.until('ended', ({ id }) => id === 1)).toMatchObject({
      cause: 'fin',
      by: 'server',
    });
    expect(proxy.sink.all('failed')).toEqual([]);
  });

  test('an origin says why it hangs up an idle connection', async () => {
    const { client, server } = await asked();
    server.send(OK);
    await client.takeUntil('ok');
    const last = 'HTTP/1.1 408 Request Timeout\r\nContent-Length: 4\r\n\r\nlate';
    server.send(last);
    server.end();
    expect((await client.takeAll()).toString()).toBe(last);
  });

  test('a client sends empty lines between its requests (RFC 9112 §2.2)', async () => {
    const client = await proxy.connect();
    const request = `GET http://origin.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`;
    client.send('\r\n', request, '\r\n\r\n', request);
    const server = await origin.next();
    for (let i = 0; i < 2; i += 1) expect(await server.takeHead()).toBe('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  });

  test('a client asks for the options of the server as a whole (RFC 9112 §3.2.4)', async () => {
    const client = await proxy.connect();
    client.send(`OPTIONS http://origin.test:${origin.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await (await origin.next()).takeHead()).toBe('OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n');
  });

  test('a client asks in absolute form inside of a CONNECT, and the origin hears just that', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('GET http://elsewhere.invalid/ HTTP/1.1\r\nHost: x\r\n\r\n');
    const server = await origin.next();
    expect(await server.takeHead()).toBe('GET http://elsewhere.invalid/ HTTP/1.1\r\nHost: x\r\n\r\n');
  });

  test('a request that could be read in two ways waits for the answers before it', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send(
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n',
    );
    const server = await origin.next();
    await server.takeHead();
    server.send(OK);
    expect(await client.takeUntil('ok')).toBe(OK);
    expect((await client.takeAll()).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    await server.ended;
  });
});

describe('A client that leaves', () => {
  test('in the middle of a stream of events is heard of by the origin', async () => {
    const { client, server } = await asked();
    server.send('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
    await client.takeHead(); // before the first event
    server.send('data: 1\n\n');
    await client.takeUntil('\n\n');
    client.socket.destroy();
    await server.ended;
    server.end();
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'fin', by: 'client' });
  });

  test('by a reset is a row that says so', async () => {
    const { client, server } = await asked();
    server.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx');
    await client.takeUntil('x');
    client.socket.resetAndDestroy();
    await server.ended;
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'reset', by: 'client' });
  });

  test('before there is an answer is heard of as well', async () => {
    const { client, server } = await asked();
    client.socket.destroy();
    await server.ended;
    server.end();
    const { id } = await proxy.sink.until('ended');
    expect(proxy.sink.course(id)).toEqual(['opened', 'dialled', 'ended']);
  });

  test('while the origin is dialled is a row that says so, and the dialling ends', async () => {
    const silent = await openOrigin();
    const client = await proxy.connect();
    client.send(`GET https://origin.test:${silent.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    const server = await silent.next(); // its handshake is never answered
    await proxy.sink.until('opened');
    client.socket.resetAndDestroy();
    await server.ended;
    expect(await proxy.sink.until('ended')).toMatchObject({ by: 'client' });
    expect(proxy.sink.all('failed')).toEqual([]);
    await silent.close();
  });

  test('in the middle of its own body is heard of as well', async () => {
    const { client, server } = await asked('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    await server.take(4);
    client.socket.destroy();
    await server.ended;
    expect(await proxy.sink.until('ended')).toMatchObject({ by: 'client' });
  });
});

describe('An origin that aborts its answer', () => {
  const bodies = {
    'with a length': 'Content-Length: 100\r\n\r\nhalf',
    'in chunks': 'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
  };

  test.each(Object.entries(bodies))('%s by a FIN: the client never sees a clean end', async (_, body) => {
    const { client, server } = await asked();
    server.send(`HTTP/1.1 200 OK\r\n${body}`);
    await client.takeUntil('half');
    server.socket.destroy();
    const rest = (await client.takeAll()).toString();
    expect(rest).not.toContain('0\r\n\r\n');
    expect(rest).not.toContain('Framescope');
    expect((await proxy.sink.until('failed')).failure.code).toBe('CUT_SHORT');
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'error', by: 'server' });
  });

  test.each(Object.entries({ ...bodies, 'that ends with the connection': '\r\nhalf' }))(
    '%s by a reset: the client is reset',
    async (_, body) => {
      const { client, server } = await asked();
      server.send(`HTTP/1.1 200 OK\r\n${body}`);
      await client.takeUntil('half');
      server.socket.resetAndDestroy();
      expect(await client.ended).toBe('reset');
      expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'reset', by: 'server' });
    },
  );

  test.each([
    ['FIN', 'NO_ANSWER', (server: Wire) => server.socket.destroy()],
    ['reset', 'ECONNRESET', (server: Wire) => server.socket.resetAndDestroy()],
  ])('before it began, by a %s: a readable 502 with %s', async (_, code, abort) => {
    const { client, server } = await asked();
    abort(server);
    const answered = (await client.takeAll()).toString();
    expect(answered).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(answered).toContain(`X-Framescope-Error: ${code}\r\n`);
    expect(await proxy.sink.until('ended')).toMatchObject({ by: 'server' });
  });

  test('on a connection that was used before: no answer, so that the client tries again', async () => {
    const { client, server } = await asked();
    server.send(OK);
    await client.takeUntil('ok');
    client.send('GET /again HTTP/1.1\r\nHost: x\r\n\r\n');
    await server.takeHead();
    server.socket.destroy();
    expect((await client.takeAll()).length).toBe(0);
  });

  test.each([
    ['no HTTP', 'SSH-2.0-hello\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a signed length', 'HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
    ['a NUL in a field', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n'],
  ])('with %s: a readable 502', async (_, answer) => {
    const { client, server } = await asked();
    server.send(answer);
    server.end();
    expect((await client.takeAll()).toString()).toMatch(
      /^HTTP\/1\.1 502 Bad Gateway\r\n(?:.*\r\n)*X-Framescope-Error: /,
    );
  });

  test.each([
    ['a length in hexadecimal', 'Content-Length: 0x5\r\n\r\nhello'],
    ['an unknown coding', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['a folded field', 'X: a\r\n b\r\nContent-Length: 2\r\n\r\nok'],
    ['one bare LF', 'X: a\nContent-Length: 2\r\n\r\nok'],
    ['a bare CR', 'X: a\rContent-Length: 2\r\n\r\nok'],
  ])('with %s: a readable 502 that names the fault, and nothing of the answer', async (_, rest) => {
    const { client, server } = await asked();
    server.send(`HTTP/1.1 200 OK\r\n${rest}`);
    const answered = (await client.takeAll()).toString();
    expect(answered).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(answered).toMatch(/two ways: .* \(RFC 9112 §/);
    expect((await proxy.sink.until('failed')).failure.code).toBe('BAD_ANSWER');
    await server.ended;
  });

  test.each([
    ['a chunk size with 0x', '0x4\r\nwiki\r\n0\r\n\r\n'],
    ['a LF in a chunk extension', '4;a\nb\r\nwiki\r\n0\r\n\r\n'],
    ['a chunk longer than it says', '2\r\nwiki\r\n0\r\n\r\n'],
  ])('with %s is cut off there, and is no clean end', async (_, chunks) => {
    const { client, server } = await asked();
    server.send(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n`);
    await client.takeHead();
    server.send(chunks);
    expect((await client.takeAll()).toString()).toBe('');
    expect((await proxy.sink.until('failed')).failure.code).toBe('BAD_ANSWER');
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'error', by: 'server' });
    await server.ended;
  });

  test('with bare line feeds only is passed on: there is one way to read it', async () => {
    const { client, server } = await asked();
    const answer = 'HTTP/1.0 200 OK\nContent-Length: 2\n\nok';
    server.send(answer);
    expect((await client.take(answer.length)).toString()).toBe(answer);
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'fin' });
  });

  test.each([
    ['a control character in its reason', 'HTTP/1.1 200 a\x01b\r\nContent-Length: 2\r\n\r\nok'],
    ['a status that is none', 'HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nok'],
    [
      'a 101 that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    ],
  ])('with %s: a readable 502, and others are served', async (_, answer) => {
    const { client, server } = await asked();
    server.send(answer);
    expect((await client.takeAll()).toString()).toMatch(
      /^HTTP\/1\.1 502 Bad Gateway\r\n(?:.*\r\n)*X-Framescope-Error: /,
    );
    await server.ended;
    const next = await asked();
    next.server.send(OK);
    expect(await next.client.takeUntil('ok')).toBe(OK);
  });
});

describe('Heads of many or long fields', () => {
  test.each([
    ['3,000 fields', 'X: 1\r\n'.repeat(3000)],
    ['a field of 200,000 bytes', `Cookie: ${'c'.repeat(200_000)}\r\n`],
  ])('with %s arrive whole, both ways', async (_, fields) => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send(`GET / HTTP/1.1\r\n${fields}\r\n`);
    const server = await origin.next();
    expect(await server.takeHead()).toBe(`GET / HTTP/1.1\r\n${fields}\r\n`);
    server.send(`HTTP/1.1 200 OK\r\n${fields}Content-Length: 0\r\n\r\n`);
    expect(await client.takeHead()).toBe(`HTTP/1.1 200 OK\r\n${fields}Content-Length: 0\r\n\r\n`);
  });
});

describe('An answer of our own', () => {
  test('is the only one with X-Framescope-Error', async () => {
    const { client, server } = await asked();
    server.send(OK);
    expect(await client.takeUntil('ok')).not.toContain('X-Framescope-Error');
  });

  test('reaches a client that is still sending a large body', async () => {
    const client = await proxy.tunnel(`origin.test:${await findDeadPort()}`);
    client.send(`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n`, new Uint8Array(8_000_000));
    expect(await client.takeUntil('connection.\n')).toContain('X-Framescope-Error: ECONNREFUSED\r\n');
  });

  test('tells who names no host', async () => {
    const client = await proxy.connect();
    client.send('GET /path HTTP/1.1\r\nHost: ../../x\r\n\r\n');
    expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: BAD_TARGET\r\n');
    expect((await proxy.sink.until('opened')).opened.url).toBe('/path');
  });
});

describe('A request that could be read in two ways', () => {
  const smuggled = {
    'a length and chunks':
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n',
    'two lengths': 'Content-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    'a signed length': 'Content-Length: +5\r\n\r\nhello',
    'a length in hexadecimal': 'Content-Length: 0x5\r\n\r\nhello',
    'a length list': 'Content-Length: 5, 5\r\n\r\nhello',
    'an unknown coding': 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    'chunked that is not last': 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
    'a folded field': 'Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\nhello',
    'a bare LF': 'X: a\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello',
    'a bare CR': 'X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'a NUL': 'X: a\0b\r\nContent-Length: 5\r\n\r\nhello',
    'a space before the colon': 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
    'a NUL in a name': 'Transfer-Encoding\0: chunked\r\n\r\n0\r\n\r\n',
    'a chunk size with 0x': 'Transfer-Encoding: chunked\r\n\r\n0x4\r\nwiki\r\n0\r\n\r\n',
    'a chunk size with a sign': 'Transfer-Encoding: chunked\r\n\r\n-4\r\nwiki\r\n0\r\n\r\n',
    'a LF in a chunk extension': 'Transfer-Encoding: chunked\r\n\r\n4;a\nb\r\nwiki\r\n0\r\n\r\n',
    'a chunk longer than it says': 'Transfer-Encoding: chunked\r\n\r\n2\r\nwiki\r\n0\r\n\r\n',
  };

  test.each(Object.entries(smuggled))('by %s is refused, and never two requests', async (_, rest) => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send(`POST /first HTTP/1.1\r\nHost: x\r\n${rest}`);
    const answered = (await client.takeAll()).toString();
    expect(answered).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answered).toContain('X-Framescope-Error: BAD_REQUEST\r\n');
    expect((await proxy.sink.until('failed')).failure.code).toBe('BAD_REQUEST');
    const received = origin.accepted > 0 ? await (await origin.next()).takeAll() : Buffer.alloc(0);
    expect(received.toString().match(/ HTTP\/1\.1\r\n/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(received.toString()).not.toContain('0\r\n\r\n');
  });

  test.each([
    '\x16\x03\x01\x00\x00',
    '\0\0\0\0',
    'get / http/1.1\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET\r\n\r\n',
    '\r\n\r\n\r\nX',
  ])('or in none, such as %j, is refused', async (bytes) => {
    const client = await proxy.connect();
    client.send(bytes, 'x'.repeat(100), '\r\n\r\n');
    expect((await client.takeAll()).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    const { id } = await proxy.sink.until('opened');
    await proxy.sink.until('ended');
    expect(proxy.sink.course(id)).toEqual(['opened', 'failed', 'ended']);
  });

  test('by the length of its head is refused', async () => {
    const client = await proxy.connect();
    client.send(`GET http://origin.test/ HTTP/1.1\r\nX: ${'x'.repeat(400_000)}\r\n\r\n`);
    expect((await client.takeAll()).toString()).toContain('X-Framescope-Error: BAD_REQUEST\r\n');
  });
});
