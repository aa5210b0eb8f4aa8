import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { cutAt } from '../../support/dialogue.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, openOrigin } from '../../support/origins.ts';
import { streams } from '../../support/streams.ts';
import { type Switched, switchProtocols } from '../../support/switched.ts';

let authority: Authority;
let origin: Origin;
beforeAll(async () => {
  authority = await temporaryAuthority();
  origin = await openOrigin();
});
afterAll(() => origin.close());

let proxy: OpenCapture;
beforeEach(async () => {
  proxy = await openCapture(authority, {
    resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
  });
});
afterEach(() => proxy.capture.close());

const open = (): Promise<Switched> => switchProtocols(proxy, origin);

const text = (payload: string): Uint8Array => formatFrame({ opcode: 1, payload: utf8(payload) });
const ping = (payload: string): Uint8Array => formatFrame({ opcode: 9, payload: utf8(payload) });
const CLOSE = hex('88 02 03 e8');

const NOT_OPEN = { name: 'FramescopeError', code: 'NOT_OPEN' };

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

describe('A sink that asks for headers without payloads', () => {
  const long = formatFrame({ opcode: 2, payload: new Uint8Array(70_000).fill(7) });
  const HEADER = long.subarray(0, 10);

  test('gets those and the number of the bytes, while the peer gets all of them', async () => {
    const { id, client, server } = await open();
    proxy.sink.skims = true;
    server.send(concat(text('one'), long, ping('two')));
    const all = concat(text('one'), long, ping('two'));
    expect((await client.take(all.length)).equals(all)).toBe(true);
    proxy.sink.skims = false;
    server.send(text('three'));
    await client.take(7);
    const kept = concat(text('one'), HEADER, ping('two'), text('three'));
    expect(proxy.sink.relayed(id, 'server').equals(kept)).toBe(true);
    expect(proxy.sink.skipped.reduce((sum, { length }) => sum + length, 0)).toBe(70_000);
    expect(proxy.sink.skipped[0]!.offset).toBe(15);
    expect(proxy.sink.chunks.at(-1)).toMatchObject({ offset: all.length });
  });

  test('hears of a message of our own where it went in', async () => {
    const { id, client, server } = await open();
    proxy.sink.skims = true;
    server.send(long.subarray(0, 10));
    await client.take(10);
    const injection = proxy.capture.inject(id, 'client', text('X'));
    server.send(concat(long.subarray(10), long));
    await injection;
    const expected = concat(long.subarray(10), text('X'), long);
    expect((await client.take(expected.length)).equals(expected)).toBe(true);
    const order = proxy.sink.chunks.map(({ injected, bytes }) => (injected ? 'X' : bytes.length));
    expect(order).toEqual([10, 'X', 10]);
    expect(proxy.sink.chunks[1]).toMatchObject({ offset: long.length });
  });

  test('gets them of what was received, where a gate says what goes on', async () => {
    const { id, client, server } = await open();
    proxy.capture.gate(id, 'server', { judge: () => ({ kind: 'forward' }), history: async () => null });
    proxy.sink.skims = true;
    server.send(concat(text('one'), long, text('two')));
    const all = concat(text('one'), long, text('two'));
    expect((await client.take(all.length)).equals(all)).toBe(true);
    const kept = concat(text('one'), HEADER, text('two'));
    expect(proxy.sink.relayed(id, 'server').equals(kept)).toBe(true);
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
    server.send(hex('82 7f ff ff ff ff ff ff ff ff  01 02 03 04'));
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
