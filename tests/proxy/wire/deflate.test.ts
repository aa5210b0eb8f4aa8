// RFC 7692 on the wire: the negotiation arrives verbatim, compressed messages arrive compressed and are recorded
// inflated, and what cannot be inflated is recorded raw and flagged.

import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPCODE, formatFrame } from '../../../proxy/protocol/frame.ts';
import { startEngine } from '../../support/engine-process.ts';
import { hex, utf8 } from '../../support/hex.ts';
import { sentBy } from '../../support/masking.ts';
import { REQUEST, SWITCHING } from '../../support/switched.ts';
import { LANES, SIDES, type Tap, openTap } from '../../support/tap.ts';
import { connectWire } from '../../support/wire.ts';

let tap: Tap;
beforeAll(async () => void (tap = await openTap()));
afterAll(() => tap.close());

const offer = (extensions: string) => `Sec-WebSocket-Extensions: ${extensions}\r\n`;
const OFFER = offer('permessage-deflate; client_max_window_bits; server_max_window_bits=15');

/** Both fields, as one: `permessage-deflate` and what was agreed on. */
const agreed = (parameters = '') => ({
  request: OFFER,
  answer: offer(`permessage-deflate${parameters && `; ${parameters}`}`),
});

/** Compresses one direction's messages as its sender would: RFC 7692 §7.2.1. */
function compressor(windowBits: number, takeover: boolean): (payload: Uint8Array) => Promise<Uint8Array> {
  const options = { windowBits: Math.max(9, windowBits) }; // zlib makes 9 of 8, and no distance reaches so far here
  let stream = createDeflateRaw(options);
  return async (payload) => {
    if (!takeover) stream = createDeflateRaw(options);
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.write(payload);
    await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve));
    stream.removeAllListeners('data');
    return Buffer.concat(pieces).subarray(0, -4);
  };
}

const deflate = (payload: string | Uint8Array) =>
  deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);

const compressed = (payload: Uint8Array, opcode: number = OPCODE.text) =>
  formatFrame({ rsv1: true, opcode, payload });

/** RFC 7692 §7.2.3.1 and §7.2.3.2: “Hello”, and “Hello” again out of the kept window. */
const HELLO = hex('c1 07 f2 48 cd c9 c9 07 00');
const AGAIN = hex('c1 05 f2 00 11 00 00');

const WINDOWS = [8, 9, 10, 11, 12, 13, 14, 15].flatMap((bits) =>
  ['', '; no context takeover'].map((note) => [bits, note] as const),
);

