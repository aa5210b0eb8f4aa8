import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import type { Guard, HeldMessage } from '../../../proxy/capture/gate.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import { type FrameFields, formatFrame } from '../../../proxy/protocol/frame.ts';
import type { Verdict } from '../../../proxy/protocol/gated-message.ts';
import { createDeflater } from '../../support/deflated.ts';
import { cutAt, observe } from '../../support/dialogue.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, openOrigin, openTlsOrigin } from '../../support/origins.ts';
import { connectThrough } from '../../support/proxied-client.ts';
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

const DEFLATE = 'permessage-deflate';
const open = (extensions = '', scheme: 'ws' | 'wss' = 'ws'): Promise<Switched> =>
  switchProtocols(proxy, origins[scheme], scheme === 'wss', extensions);

const TAKEOVER = { deflate: { windowBits: 15, takeover: true } };
const KEY = hex('01 02 03 04');
const SIDES = ['client', 'server'] as const;
const other = (side: Side): Side => (side === 'client' ? 'server' : 'client');

/** As this side sends it. */
const frameFrom = (from: Side, fields: Omit<FrameFields, 'maskingKey'>): Uint8Array =>
  formatFrame({ ...fields, maskingKey: from === 'client' ? KEY : null });
const textFrom = (from: Side, payload: string): Uint8Array =>
  frameFrom(from, { opcode: 1, payload: utf8(payload) });
const text = (payload: string): Uint8Array => textFrom('server', payload);
const ping = (payload: string): Uint8Array => formatFrame({ opcode: 9, payload: utf8(payload) });
const CLOSE = hex('88 02 03 e8');

/** One compressed message a text, each referring back to those before. */
function compressed(from: Side, ...texts: string[]): Uint8Array[] {
  const next = createDeflater(true);
  return texts.map((payload) => frameFrom(from, { opcode: 1, rsv1: true, payload: next(utf8(payload)) }));
}

const FORWARD: Verdict = { kind: 'forward' };
const DROP: Verdict = { kind: 'drop' };
const replace = (payload: string): Verdict => ({ kind: 'replace', opcode: 1, payload: utf8(payload) });

interface WatchedGuard extends Guard {
  readonly messages: HeldMessage[];
  /** Resolves when so many messages were judged. */
  judged(count: number): Promise<void>;
}

