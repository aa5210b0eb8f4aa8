// RFC 6455 §4 on the wire: heads arrive byte for byte both ways, nothing behind them is lost, and an answer that breaks
// the handshake is forwarded and flagged: the client decides.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REQUEST, SWITCHING } from '../../support/switched.ts';
import { LANES, type Lane, type Tap, openTap } from '../../support/tap.ts';

let tap: Tap;
beforeAll(async () => void (tap = await openTap()));
afterAll(() => tap.close());

/** Fields as no library would write them: case, order, duplicates, spaces, bytes that are not ASCII. */
const ODD_REQUEST =
  'hOST: origin.test\r\n' +
  'X-Twice: one\r\n' +
  'uPGRADE:websocket\r\n' +
  'Connection:  keep-alive ,  Upgrade \r\n' +
  'x-twice: two\r\n' +
  'Sec-WebSocket-Key:\tdGhlIHNhbXBsZSBub25jZQ==\r\n' +
  'Sec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Protocol: b, a\r\n' +
  'Cookie: a=\xe9; b="c d"\r\n' +
  'X-Folded: one\r\n two\r\n' +
  'X-Empty:\r\n';

const ODD_ANSWER =
  'HTTP/1.1 101 Web Socket Protocol Handshake\r\n' +
  'upgrade: WebSocket\r\n' +
  'CONNECTION:Upgrade\r\n' +
  'X-Odd:  spaced \r\n' +
  'Set-Cookie: a=1\r\n' +
  'Set-Cookie: b=\xe9\r\n' +
  'sec-websocket-protocol: a\r\n' +
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';

const PROXY_FIELDS = 'Proxy-Connection: keep-alive\r\nproxy-authorization: Basic c2VjcmV0\r\n';