describe.each(LANES)('Over %s', (lane) => {
  describe.each(SIDES)('what the %s sends', (from) => {
    test.each(WINDOWS)('§7.1: is inflated with a window of %i bits%s', async (bits, note) => {
      const takeover = note === '';
      const parameters = `${from}_max_window_bits=${bits}${takeover ? '' : `; ${from}_no_context_takeover`}`;
      const { pass, lines, finish, connection } = await tap.open(lane, agreed(parameters));
      const compress = compressor(bits, takeover);
      const texts = ['one and the same text', 'one and the same text', 'x'.repeat(2000)];
      for (const text of texts) await pass(from, sentBy(from, compressed(await compress(utf8(text)))));
      await finish();
      expect(await lines()).toEqual(texts.map((text) => `text “${text}” compressed`));
      expect((await connection()).extensions).toBe(`permessage-deflate; ${parameters}`);
    });

    test('§7.2.3: the examples', async () => {
      const { pass, lines, finish } = await tap.open(lane, agreed());
      const stored = hex('c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00'); // a block without compression
      const final = hex('c1 08 f3 48 cd c9 c9 07 00 00'); // a block with BFINAL set
      const two = hex('c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00'); // two blocks
      await pass(from, sentBy(from, HELLO, AGAIN, stored, final, two));
      await finish();
      expect(await lines()).toEqual(Array.from({ length: 5 }, () => 'text “Hello” compressed'));
    });

    test('§6: without RSV1 is not compressed, and leaves the window as it was', async () => {
      const { pass, lines, finish } = await tap.open(lane, agreed());
      await pass(from, sentBy(from, HELLO, hex('81 02 6f 6b'), hex('89 01 70'), hex('c1 00'), AGAIN));
      await pass(from, sentBy(from, hex('c1 01 00'))); // §7.2.3.6: an empty message
      await finish();
      expect(await lines()).toEqual([
        'text “Hello” compressed',
        'text “ok”',
        'ping “p”',
        'text “” compressed',
        'text “Hello” compressed',
        'text “” compressed',
      ]);
    });

    test('§6.1: in fragments is one message, with a ping inside of it', async () => {
      const { pass, lines, finish } = await tap.open(lane, agreed());
      for (const frame of ['41 03 f2 48 cd', '89 01 70', '00 00', '80 04 c9 c9 07 00'])
        await pass(from, sentBy(from, hex(frame)));
      await finish();
      expect(await lines()).toEqual(['text “Hello” 3 frames compressed', 'ping “p”']);
    });

    test('§6.1: RSV1 on a continuation or a control frame is flagged, and the rest is in step', async () => {
      const { pass, lines, finish } = await tap.open(lane, agreed());
      await pass(from, sentBy(from, hex('41 03 f2 48 cd'), hex('c0 04 c9 c9 07 00'), hex('c9 01 70'), AGAIN));
      await finish();
      expect(await lines()).toEqual([
        'text “Hello” 2 frames compressed compressed-continuation (RFC 7692 6.1)',
        'ping “p” compressed-control (RFC 7692 6.1)',
        'text “Hello” compressed',
      ]);
    });

    test('§7.2.2: what is no DEFLATE data is raw and flagged, and takes the window with it', async () => {
      const { pass, lines, finish } = await tap.open(lane, agreed());
      await pass(from, sentBy(from, HELLO, hex('c1 03 ff ff ff'), AGAIN, hex('81 02 6f 6b')));
      await finish();
      expect(await lines()).toEqual([
        'text “Hello” compressed',
        'text “ff ff ff” compressed corrupt-deflate (RFC 7692 7.2.2)',
        'text “f2 00 11 00 00” compressed context-lost (RFC 7692 7.1.1)',
        'text “ok”',
      ]);
    });

    test('§7.1.1: without a kept window a corrupt message harms no other', async () => {
      const { pass, lines, finish } = await tap.open(lane, agreed(`${from}_no_context_takeover`));
      await pass(from, sentBy(from, hex('c1 03 ff ff ff'), HELLO));
      await finish();
      expect(await lines()).toEqual([
        'text “ff ff ff” compressed corrupt-deflate (RFC 7692 7.2.2)',
        'text “Hello” compressed',
      ]);
    });

    test('§8.1: inflated text that is not UTF-8 is flagged', async () => {
      const { pass, lines, finish } = await tap.open(lane, agreed());
      await pass(from, sentBy(from, compressed(deflate(hex('c3 28')))));
      await finish();
      expect(await lines()).toEqual(['text “c3 28” compressed invalid-utf8 (RFC 6455 8.1)']);
    });

    test('64 KiB that inflate to 64 MiB are forwarded, and inflated up to 16 MiB', async () => {
      const { pass, messages, finish } = await tap.open(lane, agreed());
      const bomb = compressed(deflate(new Uint8Array(64 << 20)), OPCODE.binary);
      expect(bomb.length).toBeLessThan(64 * 1024 + 1024);
      await pass(from, sentBy(from, bomb, hex('81 02 6f 6b')));
      await finish();
      const [row, next] = await messages();
      expect(row).toMatchObject({ length: 64 << 20, dropped: 48 << 20, complete: true });
      expect(next).toMatchObject({ preview: 'ok' });
    });
  });

  test('each side has a window of its own', async () => {
    const { pass, lines, finish } = await tap.open(lane, agreed('server_no_context_takeover'));
    for (const from of SIDES) await pass(from, sentBy(from, HELLO));
    await pass('client', sentBy('client', AGAIN));
    await pass('server', HELLO);
    await finish();
    expect(await lines()).toEqual(Array.from({ length: 4 }, () => 'text “Hello” compressed'));
  });

  test.each([
    'permessage-deflate; server_max_window_bits=0',
    'permessage-deflate; server_max_window_bits=7',
    'permessage-deflate; client_max_window_bits=16',
    'permessage-deflate; client_max_window_bits=abc',
    'permessage-deflate; server_max_window_bits',
    'permessage-deflate; mystery=1',
    'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
    'permessage-bzip2',
  ])('“%s” is forwarded and flagged, and its messages are raw', async (answer) => {
    const { pass, lines, finish } = await tap.open(lane, { request: OFFER, answer: offer(answer) });
    for (const from of SIDES) await pass(from, sentBy(from, HELLO));
    const { failure } = await finish();
    expect(failure).toMatchObject({ code: 'HANDSHAKE_INVALID' });
    expect(failure?.hint).toContain('raw');
    expect(await lines()).toEqual([RAW_HELLO, RAW_HELLO]);
  });

  test.each(['x-webkit-deflate-frame', 'foo; bar="a,b;c"', 'permessage-deflate, foo'])(
    'the extension “%s”, offered and taken up, is known to nobody here: its messages are raw',
    async (name) => {
      const { pass, lines, finish } = await tap.open(lane, { request: offer(name), answer: offer(name) });
      for (const from of SIDES) await pass(from, sentBy(from, HELLO));
      expect(await finish()).toMatchObject({ failure: null, extensions: name });
      expect(await lines()).toEqual([RAW_HELLO, RAW_HELLO]);
    },
  );

  test('offered and not taken up is not there: RSV1 is flagged', async () => {
    const { pass, lines, finish } = await tap.open(lane, { request: OFFER });
    await pass('server', HELLO);
    expect((await finish()).failure).toBeNull();
    expect(await lines()).toEqual([`${RAW_HELLO} reserved-bit (RFC 6455 5.2) invalid-utf8 (RFC 6455 8.1)`]);
  });
});

