// RFC 6455 §5.1 to §5.4 and §5.6 on the wire: data frames, right and wrong, arrive as they were sent, at once, and are
// recorded with the rules that they break.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';
import { maskFrame, sentBy } from '../../support/masking.ts';
import { LANES, SIDES, type Tap, openTap } from '../../support/tap.ts';

let tap: Tap;
beforeAll(async () => void (tap = await openTap()));
afterAll(() => tap.close());

const KEY = hex('a1 b2 c3 d4');
const RESERVED = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];

/** What each frame, unmasked, is recorded as; the client sends them masked. */
const STREAMS: Readonly<Record<string, readonly [frames: readonly string[], lines: readonly string[]]>> = {
  '§5.7: the examples': [
    ['81 05 48 65 6c 6c 6f', '01 03 48 65 6c', '80 02 6c 6f', '89 05 48 65 6c 6c 6f'],
    ['text “Hello”', 'text “Hello” 2 frames', 'ping “Hello”'],
  ],
  '§5.2: lengths that are not in their shortest form': [
    ['82 7e 00 01 41', '82 7f 00 00 00 00 00 00 00 01 42', '82 7e 00 7d'.padEnd(11 + 3 * 125, ' 2e')],
    [
      'binary “A” length-not-minimal (RFC 6455 5.2)',
      'binary “B” length-not-minimal (RFC 6455 5.2)',
      `binary “${'.'.repeat(125)}” length-not-minimal (RFC 6455 5.2)`,
    ],
  ],
  '§5.2: reserved bits that no extension defines': [
    ['c1 01 41', 'a1 01 42', '92 01 43', 'f1 01 44', 'b9 00', '81 01 45'],
    [
      'text “A” reserved-bit (RFC 6455 5.2)',
      'text “B” reserved-bit (RFC 6455 5.2)',
      'binary “C” reserved-bit (RFC 6455 5.2)',
      'text “D” reserved-bit (RFC 6455 5.2)',
      'ping “” reserved-bit (RFC 6455 5.2)',
      'text “E”',
    ],
  ],
  '§5.2: reserved opcodes': [
    RESERVED.map((opcode) => `8${opcode.toString(16)} 01 41`),
    RESERVED.map((opcode) => `reserved-${opcode} “A” reserved-opcode (RFC 6455 5.2)`),
  ],
  '§5.4: a continuation of nothing, and the decoder is in step after it': [
    ['80 01 41', '81 01 42'],
    ['continuation “A” continuation-without-start (RFC 6455 5.4)', 'text “B”'],
  ],
  '§5.4: a message inside of another, and the decoder is in step after it': [
    ['01 01 41', '82 01 42', '81 01 43'],
    ['text “A” unfinished', 'binary “B” message-inside-message (RFC 6455 5.4)', 'text “C”'],
  ],
  '§5.4: fragments that are empty': [
    ['01 00', '00 00', '80 00', '82 00'],
    ['text “” 3 frames', 'binary “”'],
  ],
  '§8.1: text whose code points are cut by fragments': [
    ['01 02 e2 82', '00 00', '80 01 ac', '81 03 e2 82 ac'],
    ['text “e2 82 ac” 3 frames', 'text “e2 82 ac”'],
  ],
  '§8.1: text that is not UTF-8, in one frame or over several': [
    [
      '81 02 c3 28', // a lead byte without its second
      '01 01 c3', // the same over two fragments
      '80 01 28',
      '81 01 c3', // cut off at the end of the message
      '81 02 c0 80', // an overlong zero
      '81 03 ed a0 80', // a surrogate
      '82 02 c3 28', // binary may be anything
    ],
    [
      'text “c3 28” invalid-utf8 (RFC 6455 8.1)',
      'text “c3 28” 2 frames invalid-utf8 (RFC 6455 8.1)',
      'text “c3” invalid-utf8 (RFC 6455 8.1)',
      'text “c0 80” invalid-utf8 (RFC 6455 8.1)',
      'text “ed a0 80” invalid-utf8 (RFC 6455 8.1)',
      'binary “c3 28”',
    ],
  ],
};

