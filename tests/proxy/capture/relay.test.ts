import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { cutAt } from '../../support/dialogue.ts';
import { FRAME_STREAMS } from '../../support/frame-streams.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, openOrigin, openTlsOrigin } from '../../support/origins.ts';
import { streams } from '../../support/streams.ts';
import { type Switched, switchProtocols } from '../../support/switched.ts';
import type { Wire } from '../../support/wire.ts';

let authority: Authority;
let originAuthority: Authority;
let origins: Record<'ws' | 'wss', Origin>;
beforeAll(async () => {
  [authority, originAuthority] = await Promise.all([temporaryAuthority(), temporaryAuthority()]);
  origins = {
    ws: await openOrigin(),
    wss: await openTlsOrigin(await originAuthority.leafFor('origin.test')),
  };
});
afterAll(async () => {
  await Promise.all([origins.ws.close(), origins.wss.close()]);
});

let proxy: OpenCapture;
beforeEach(async () => {
  proxy = await openCapture(authority, {
    extraCa: [originAuthority.pem],
    resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
  });
});
afterEach(() => proxy.capture.close());

const open = (scheme: 'ws' | 'wss' = 'ws'): Promise<Switched> =>
  switchProtocols(proxy, origins[scheme], scheme === 'wss');

const text = (payload: string): Uint8Array => formatFrame({ opcode: 1, payload: utf8(payload) });
const ping = (payload: string): Uint8Array => formatFrame({ opcode: 9, payload: utf8(payload) });
const CLOSE = hex('88 02 03 e8');

const NOT_OPEN = { name: 'FramescopeError', code: 'NOT_OPEN' };

describe.each(['ws', 'wss'] as const)('Over %s', (scheme) => {
  test.each(Object.entries(FRAME_STREAMS))('%s: arrive as they were sent, both ways', async (_, stream) => {
    const { id, client, server } = await open(scheme);
    for (const [sender, receiver] of [
      [client, server],
      [server, client],
    ] as const) {
      sender.send(stream);
      expect((await receiver.take(stream.length)).equals(stream)).toBe(true);
    }
    expect(proxy.sink.relayed(id, 'client').equals(stream)).toBe(true);
    expect(proxy.sink.relayed(id, 'server').equals(stream)).toBe(true);
    expect([client.pending, server.pending]).toEqual([0, 0]);
  });

  test('every byte in a segment of its own arrives, and nothing else', async () => {
    const stream = concat(...Object.values(FRAME_STREAMS).filter(({ length }) => length < 200));
    const { client, server } = await open(scheme);
    await Promise.all([client.sendByteByByte(stream), server.sendByteByByte(stream)]);
    client.end();
    server.end();
    expect((await server.takeAll()).equals(stream)).toBe(true);
    expect((await client.takeAll()).equals(stream)).toBe(true);
  });

  test('sixteen megabytes in one frame arrive', async () => {
    const frame = formatFrame({ opcode: 2, payload: new Uint8Array(16 * 1024 * 1024 + 1).fill(0x61) });
    const { client, server } = await open(scheme);
    client.socket.removeAllListeners('data');
    let received = 0;
    const all = new Promise<void>((resolve) => {
      client.socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received === frame.length) resolve();
      });
    });
    server.send(frame);
    await all;
    expect(received).toBe(frame.length);
  });

  test('a FIN arrives as a FIN, and the other direction flows on', async () => {
    const { client, server } = await open(scheme);
    client.send(text('last'));
    client.end();
    expect(await server.ended).toBe('fin');
    expect((await server.takeAll()).equals(text('last'))).toBe(true);
    server.send(text('still here'));
    expect((await client.take(12)).equals(text('still here'))).toBe(true);
    server.end();
    expect(await client.ended).toBe('fin');
    expect(client.pending).toBe(0);
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'fin', by: 'client' });
  });

  test('a FIN of the server arrives likewise, and no Close frame is invented', async () => {
    const { client, server } = await open(scheme);
    server.end();
    expect(await client.ended).toBe('fin');
    client.send(text('still here'));
    expect((await server.take(12)).equals(text('still here'))).toBe(true);
    client.end();
    expect((await server.takeAll()).length).toBe(0);
    expect(client.pending).toBe(0);
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'fin', by: 'server' });
  });

  test.each(['client', 'server'] as const)('a reset of the %s arrives as a reset', async (side) => {
    const wires = await open(scheme);
    const other: Wire = wires[side === 'client' ? 'server' : 'client'];
    const socket = wires[side].socket as typeof other.socket & { _parent?: typeof other.socket };
    (socket._parent ?? socket).resetAndDestroy(); // below TLS
    expect(await other.ended).toBe('reset');
    expect(other.pending).toBe(0);
    expect(await proxy.sink.until('ended')).toMatchObject({ id: wires.id, cause: 'reset', by: side });
  });

  test('a reset of a side that had closed its half arrives as well', async () => {
    const { client, server } = await open(scheme);
    client.end();
    await server.ended;
    const socket = client.socket as typeof client.socket & { _parent?: typeof client.socket };
    (socket._parent ?? socket).resetAndDestroy();
    server.send(text('into the void')); // nobody hears of the reset of a closed half before writing to it
    expect(await proxy.sink.until('ended')).toMatchObject({ cause: 'reset', by: 'client' });
  });

  test('a reader that stalls stalls its sender, and gets everything when it reads on', async () => {
    const { id, client, server } = await open(scheme);
    const other = await open(scheme);
    client.socket.pause();
    const stream = new Uint8Array(64 * 1024 * 1024);
    server.send(stream);
    let passed = -1;
    for (let now = 0; now > passed; now = proxy.sink.relayed(id, 'server').length) {
      passed = now;
      await roundTrips(other, 100);
    }
    expect(passed).toBeLessThan(32 * 1024 * 1024); // what the kernel's buffers hold
    client.socket.resume();
    expect((await client.take(stream.length)).length).toBe(stream.length);
  });
});