describe.each(LANES)('Over %s', (lane) => {
  test('both heads arrive byte for byte: names, case, order, duplicates, spaces', async () => {
    const { client, server, head, connection } = await tap.ask(lane, ODD_REQUEST);
    expect(await server.takeHead()).toBe(head);
    expect(client.pending).toBe(0); // nothing is answered before the origin does
    server.send(ODD_ANSWER);
    expect(await client.takeHead()).toBe(ODD_ANSWER);
    const row = await connection(({ status }) => status === 101);
    expect(row).toMatchObject({ failure: null, statusText: 'Web Socket Protocol Handshake' });
    expect(row).toMatchObject({ subprotocol: 'a', extensions: null, responseHead: ODD_ANSWER });
    expect(row.requestHead).toContain(ODD_REQUEST);
  });

  test('what is meant for the proxy stays with the proxy, and inside of a CONNECT nothing is', async () => {
    const { server, head } = await tap.ask(lane, PROXY_FIELDS + REQUEST);
    expect(await server.takeHead()).toBe(
      lane === 'ws by absolute URI' ? head.replace(PROXY_FIELDS, '') : head,
    );
  });

  test('both heads may come byte by byte', async () => {
    const { client, target } = await tap.reach(lane);
    await client.sendByteByByte(`GET ${target('/slow')} HTTP/1.1\r\n${ODD_REQUEST}\r\n`);
    const server = await tap.originOf(lane).next();
    expect(await server.takeHead()).toBe(`GET /slow HTTP/1.1\r\n${ODD_REQUEST}\r\n`);
    await server.sendByteByByte(`${ODD_ANSWER}\x81\x02ok`);
    expect(await client.takeHead()).toBe(ODD_ANSWER);
    expect((await client.take(4)).toString('latin1')).toBe('\x81\x02ok');
  });

  test('a head cut in two at any byte is the same head, and a frame behind it the same frame', async () => {
    const answer = `${SWITCHING}\r\n\x81\x02ok`;
    const step = lane === 'wss in CONNECT' ? 9 : 1; // a TLS handshake each takes its time
    for (let cut = 1; cut < answer.length; cut += step) {
      const { client, server } = await tap.ask(lane);
      await server.takeHead();
      server.send(answer.slice(0, cut));
      await new Promise(setImmediate);
      server.send(answer.slice(cut));
      expect((await client.take(answer.length)).toString('latin1')).toBe(answer);
      client.socket.destroy();
    }
  });

  test.each([
    ['a whole frame', '\x81\x02ok', ''],
    ['half a header', '\x82\x7e', '\x00\x01A'],
    ['half a payload', '\x81\x05Hel', 'lo'],
    ['a frame and a half', '\x89\x00\x81\x05Hel', 'lo'],
  ])('%s in the segment of the 101 is not lost', async (_, first, rest) => {
    const { client, server, lines } = await tap.ask(lane);
    await server.takeHead();
    server.send(`${SWITCHING}\r\n`, first);
    expect(await client.takeHead()).toBe(`${SWITCHING}\r\n`);
    expect((await client.take(first.length)).toString('latin1')).toBe(first); // half a frame as well, at once
    server.send(rest);
    expect((await client.take(rest.length)).toString('latin1')).toBe(rest);
    await expect.poll(() => lines()).toHaveLength(first.startsWith('\x89') ? 2 : 1);
    expect((await lines()).at(-1)).toMatch(/^(?:text “(?:ok|Hello)”|binary “A” length-not-minimal.*)$/);
  });

  test.each([
    ['HTTP/1.0', 'upgrade: websocket\r\nconnection: upgrade\r\n'],
    ['HTTP/1.1', REQUEST.replace('Connection: Upgrade', 'connection: keep-alive, upgrade')],
    ['HTTP/1.1', REQUEST.replace('Upgrade: websocket', 'UPGRADE: WebSocket')],
  ])('%s with the tokens of “%s” is an upgrade as any other', async (version, fields) => {
    const host = lane === 'ws by absolute URI' ? '' : 'Host: origin.test\r\n';
    const asked = await tap.ask(lane, host + fields.replace('Host: origin.test\r\n', ''), version);
    expect(await asked.server.takeHead()).toBe(asked.head);
    const answer = `${SWITCHING.replace('HTTP/1.1', version)}\r\n`;
    asked.server.send(answer);
    expect(await asked.client.takeHead()).toBe(answer);
    asked.client.send('\x81\x80abcd');
    await asked.server.take(6);
    await expect.poll(() => asked.lines()).toEqual(['text “”']);
  });

  test.each([
    ['103', 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n'],
    ['100 and 102', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 \r\nX: y\r\n\r\n'],
  ])('%s before the 101 is passed on as it comes', async (_, interim) => {
    const { client, server, connection } = await tap.ask(lane);
    await server.takeHead();
    server.send(interim);
    expect((await client.take(interim.length)).toString('latin1')).toBe(interim);
    server.send(`${SWITCHING}\r\n\x81\x00`);
    expect((await client.take(SWITCHING.length + 4)).toString('latin1')).toBe(`${SWITCHING}\r\n\x81\x00`);
    expect(await connection(({ status }) => status !== null)).toMatchObject({ status: 101, failure: null });
  });
});

/** What is wrong, and what the row says about it. */
const BROKEN: Readonly<Record<string, readonly [request: string, answer: string, says: RegExp]>> = {
  'an Accept that does not fit the key': [
    REQUEST,
    SWITCHING.replace('s3pP', 'AAAA'),
    /Sec-WebSocket-Accept \(RFC 6455 4\.2\.2\)/,
  ],
  'no Accept': [REQUEST, SWITCHING.replace(/Sec-WebSocket-Accept.*/s, ''), /Sec-WebSocket-Accept/],
  'no Upgrade': [
    REQUEST,
    SWITCHING.replace('Upgrade: websocket\r\n', ''),
    /“Upgrade: websocket” \(RFC 6455 4\.1\)/,
  ],
  'another Upgrade': [
    REQUEST,
    SWITCHING.replace('websocket', 'h2c'),
    /“Upgrade: websocket” \(RFC 6455 4\.1\)/,
  ],
  'no Connection': [
    REQUEST,
    SWITCHING.replace('Connection: Upgrade\r\n', ''),
    /“Connection: Upgrade” \(RFC 6455 4\.1\)/,
  ],
  'a subprotocol that was not offered': [
    `${REQUEST}Sec-WebSocket-Protocol: chat, superchat\r\n`,
    `${SWITCHING}Sec-WebSocket-Protocol: mqtt\r\n`,
    /Sec-WebSocket-Protocol \(RFC 6455 4\.1\)/,
  ],
  'two subprotocols': [
    `${REQUEST}Sec-WebSocket-Protocol: a, b\r\n`,
    `${SWITCHING}Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: b\r\n`,
    /Sec-WebSocket-Protocol \(RFC 6455 4\.1\)/,
  ],
  'an extension that was not offered': [
    REQUEST,
    `${SWITCHING}Sec-WebSocket-Extensions: permessage-deflate\r\n`,
    /Sec-WebSocket-Extensions \(RFC 6455 4\.1\)/,
  ],
};

describe.each(LANES)('§4.1: over %s, a 101', (lane) => {
  test.each(Object.entries(BROKEN))(
    'with %s is forwarded, flagged in the list, and relayed as long as both go on',
    async (_, [request, answer, says]) => {
      const { client, server, connection, lines } = await tap.ask(lane, request);
      await server.takeHead();
      server.send(`${answer}\r\n`);
      expect(await client.takeHead()).toBe(`${answer}\r\n`);
      const { state, failure } = await connection(({ status }) => status === 101);
      expect(state).toBe('open');
      expect(failure).toMatchObject({ code: 'HANDSHAKE_INVALID', message: expect.stringMatching(says) });
      expect(failure?.hint).not.toBe('');
      server.send('\x81\x02ok');
      expect((await client.take(4)).toString('latin1')).toBe('\x81\x02ok');
      client.end();
      server.end();
      expect(await connection(({ ending }) => ending !== null)).toMatchObject({ state: 'closed', failure });
      expect(await lines()).toEqual(['text “ok”']);
    },
  );
});

test('a 101 that breaks the handshake is flagged in exports', async () => {
  const { client, server, connection } = await tap.ask('ws in CONNECT');
  await server.takeHead();
  server.send(`${SWITCHING.replace('s3pP', 'AAAA')}\r\n`);
  await client.takeHead();
  const { id, failure } = await connection(({ status }) => status === 101);
  const [line] = (await tap.rig.export({ connections: [id] })).split('\n');
  expect(JSON.parse(line!)).toMatchObject({ type: 'connection', status: 101, failure });
});

/** Answers other than 101, how they are framed, and how they end. */
const REFUSALS: Readonly<Record<string, string>> = {
  '200 with a length': 'HTTP/1.1 200 Fine\r\nX-CASE: a\r\nContent-Length: 5\r\n\r\nhello',
  '204 by its nature': 'HTTP/1.1 204 No Content\r\n\r\n',
  '301 without a body': 'HTTP/1.1 301 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n',
  '302 in chunks':
    'HTTP/1.1 302 Found\r\nlocation: //else.where/\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  '401 with two challenges':
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nWWW-Authenticate: Bearer\r\nContent-Length: 2\r\n\r\nno',
  '403 in chunks':
    'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nnot\r\nA\r\n for you!!\r\n0\r\nX-Trailer: t\r\n\r\n',
  '404 without a reason': 'HTTP/1.1 404 \r\nContent-Length: 3\r\n\r\n404',
  '426 with the version':
    'HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n',
  '503 in chunks':
    'HTTP/1.1 503 Busy\r\ntransfer-encoding: Chunked\r\nRetry-After: 1\r\n\r\n2\r\nno\r\n0\r\n\r\n',
};

/** Their body is over when the connection is. */
const CLOSE_DELIMITED: Readonly<Record<string, string>> = {
  '403 of HTTP/1.0': 'HTTP/1.0 403 Forbidden\r\n\r\nnot for you',
  '500 without a length': 'HTTP/1.1 500 Oh\r\nServer: odd\r\n\r\nit broke',
  '502 with `Connection: close`': 'HTTP/1.1 502 Bad\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno',
};

async function refuse(lane: Lane, answer: string, pieces: 'at once' | 'byte by byte') {
  const asked = await tap.ask(lane);
  const { client, server } = asked;
  expect(await server.takeHead()).toBe(asked.head);
  if (pieces === 'at once') server.send(answer);
  else await server.sendByteByByte(answer);
  expect((await client.take(answer.length)).toString('latin1')).toBe(answer);
  return asked;
}

describe.each(LANES)('§4.1: over %s, a refusal', (lane) => {
  test.each(Object.entries(REFUSALS))(
    'of %s arrives byte for byte and leaves the client its connection',
    async (_, answer) => {
      const { client, connection } = await refuse(lane, answer, 'at once');
      const row = await connection(({ ending }) => ending !== null);
      const status = Number(answer.slice(9, 12));
      expect(row).toMatchObject({ state: 'failed', status, responseHead: headOf(answer) });
      expect(row.failure).toMatchObject({ code: `HTTP_${status}`, hint: expect.stringMatching(/./) });
      expect(client.socket.readableEnded).toBe(false);
      await refuse(lane, answer, 'byte by byte');
    },
  );

  test.each(Object.entries(CLOSE_DELIMITED))(
    'of %s arrives byte for byte, and ends as the origin ends it',
    async (_, answer) => {
      const { client, server, connection } = await refuse(lane, answer, 'byte by byte');
      server.end();
      expect(await client.ended).toBe('fin');
      expect(client.pending).toBe(0);
      const row = await connection(({ ending }) => ending !== null);
      expect(row).toMatchObject({ state: 'failed', failure: { code: `HTTP_${answer.slice(9, 12)}` } });
    },
  );

  test('is stored with its body, without the framing of chunks', async () => {
    const { connection } = await refuse(lane, REFUSALS['403 in chunks']!, 'at once');
    const { id } = await connection(({ ending }) => ending !== null);
    const body = await tap.rig.calls.body(id, 'server');
    expect(Buffer.from(body.bytes).toString()).toBe('not for you!!');
  });

  test('after an interim answer is the answer', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n';
    const { connection } = await refuse(lane, hints + REFUSALS['404 without a reason'], 'at once');
    expect(await connection(({ ending }) => ending !== null)).toMatchObject({ status: 404 });
  });
});

const headOf = (answer: string) => answer.slice(0, answer.indexOf('\r\n\r\n') + 4);