describe('A process that reads bombs', () => {
  const MIB = 1 << 20;

  /** Each byte of it inflates to a thousand. */
  const bomb = (inflated: number) => {
    const block = deflateRawSync(new Uint8Array(16 * MIB), { finishFlush: constants.Z_FULL_FLUSH });
    return compressed(
      Buffer.concat(Array.from({ length: inflated / (16 * MIB) }, () => block)),
      OPCODE.binary,
    );
  };

  test('grows by less than 160 MiB, whatever they inflate to', async () => {
    const engine = await startEngine();
    const client = await connectWire(engine.port);
    client.send(`CONNECT 127.0.0.1:${tap.originOf('ws in CONNECT').port} HTTP/1.1\r\n\r\n`);
    await client.takeHead();
    client.send(`GET / HTTP/1.1\r\n${REQUEST}${OFFER}\r\n`);
    const server = await tap.originOf('ws in CONNECT').next();
    await server.takeHead();
    const { answer } = agreed('server_no_context_takeover');
    server.send(`${SWITCHING}${answer}\r\n`, HELLO);
    await client.takeHead();
    await client.take(HELLO.length);
    await expect.poll(async () => (await engine.memory()).messages).toBe(1);
    const { resident } = await engine.memory();
    for (const frame of [bomb(64 * MIB), bomb(1024 * MIB), bomb(64 * MIB), HELLO]) {
      server.send(frame);
      expect((await client.take(frame.length)).equals(frame)).toBe(true);
    }
    await expect.poll(async () => (await engine.memory()).messages).toBe(5);
    expect((await engine.memory()).peak - resident).toBeLessThan(160 * MIB);
  });
});

const RAW_HELLO = 'text “f2 48 cd c9 c9 07 00”';