/** As long as it takes others to send and hear so many messages. */
async function roundTrips({ client, server }: Switched, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    client.send('?');
    await server.take(1);
    server.send('!');
    await client.take(1);
  }
}

describe('Any stream, cut anywhere', () => {
  test('arrives as it was sent', async () => {
    const { id, client, server } = await open();
    let expected: Uint8Array = new Uint8Array(0);
    await fc.assert(
      fc.asyncProperty(streams(), fc.array(fc.nat(400), { maxLength: 4 }), async (stream, cuts) => {
        for (const piece of cutAt(stream, cuts)) server.send(piece);
        expect((await client.take(stream.length)).equals(stream)).toBe(true);
        expected = concat(expected, stream);
      }),
      { numRuns: 200 },
    );
    expect(proxy.sink.relayed(id, 'server').equals(expected)).toBe(true);
  });
});

describe('A ping', () => {
  test('is passed on and never answered by us', async () => {
    const { client, server } = await open();
    server.send(ping('s'));
    await client.take(3);
    client.send(ping('c'));
    await server.take(3);
    client.end();
    server.end();
    expect((await server.takeAll()).length).toBe(0);
    expect((await client.takeAll()).length).toBe(0);
  });
});

describe('A sink that asks for slower reading', () => {
  test('rests both sides until it drains', async () => {
    const { id, client, server } = await open();
    proxy.sink.full = true;
    server.send(text('one'));
    expect((await client.take(5)).equals(text('one'))).toBe(true);
    proxy.sink.full = false;
    server.send(text('two'));
    client.send(text('other way'));
    await server.take(11); // the other direction was not asked to rest
    expect(proxy.sink.relayed(id, 'server').equals(text('one'))).toBe(true);
    proxy.sink.drain();
    expect((await client.take(5)).equals(text('two'))).toBe(true);
  });
});