describe.each(LANES)('Over %s', (lane) => {
  describe.each(SIDES)('what the %s sends', (from) => {
    test.each(Object.entries(STREAMS))('%s', async (_, [frames, lines]) => {
      const { pass, lines: recorded, finish } = await tap.open(lane);
      await pass(from, sentBy(from, ...frames.map(hex)));
      await finish();
      expect(await recorded()).toEqual(lines);
    });

    test.each([0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20, (1 << 24) + 1])(
      '§5.2: a payload of %i bytes arrives whole, and is stored whole',
      async (length) => {
        const payload = Uint8Array.from({ length }, (_, i) => i * 7);
        const { pass, messages, finish } = await tap.open(lane);
        const frame = formatFrame({ opcode: 2, payload, maskingKey: from === 'client' ? KEY : null });
        await pass(from, frame);
        await finish();
        const [row, ...others] = await messages();
        expect(row).toMatchObject({ from, length, wireLength: frame.length, dropped: 0, complete: true });
        expect(row!.violations).toEqual([]);
        expect(others).toEqual([]);
        expect(Buffer.from(payload).equals(await tap.rig.payload(row!.seq))).toBe(true);
      },
    );

    test('§5.2: a length with its highest bit set ends the reading, not the relaying', async () => {
      const { pass, lines, finish } = await tap.open(lane);
      await pass(from, sentBy(from, hex('82 7f ff ff ff ff ff ff ff ff  01 02 03 04')));
      await pass(from, utf8('whatever comes, comes out'));
      await finish();
      expect(await lines()).toEqual(['binary “” 29 dropped unfinished length-too-large (RFC 6455 5.2)']);
    });

    test('§5.1: the mask is judged by the side, and never changed', async () => {
      const { pass, lines, finish } = await tap.open(lane);
      const unmasked = hex('81 01 41');
      await pass(from, concat(unmasked, maskFrame(unmasked), maskFrame(unmasked, hex('00 00 00 00'))));
      await finish();
      const [wrong, right] =
        from === 'client' ? [' client-not-masked (RFC 6455 5.1)', ''] : ['', ' server-masked (RFC 6455 5.1)'];
      expect(await lines()).toEqual([`text “A”${wrong}`, `text “A”${right}`, `text “A”${right}`]);
    });

    test('byte by byte, each in a segment of its own, is recorded as if it had come at once', async () => {
      const all = Object.values(STREAMS).flatMap(([frames]) => frames.map(hex));
      const stream = sentBy(from, ...all);
      const slow = await tap.open(lane);
      const [sender, receiver] = from === 'client' ? [slow.client, slow.server] : [slow.server, slow.client];
      await sender.sendByteByByte(stream);
      expect((await receiver.take(stream.length)).equals(stream)).toBe(true);
      await slow.finish();
      const whole = await tap.open(lane);
      await whole.pass(from, stream);
      await whole.finish();
      expect(await slow.lines()).toEqual(await whole.lines());
      expect(await slow.lines()).toEqual(Object.values(STREAMS).flatMap(([, lines]) => lines));
    });

    test('500 frames in one write are 500 rows, in order', async () => {
      const texts = Array.from({ length: 500 }, (_, i) => `message ${i}`);
      const { pass, messages, finish } = await tap.open(lane);
      await pass(from, sentBy(from, ...texts.map((text) => formatFrame({ opcode: 1, payload: utf8(text) }))));
      await finish();
      expect((await messages()).map(({ preview }) => preview)).toEqual(texts);
    });

    test('§5.4: a first fragment reaches the peer while nothing else is sent, and is in progress', async () => {
      const { pass, lines, finish } = await tap.open(lane);
      await pass(from, sentBy(from, hex('01 03 48 65 6c')));
      await expect.poll(() => lines()).toEqual(['text “Hel” unfinished']);
      await pass(from, sentBy(from, hex('80 02 6c 6f')));
      await finish();
      expect(await lines()).toEqual(['text “Hello” 2 frames']);
    });

    test('half a frame reaches the peer, and is what the connection ended in', async () => {
      const { pass, lines, finish } = await tap.open(lane);
      await pass(from, sentBy(from, hex('81 05 48 65')));
      await finish();
      expect(await lines()).toEqual(['text “He” unfinished truncated-frame (RFC 6455 7.1.7)']);
    });

    test('§5.4: 20,000 fragments of one byte and no end are one row in progress', async () => {
      const { pass, lines, finish } = await tap.open(lane);
      const fragments = Array.from({ length: 20_000 }, (_, i) => hex(i === 0 ? '01 01 41' : '00 01 41'));
      await pass(from, sentBy(from, ...fragments));
      await finish();
      expect(await lines()).toEqual([`text “${'A'.repeat(20_000)}” 20000 frames unfinished`]);
    });
  });
});