function guard(
  decide: (payload: string | null, index: number) => Verdict | 'hold' = () => 'hold',
  history: Guard['history'] = async () => null,
): WatchedGuard {
  const messages: HeldMessage[] = [];
  let wake: () => void = () => undefined;
  return {
    messages,
    history,
    judge(message) {
      messages.push(message);
      wake();
      return decide(message.payload && new TextDecoder().decode(message.payload), messages.length - 1);
    },
    async judged(count) {
      while (messages.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

/** What this side sent, as far as the relay has it. */
const received = (id: ConnectionId, from: Side): Buffer =>
  Buffer.concat(
    proxy.sink.chunks
      .filter((chunk) => chunk.id === id && chunk.from === from && !chunk.injected)
      .map(({ bytes }) => bytes),
  );

const notices = (id: ConnectionId) =>
  proxy.sink
    .all('gated')
    .filter((event) => event.id === id)
    .map(({ from, notice }) => ({ from, ...notice }));

/** The texts that a side got until the other ended. */
async function textsUntilEnd(wire: Wire, from: Side, takeover = false): Promise<string[]> {
  const seen = observe(takeover ? { from, ...TAKEOVER } : { from }, [await wire.takeAll()]);
  expect(seen.flatMap(({ rules }) => rules)).toEqual([]);
  return seen.filter(({ type }) => type === 'text').map(({ payload }) => payload);
}

describe.each(['ws', 'wss'] as const)('Over %s', (scheme) => {
  test.each(SIDES)('what the %s sends is forwarded, dropped and replaced as decided', async (from) => {
    const wires = await open('', scheme);
    const verdicts = [FORWARD, DROP, replace('three!'), FORWARD];
    proxy.capture.gate(
      wires.id,
      from,
      guard((_, index) => verdicts[index]!),
    );
    wires[from].send(...['one', 'two', 'three', 'four'].map((payload) => textFrom(from, payload)));
    wires[from].end();
    expect(await textsUntilEnd(wires[other(from)], from)).toEqual(['one', 'three!', 'four']);
  });
});

describe('A frame of ours in place of another', () => {
  test('is masked towards the server with a fresh key each time (§5.3), and not towards the client', async () => {
    const { id, client, server } = await open();
    for (const from of SIDES)
      proxy.capture.gate(
        id,
        from,
        guard(() => replace('same')),
      );
    client.send(...['1', '2', '3'].map((payload) => textFrom('client', payload)));
    const frames = await server.take(3 * 10);
    const keys = [2, 12, 22].map((at) => frames.toString('hex', at, at + 4));
    expect(new Set([...keys, '00000000', Buffer.from(KEY).toString('hex')]).size).toBe(5);
    server.send(text('1'));
    expect((await client.take(6)).equals(text('same'))).toBe(true);
  });
});

describe('The sink', () => {
  test('gets what was received, what went on instead, and what became of it', async () => {
    const { id, client, server } = await open();
    const verdicts = [DROP, replace('B'), FORWARD];
    proxy.capture.gate(
      id,
      'server',
      guard((_, index) => verdicts[index]!),
    );
    server.send(text('a'), text('b'), text('c'));
    expect((await client.take(6)).equals(concat(text('B'), text('c')))).toBe(true);
    expect(received(id, 'server').equals(concat(text('a'), text('b'), text('c')))).toBe(true);
    const ours = proxy.sink.chunks.filter(({ injected }) => injected);
    expect(ours.map(({ bytes }) => bytes.equals(text('B')))).toEqual([true]);
    expect(notices(id)).toEqual([
      { from: 'server', kind: 'begun' },
      { from: 'server', kind: 'dropped', message: 0 },
      { from: 'server', kind: 'replaced', message: 1 },
    ]);
  });
});

describe('A guard that comes in the middle', () => {
  test('is asked from the next message on', async () => {
    const { id, client, server } = await open();
    server.send(hex('01 02 61')); // half of a first fragment
    await client.take(3);
    const watched = guard(() => DROP);
    proxy.capture.gate(id, 'server', watched);
    server.send(hex('62  80 01 63  81 01 64'));
    server.send(ping('p'));
    expect((await client.take(7)).equals(concat(hex('62  80 01 63'), ping('p')))).toBe(true);
    expect(watched.messages.map(({ payload }) => [...payload!])).toEqual([[0x64]]);
  });

  test('lets a frame of ours stand before that', async () => {
    const { id, client, server } = await open();
    server.send(hex('01 01 61  00 02 62'));
    await client.take(6);
    proxy.capture.gate(
      id,
      'server',
      guard(() => FORWARD),
    );
    const injected = proxy.capture.inject(id, 'client', ping('p'));
    server.send(hex('63  80 01 64'));
    await injected;
    expect((await client.take(7)).equals(concat(hex('63'), ping('p'), hex('80 01 64')))).toBe(true);
  });

  test('and goes leaves no trace: the first bytes of a frame go on at once again', async () => {
    const { id, client, server } = await open();
    const watched = guard();
    proxy.capture.gate(id, 'server', watched);
    server.send(text('held'), hex('81 05 61'));
    await watched.judged(1);
    proxy.capture.gate(id, 'server', null);
    expect((await client.take(9)).equals(concat(text('held'), hex('81 05 61')))).toBe(true);
    server.send(hex('62 63 64 65  81 7e'));
    expect((await client.take(6)).equals(hex('62 63 64 65  81 7e'))).toBe(true);
    expect(() => watched.messages[0]!.settle(DROP)).toThrow('not held any more');
  });

  test('is refused where nothing can come any more', async () => {
    const { id, client, server } = await open();
    server.send(CLOSE);
    await client.take(4);
    expect(() => proxy.capture.gate(id, 'server', guard())).toThrow('not open');
    client.end();
    server.end();
    await proxy.sink.until('ended');
    expect(() => proxy.capture.gate(id, 'client', guard())).toThrow('not open');
  });
});

describe('A guard that changes its mind while it is asked', () => {
  test('may settle what it holds', async () => {
    const { id, client, server } = await open();
    const watched: WatchedGuard = guard((payload, index) => {
      if (index === 2) for (const message of watched.messages) message.settle(replace(`${payload}!`));
      return 'hold';
    });
    proxy.capture.gate(id, 'server', watched);
    server.send(text('1'), text('2'), text('3'));
    expect((await client.take(12)).equals(concat(text('3!'), text('3!'), text('3!')))).toBe(true);
  });

  test('may go, and come back', async () => {
    const { id, client, server } = await open();
    const watched: WatchedGuard = guard((payload) => {
      if (payload === 'go') proxy.capture.gate(id, 'server', null);
      return DROP;
    });
    proxy.capture.gate(id, 'server', watched);
    server.send(text('1'), text('go'), text('2'), hex('81'));
    expect((await client.take(8)).equals(concat(text('go'), text('2'), hex('81')))).toBe(true);
    proxy.capture.gate(id, 'server', watched);
    server.send(hex('01 33'), text('4'), ping('p'));
    expect((await client.take(5)).equals(concat(hex('01 33'), ping('p')))).toBe(true);
  });

  test('may send something of its own', async () => {
    const { id, client, server } = await open();
    const sent: Promise<void>[] = [];
    const watched = guard(() => {
      sent.push(proxy.capture.inject(id, 'client', text('ours')));
      return FORWARD;
    });
    proxy.capture.gate(id, 'server', watched);
    server.send(text('1'), text('2'));
    const expected = concat(text('ours'), text('1'), text('ours'), text('2'));
    expect((await client.take(expected.length)).equals(expected)).toBe(true);
    await Promise.all(sent);
  });
});

describe('While a message is held', () => {
  test('pings pass, and frames of our own; Close does not', async () => {
    const { id, client, server } = await open();
    const watched = guard();
    proxy.capture.gate(id, 'server', watched);
    server.send(text('held'), ping('p'), text('behind'), CLOSE);
    expect((await client.take(3)).equals(ping('p'))).toBe(true);
    await proxy.capture.inject(id, 'client', text('ours'));
    expect((await client.take(6)).equals(text('ours'))).toBe(true);
    await watched.judged(2);
    watched.messages[1]!.settle(FORWARD);
    watched.messages[0]!.settle(FORWARD);
    expect((await client.take(18)).equals(concat(text('held'), text('behind'), CLOSE))).toBe(true);
    await expect(proxy.capture.inject(id, 'client', text('late'))).rejects.toMatchObject({
      code: 'NOT_OPEN',
    });
  });

  test('the other direction flows', async () => {
    const { id, client, server } = await open();
    const watched = guard();
    proxy.capture.gate(id, 'server', watched);
    server.send(text('held'));
    await watched.judged(1);
    client.send(textFrom('client', 'flows'));
    await server.take(11);
    expect(client.pending).toBe(0);
  });

  test('its sender stalls at a budget, and loses nothing', async () => {
    const { id, client, server } = await open();
    const watched = guard();
    proxy.capture.gate(id, 'server', watched);
    const message = text('x'.repeat(100_000));
    const stream = concat(...Array.from({ length: 640 }, () => message)); // 64 MB
    server.send(stream);
    await watched.judged(20);
    let passed = -1;
    for (let now = 0; now > passed; now = proxy.sink.relayed(id, 'server').length) {
      passed = now;
      for (let i = 0; i < 100; i += 1) {
        client.send(textFrom('client', '?'));
        await server.take(7);
        proxy.sink.drain(); // does not make it read on
      }
    }
    expect(passed).toBeLessThan(8 * 1024 * 1024);
    expect(client.pending).toBe(0);
    proxy.capture.gate(id, 'server', null);
    expect((await client.take(stream.length)).equals(stream)).toBe(true);
  });

  const LARGE = 16 * 1024 * 1024;

  test.each<[string, Verdict, number[]]>([
    ['forwarded', FORWARD, [5, LARGE, 4]],
    ['dropped', DROP, [5, 4]],
    ['replaced', replace('instead'), [5, 7, 4]],
  ])('one of sixteen megabytes can be %s by its beginning', async (_, verdict, lengths) => {
    for (const rsv1 of [false, true]) {
      const { id, client, server } = await open(DEFLATE);
      const watched = guard((_, index) => (index === 1 ? 'hold' : FORWARD));
      proxy.capture.gate(id, 'server', watched);
      const next = createDeflater(true);
      const payloads = [utf8('first'), randomBytes(LARGE), utf8('last')];
      server.send(
        ...payloads.map((bytes) =>
          frameFrom('server', { opcode: 2, rsv1, payload: rsv1 ? next(bytes) : bytes }),
        ),
      );
      await watched.judged(2);
      expect(watched.messages[1]!.whole).toBe(false);
      watched.messages[1]!.settle(verdict);
      server.end();
      const seen = observe({ from: 'server', ...TAKEOVER }, [await client.takeAll()]);
      expect(seen.map(({ length }) => length)).toEqual(lengths);
      expect(seen.flatMap(({ rules }) => rules)).toEqual([]);
      expect(seen.at(-1)!.payload).toBe('last');
      client.end();
    }
  });

  test('and its sender ends, it goes on before the end does', async () => {
    const { id, client, server } = await open();
    const watched = guard();
    proxy.capture.gate(id, 'server', watched);
    server.send(text('held'), text('behind'), hex('81 05 61'));
    await watched.judged(2);
    server.end();
    expect((await client.takeAll()).equals(concat(text('held'), text('behind'), hex('81 05 61')))).toBe(true);
    expect(() => watched.messages[0]!.settle(DROP)).toThrow('not held any more');
  });

  test.each(SIDES)('and the %s resets the connection, it is said to be discarded', async (side) => {
    const wires = await open();
    const watched = guard();
    proxy.capture.gate(wires.id, 'server', watched);
    wires.server.send(text('held'), text('behind'));
    await watched.judged(2);
    wires[side].socket.resetAndDestroy();
    await proxy.sink.until('ended');
    expect(notices(wires.id)).toEqual([
      { from: 'server', kind: 'begun' },
      { from: 'server', kind: 'discarded', message: 0 },
      { from: 'server', kind: 'discarded', message: 1 },
    ]);
    expect(() => watched.messages[0]!.settle(FORWARD)).toThrow('not held any more');
  });
});

describe('RFC 7692: under context takeover', () => {
  const sent = ['one and two', 'one and two', 'two and one and two', 'one and two'];

  test.each(SIDES)('what the %s sends stays readable when one is dropped and one replaced', async (from) => {
    const wires = await open(DEFLATE);
    proxy.capture.gate(
      wires.id,
      from,
      guard((_, index) => [FORWARD, DROP, replace('changed'), FORWARD][index]!),
    );
    wires[from].send(...compressed(from, ...sent));
    wires[from].end();
    expect(await textsUntilEnd(wires[other(from)], from, true)).toEqual([sent[0], 'changed', sent[3]]);
  });

  test('an uncompressed frame of ours goes in anywhere (§6)', async () => {
    const { id, client, server } = await open(DEFLATE);
    const [first, second] = compressed('server', 'one and two', 'one and two');
    server.send(first!);
    await client.take(first!.length);
    await proxy.capture.inject(id, 'client', text('ours'));
    server.send(second!);
    server.end();
    const stream = concat(first!, await client.takeAll());
    const seen = observe({ from: 'server', ...TAKEOVER }, [stream]);
    expect(seen.map(({ payload }) => payload)).toEqual(['one and two', 'ours', 'one and two']);
  });

  test('a guard that comes late reads on from the history that it brings', async () => {
    const { id, client, server } = await open(DEFLATE);
    const messages = compressed('server', ...sent);
    server.send(messages[0]!);
    await client.take(messages[0]!.length);
    const asked = Promise.withResolvers<Uint8Array>();
    const watched = guard(
      (payload, index) => (index === 0 ? DROP : replace(`${payload}!`)),
      () => asked.promise,
    );
    proxy.capture.gate(id, 'server', watched);
    server.send(...messages.slice(1));
    client.send(textFrom('client', '?'));
    await server.take(7);
    expect([watched.messages.length, client.pending]).toEqual([0, 0]);
    asked.resolve(utf8(sent[0]!));
    server.end();
    expect(await textsUntilEnd(client, 'server', true)).toEqual([`${sent[2]}!`, `${sent[3]}!`]);
  });

  test.each<[string, Guard['history']]>([
    ['is not known', async () => null],
    ['cannot be had', () => Promise.reject(new Error('gone'))],
  ])('a guard whose history %s can hold and forward, and is told why no more', async (_, history) => {
    const { id, client, server } = await open(DEFLATE);
    const messages = compressed('server', ...sent);
    server.send(messages[0]!);
    await client.take(messages[0]!.length);
    const watched = guard(() => 'hold', history);
    proxy.capture.gate(id, 'server', watched);
    server.send(...messages.slice(1));
    await watched.judged(3);
    const [held] = watched.messages;
    expect(held!.payload).toBe(null);
    expect(() => held!.settle(DROP)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message: expect.stringContaining('what it refers back to was not recorded'),
      }),
    );
    proxy.capture.gate(id, 'server', null);
    const rest = concat(...messages.slice(1));
    expect((await client.take(rest.length)).equals(rest)).toBe(true);
  });

  test('what cannot be re-encoded ends the direction with 1007, and nothing follows', async () => {
    const { id, client, server } = await open(DEFLATE);
    proxy.capture.gate(
      id,
      'server',
      guard((_, index) => (index === 0 ? DROP : FORWARD)),
    );
    server.send(...compressed('server', 'one'), hex('c1 03 ff ff ff'), text('late'));
    expect((await client.take(4)).equals(hex('88 02 03 ef'))).toBe(true);
    await expect(proxy.capture.inject(id, 'client', text('late'))).rejects.toMatchObject({
      code: 'NOT_OPEN',
    });
    client.send(frameFrom('client', { opcode: 8, payload: hex('03 ef') }));
    expect((await server.take(8)).length).toBe(8); // the answer reaches the one that was wrong
    server.send(text('later'));
    server.end();
    expect((await client.takeAll()).length).toBe(0);
    expect(notices(id).at(-1)).toEqual({ from: 'server', kind: 'failed', message: 1 });
  });

  describe('while the history is asked for', () => {
    /** After one compressed message, with a guard that drops everything; the rest is yet to be sent. */
    async function asking() {
      const wires = await open(DEFLATE);
      const messages = compressed('server', ...sent);
      wires.server.send(messages[0]!);
      await wires.client.take(messages[0]!.length);
      const history = Promise.withResolvers<null>();
      const dropping = guard(
        () => DROP,
        () => history.promise,
      );
      proxy.capture.gate(wires.id, 'server', dropping);
      const rest = concat(...messages.slice(1));
      const sendRest = async () => {
        const length = messages[0]!.length + rest.length;
        wires.server.send(rest);
        while (received(wires.id, 'server').length < length) await new Promise(setImmediate);
      };
      return { ...wires, rest, sendRest, answer: () => history.resolve(null) };
    }

    test('the guard may go: everything goes on, and nobody looks any more', async () => {
      const { id, client, server, rest, sendRest, answer } = await asking();
      await sendRest();
      expect(client.pending).toBe(0);
      proxy.capture.gate(id, 'server', null);
      expect((await client.take(rest.length)).equals(rest)).toBe(true);
      answer();
      server.send(text('raw'));
      expect((await client.take(5)).equals(text('raw'))).toBe(true);
    });

    test('the sender may end', async () => {
      const { client, server, answer } = await asking();
      server.end();
      expect(await client.ended).toBe('fin');
      answer();
    });

    test('the receiver may be gone: what is discarded is said', async () => {
      const { id, client, sendRest, answer } = await asking();
      await sendRest();
      client.socket.resetAndDestroy();
      await proxy.sink.until('ended');
      expect(notices(id).map(({ kind }) => kind)).toEqual(['begun', 'discarded', 'discarded', 'discarded']);
      answer();
    });
  });

  test('a guard on a connection with an unknown extension changes nothing', async () => {
    const { id, client, server } = await open('x-secret');
    const watched = guard(() => DROP);
    proxy.capture.gate(id, 'server', watched);
    server.send(text('secret'));
    expect((await client.take(8)).equals(text('secret'))).toBe(true);
    expect(notices(id).at(-1)).toMatchObject({ kind: 'refused', why: 'unknown-extension' });
  });
});

describe('A thousand frames of our own in a flood under a guard', () => {
  test('cut no frame, and everything keeps its order', async () => {
    const { id, client, server } = await open(DEFLATE);
    proxy.capture.gate(
      id,
      'server',
      guard((_, index) => (index % 7 === 3 ? DROP : index % 11 === 5 ? replace(`m${index}!`) : FORWARD)),
    );
    const payloads = Array.from({ length: 4_000 }, (_, i) => `m${i}`);
    const next = createDeflater(true);
    const flood = payloads.map((payload, i) =>
      i % 3 === 0
        ? text(payload)
        : frameFrom('server', { opcode: 1, rsv1: true, payload: next(utf8(payload)) }),
    );
    const injections: Promise<void>[] = [];
    const bytes = concat(...flood);
    const cuts = Array.from({ length: 500 }, (_, i) => Math.floor((i * bytes.length) / 500));
    for (const piece of cutAt(bytes, cuts)) {
      server.send(piece);
      for (const _ of [1, 2]) {
        injections.push(proxy.capture.inject(id, 'client', text(`i${injections.length}`)));
      }
      await new Promise(setImmediate);
    }
    await Promise.all(injections);
    server.end();
    const seen = await textsUntilEnd(client, 'server', true);
    expect(seen.filter((payload) => payload.startsWith('i'))).toEqual(injections.map((_, i) => `i${i}`));
    const kept = payloads.flatMap((payload, i) =>
      i % 7 === 3 ? [] : [i % 11 === 5 ? `${payload}!` : payload],
    );
    expect(seen.filter((payload) => payload.startsWith('m'))).toEqual(kept);
  });
});

describe('Any messages, cut anywhere, while guards come and go', () => {
  const word = fc.constantFrom('alpha', 'beta', 'gamma', 'alpha beta gamma');
  const how = fc.constantFrom('forward', 'drop', 'replace', 'hold');
  const messages = fc.array(fc.record({ word, compressed: fc.boolean(), how }), {
    maxLength: 12,
    size: 'max',
  });
  const cuts = fc.array(fc.nat(250), { maxLength: 6 });
  const steps = fc.array(fc.constantFrom('guard', 'none', 'release'), { maxLength: 8 });

  /** What the receiver of all that was relayed has inflated. */
  async function historyOf({ id }: Switched, from: Side): Promise<Uint8Array> {
    const seen = observe({ from, ...TAKEOVER }, [received(id, from)]);
    return utf8(
      seen
        .filter(({ compressed: yes }) => yes)
        .map(({ payload }) => payload)
        .join(''),
    );
  }

  test('the receiver reads exactly what was decided', async () => {
    await fc.assert(
      fc.asyncProperty(messages, cuts, steps, fc.constantFrom(...SIDES), async (sent, at, todo, from) => {
        const wires = await open(DEFLATE);
        const held: HeldMessage[] = [];
        const decided = new Map<number, string>();
        const watched: Guard = {
          history: () => historyOf(wires, from),
          judge(message) {
            const index = Number.parseInt(new TextDecoder().decode(message.payload!), 10);
            const { how } = sent[index]!;
            decided.set(index, how);
            if (how === 'hold') held.push(message);
            return how === 'replace' ? replace('changed') : how === 'hold' ? how : { kind: how };
          },
        };
        const next = createDeflater(true);
        const frames = sent.map(({ word, compressed: rsv1 }, index) => {
          const payload = utf8(`${index} ${word}`);
          return frameFrom(from, { opcode: 1, rsv1, payload: rsv1 ? next(payload) : payload });
        });
        for (const [index, piece] of cutAt(concat(...frames), at).entries()) {
          const step = todo[index] ?? 'guard';
          if (step === 'release') held.shift()?.settle(FORWARD);
          else proxy.capture.gate(wires.id, from, step === 'guard' ? watched : null);
          if (step === 'none') held.length = 0;
          const length = received(wires.id, from).length + piece.length;
          wires[from].send(piece);
          while (received(wires.id, from).length < length) await new Promise(setImmediate);
        }
        wires[from].end();
        const expected = sent.flatMap(({ word }, index) => {
          const what = decided.get(index) ?? 'forward';
          return what === 'drop' ? [] : [what === 'replace' ? 'changed' : `${index} ${word}`];
        });
        expect(await textsUntilEnd(wires[other(from)], from, true)).toEqual(expected);
        expect(notices(wires.id).filter(({ kind }) => kind === 'refused')).toEqual([]);
        wires[other(from)].end();
      }),
      { numRuns: 200 },
    );
  });
});

describe('With the ws library at both ends, compressing', () => {
  interface Talk {
    readonly id: ConnectionId;
    readonly client: WebSocket;
    readonly server: WebSocket;
    close(): void;
  }

  async function talk(): Promise<Talk> {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } });
    await once(sockets, 'listening');
    const accepted = once(sockets, 'connection') as Promise<[WebSocket]>;
    const { port } = sockets.address() as AddressInfo;
    const client = await connectThrough(`ws://127.0.0.1:${port}/`, {
      proxy: `http://127.0.0.1:${proxy.port}`,
      perMessageDeflate: { threshold: 0 },
    });
    const [[server]] = await Promise.all([accepted, once(client, 'open')]);
    const { id } = await proxy.sink.until('answered');
    return {
      id,
      client,
      server,
      close() {
        client.terminate();
        sockets.close();
      },
    };
  }

  /** The next texts that a socket gets. */
  function hear(socket: WebSocket, count: number): Promise<string[]> {
    const { promise, resolve, reject } = Promise.withResolvers<string[]>();
    const texts: string[] = [];
    const listen = (data: Buffer) => {
      texts.push(data.toString());
      if (texts.length < count) return;
      socket.off('message', listen);
      resolve(texts);
    };
    socket.on('message', listen);
    socket.once('error', reject);
    return promise;
  }

  const sentence = (i: number) => JSON.stringify({ number: i, text: 'the same words again and again' });

  test('both stay in step through drops, edits and holds, both ways', async () => {
    const { id, client, server, close } = await talk();
    for (const [from, sender, receiver] of [
      ['client', client, server],
      ['server', server, client],
    ] as const) {
      const watched = guard((_, index) => {
        if (index % 10 === 4) return DROP;
        if (index % 10 === 7) return replace(sentence(-index));
        return index === 50 ? 'hold' : FORWARD;
      });
      proxy.capture.gate(id, from, watched);
      const heard = hear(receiver, 180);
      for (let i = 0; i < 200; i += 1) sender.send(sentence(i));
      await watched.judged(51);
      const pong = once(sender, 'pong');
      sender.ping('still there?');
      await pong;
      watched.messages[50]!.settle(FORWARD);
      const numbers = Array.from({ length: 200 }, (_, i) => i).filter((i) => i % 10 !== 4);
      expect(await heard).toEqual(numbers.map((i) => sentence(i % 10 === 7 ? -i : i)));
      proxy.capture.gate(id, from, null);
      const later = hear(receiver, 20);
      for (let i = 0; i < 20; i += 1) sender.send(sentence(i));
      expect(await later).toEqual(Array.from({ length: 20 }, (_, i) => sentence(i)));
    }
    close();
  });

  test('negative control: one compressed message less, and the peer is out of step', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } });
    await once(sockets, 'listening');
    const accepted = once(sockets, 'connection') as Promise<[WebSocket]>;
    const { port } = sockets.address() as AddressInfo;
    const wire = await proxy.tunnel(`127.0.0.1:${port}`);
    wire.send(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`,
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
      `Sec-WebSocket-Extensions: ${DEFLATE}\r\n\r\n`,
    );
    const [peer] = await accepted;
    await wire.takeHead();
    const failed = once(peer, 'error') as Promise<[Error & { code: string }]>;
    const [, ...rest] = compressed('client', sentence(1), sentence(2), sentence(3));
    wire.send(...rest);
    expect((await failed)[0].message).toContain('invalid distance');
    wire.end();
    sockets.close();
  });
});