describe('A message of our own', () => {
  test('goes in at once between two messages, and is reported as injected', async () => {
    const { id, client, server } = await open();
    await proxy.capture.inject(id, 'server', text('to server'));
    await proxy.capture.inject(id, 'client', text('to client'));
    expect((await server.take(11)).equals(text('to server'))).toBe(true);
    expect((await client.take(11)).equals(text('to client'))).toBe(true);
    expect(proxy.sink.chunks.map(({ from, injected }) => ({ from, injected }))).toEqual([
      { from: 'client', injected: true },
      { from: 'server', injected: true },
    ]);
  });

  test('waits for the end of the frame and of the message', async () => {
    const { id, client, server } = await open();
    server.send(hex('01 02 61')); // half of a first fragment
    await client.take(3);
    const injection = proxy.capture.inject(id, 'client', text('X'));
    server.send(hex('62  80 01')); // its rest, and half of the last one
    expect((await client.take(3)).equals(hex('62  80 01'))).toBe(true);
    expect(proxy.sink.chunks.some(({ injected }) => injected)).toBe(false);
    server.send(hex('63  81 01 64'));
    await injection;
    expect((await client.take(7)).equals(concat(hex('63'), text('X'), hex('81 01 64')))).toBe(true);
    const order = proxy.sink.chunks.map(
      ({ bytes, injected }) => `${injected ? '+' : ''}${bytes.toString('hex')}`,
    );
    expect(order).toEqual(['010261', '628001', '63', '+810158', '810164']);
  });

  test('may be a control frame between two fragments (§5.4)', async () => {
    const { id, client, server } = await open();
    server.send(hex('01 01 61'));
    await client.take(3);
    await proxy.capture.inject(id, 'client', ping('p'));
    expect((await client.take(3)).equals(ping('p'))).toBe(true);
    server.send(hex('80 01 62'));
    expect((await client.take(3)).equals(hex('80 01 62'))).toBe(true);
  });

  test('keeps its place among others', async () => {
    const { id, client, server } = await open();
    server.send(hex('01 01 61  80 02 62'));
    await client.take(6);
    const injections = ['1', '2', '3'].map((payload) => proxy.capture.inject(id, 'client', text(payload)));
    server.send(hex('63'));
    await Promise.all(injections);
    expect((await client.take(10)).equals(concat(hex('63'), text('1'), text('2'), text('3')))).toBe(true);
  });

  test('never cuts a frame, a thousand times in a flood', async () => {
    const { id, client, server } = await open();
    const flood = Array.from({ length: 4_000 }, (_, i) => text(`m${i}`.padEnd(i % 200, '.')));
    let injected = 0;
    const injections: Promise<void>[] = [];
    for (const piece of cutAt(
      concat(...flood),
      Array.from({ length: 500 }, (_, i) => i * 997),
    )) {
      server.send(piece);
      for (const _ of [1, 2]) {
        injections.push(proxy.capture.inject(id, 'client', text(`i${injected}`)));
        injected += 1;
      }
      await new Promise(setImmediate);
    }
    await Promise.all(injections);
    server.end();
    const seen = splitTexts(await client.takeAll());
    expect(seen.filter((payload) => payload.startsWith('m'))).toHaveLength(flood.length);
    expect(
      seen.filter((payload) => payload.startsWith('m')).every((payload, i) => payload.startsWith(`m${i}`)),
    ).toBe(true);
    expect(seen.filter((payload) => payload.startsWith('i'))).toEqual(injections.map((_, i) => `i${i}`));
  });

  test.each(['client', 'server'] as const)(
    'is refused after the Close frame of the %s (§5.5.1)',
    async (from) => {
      const wires = await open();
      const to = from === 'client' ? 'server' : 'client';
      wires[from].send(CLOSE);
      await wires[to].take(4);
      await expect(proxy.capture.inject(wires.id, to, text('late'))).rejects.toMatchObject(NOT_OPEN);
      await proxy.capture.inject(wires.id, from, text('the other way'));
      expect((await wires[from].take(15)).equals(text('the other way'))).toBe(true);
    },
  );

  test('that waited is refused when the Close frame comes first', async () => {
    const { id, client, server } = await open();
    server.send(hex('01 01 61'));
    await client.take(3);
    const refusal = proxy.capture.inject(id, 'client', text('late')).catch((error: unknown) => error);
    server.send(CLOSE);
    expect(await refusal).toMatchObject(NOT_OPEN);
    expect((await client.take(4)).equals(CLOSE)).toBe(true);
  });

  test('is refused after a Close frame of our own', async () => {
    const { id, server } = await open();
    await proxy.capture.inject(id, 'server', CLOSE);
    await server.take(4);
    await expect(proxy.capture.inject(id, 'server', text('late'))).rejects.toMatchObject(NOT_OPEN);
  });

  test.each(['fin', 'reset'] as const)(
    'that waits is refused when the connection ends by %s',
    async (how) => {
      const { id, client, server } = await open();
      server.send(hex('01 01 61'));
      await client.take(3);
      const refusal = proxy.capture.inject(id, 'client', text('never')).catch((error: unknown) => error);
      if (how === 'fin') server.end();
      else server.socket.resetAndDestroy();
      expect(await refusal).toMatchObject(NOT_OPEN);
      await client.ended;
      expect(client.pending).toBe(0);
    },
  );

  test('is refused where the frames cannot be told apart any more', async () => {
    const { id, client, server } = await open();
    server.send(FRAME_STREAMS['a length with its highest bit set']!);
    await client.take(14);
    await expect(proxy.capture.inject(id, 'client', text('where?'))).rejects.toMatchObject(NOT_OPEN);
  });

  test('is refused for a side that has closed, and for a connection that is over', async () => {
    const { id, client, server } = await open();
    client.end();
    await server.ended;
    await expect(proxy.capture.inject(id, 'server', text('late'))).rejects.toMatchObject(NOT_OPEN);
    server.end();
    await proxy.sink.until('ended');
    await expect(proxy.capture.inject(id, 'client', text('late'))).rejects.toMatchObject(NOT_OPEN);
  });
});

function splitTexts(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const short = bytes[at + 1]! < 126;
    const length = short ? bytes[at + 1]! : bytes.readUInt16BE(at + 2);
    const start = at + (short ? 2 : 4);
    texts.push(bytes.toString('utf8', start, start + length));
    at = start + length;
  }
  return texts;
}
