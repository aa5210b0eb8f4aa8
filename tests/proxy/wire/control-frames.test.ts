// RFC 6455 §5.5 on the wire: pings, pongs and Close frames are passed on once, in order, and answered by nobody but
// the endpoints.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';
import { sentBy } from '../../support/masking.ts';
import { LANES, SIDES, type Tap, openTap } from '../../support/tap.ts';

let tap: Tap;
beforeAll(async () => void (tap = await openTap()));
afterAll(() => tap.close());

const ping = (length: number) => formatFrame({ opcode: 9, payload: utf8('p'.repeat(length)) });
const close = (code: string, reason: Uint8Array) =>
  formatFrame({ opcode: 8, payload: concat(hex(code), reason) });

const STREAMS: Readonly<Record<string, readonly [frames: readonly Uint8Array[], lines: readonly string[]]>> =
  {
    '§5.5: up to 125 bytes of payload, and more': [
      [ping(125), ping(126)],
      [`ping “${'p'.repeat(125)}”`, `ping “${'p'.repeat(126)}” control-too-long (RFC 6455 5.5)`],
    ],
    '§5.5: a control frame without FIN is whole by itself': [
      [hex('09 01 41'), hex('80 01 42'), hex('08 02 03 e8')],
      [
        'ping “A” control-fragmented (RFC 6455 5.5)',
        'continuation “B” continuation-without-start (RFC 6455 5.4)',
        'close 1000 “03 e8” control-fragmented (RFC 6455 5.5)',
      ],
    ],
    '§5.4: pings and pongs inside of a fragmented message': [
      [hex('01 01 41'), hex('89 01 70'), hex('00 01 42'), hex('8a 01 71'), hex('80 01 43')],
      ['text “ABC” 3 frames', 'ping “p”', 'pong “q”'],
    ],
    '§5.5.3: a pong that nobody asked for': [[hex('8a 00')], ['pong “”']],
    '§5.5.1: a Close frame without a code': [[hex('88 00')], ['close “”']],
    '§5.5.1: a Close frame of one byte': [[hex('88 01 03')], ['close “03” close-length (RFC 6455 5.5.1)']],
    '§7.4: codes that may be sent': [
      ['03 e8', '03 e9', '03 ea', '03 eb', '03 ef', '03 f0', '03 f1', '03 f2', '03 f3', '0b b8', '13 87'].map(
        (code) => close(code, hex('')),
      ),
      [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999].map((code) =>
        expect.stringMatching(new RegExp(`^close ${code} “[0-9a-f ]{5}”$`)),
      ),
    ],
    '§7.4: codes that must not be sent': [
      ['00 00', '03 e7', '03 ec', '03 ed', '03 ee', '03 f7', '07 d0', '13 88', 'ff ff'].map((code) =>
        close(code, hex('')),
      ),
      [0, 999, 1004, 1005, 1006, 1015, 2000, 5000, 65_535].map((code) =>
        expect.stringMatching(new RegExp(`^close ${code} “[0-9a-f ]{5}” close-code \\(RFC 6455 7.4\\)$`)),
      ),
    ],
    '§5.5.1: a reason of 123 bytes': [
      [close('0f a0', utf8('r'.repeat(123)))],
      [`close 4000 “0f a0${' 72'.repeat(123)}”`],
    ],
    '§5.5.1: a reason that is not UTF-8': [
      [close('03 e8', hex('c3 28'))],
      ['close 1000 “03 e8 c3 28” close-reason-utf8 (RFC 6455 5.5.1)'],
    ],
    '§5.5.1: what comes after a Close frame': [
      [hex('88 02 03 e8'), hex('81 01 41'), hex('89 00'), hex('82 01 42'), hex('88 02 03 e9')],
      [
        'close 1000 “03 e8”',
        'text “A” data-after-close (RFC 6455 5.5.1)',
        'ping “”',
        'binary “B” data-after-close (RFC 6455 5.5.1)',
        'close 1001 “03 e9”',
      ],
    ],
  };

describe.each(LANES)('Over %s', (lane) => {
  describe.each(SIDES)('what the %s sends', (from) => {
    test.each(Object.entries(STREAMS))('%s', async (_, [frames, lines]) => {
      const { pass, lines: recorded, finish } = await tap.open(lane);
      await pass(from, sentBy(from, ...frames));
      await finish(); // and neither side has heard anything more
      expect(await recorded()).toEqual(lines);
    });

    test('§5.4: a ping between two fragments is there before the next fragment is sent', async () => {
      const { pass, lines, finish } = await tap.open(lane);
      for (const frame of ['01 01 41', '89 01 70', '80 01 42']) await pass(from, sentBy(from, hex(frame)));
      await finish();
      expect(await lines()).toEqual(['text “AB” 2 frames', 'ping “p”']);
    });
  });

  test('§7.1.5: the first Close frame says how the connection ended', async () => {
    const { pass, finish } = await tap.open(lane);
    await pass('server', sentBy('server', close('03 e9', utf8('restart'))));
    await pass('client', sentBy('client', close('03 e8', hex(''))));
    const { ending, violations } = await finish();
    expect(ending).toMatchObject({ code: 1001, reason: 'restart', by: 'server', clean: true });
    expect(ending).toMatchObject({ cause: 'close-frame' });
    expect(violations).toBe(0);
  });

  test('§7.1.5: without a Close frame none is invented, and it is shown as cut off', async () => {
    const { pass, finish, lines } = await tap.open(lane);
    await pass('server', hex('81 01 41'));
    expect((await finish()).ending).toMatchObject({ code: null, clean: false, cause: 'fin' });
    expect(await lines()).toEqual(['text “A”']);
  });
});
