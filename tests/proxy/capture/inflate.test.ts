import fc from 'fast-check';
import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createSyncInflater } from '../../../proxy/capture/inflate-sync.ts';
import { HandleInflater, createInflater } from '../../../proxy/capture/inflate.ts';
import type { DeflateSide } from '../../../proxy/protocol/deflate.ts';
import type { Inflater } from '../../../proxy/protocol/inflater.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';

const WAYS: readonly (readonly [string, (side: DeflateSide) => Inflater])[] = [
  ['the kept handle', (side) => new HandleInflater(side)],
  ['the public functions', createSyncInflater],
];

const TAKEOVER: DeflateSide = { windowBits: 15, takeover: true };
const FRESH: DeflateSide = { windowBits: 15, takeover: false };

/** Result and output of one message that arrives in these pieces. */
function inflate(inflater: Inflater, ...pieces: Uint8Array[]): string {
  const output: Uint8Array[] = [];
  const emit = (piece: Uint8Array) => output.push(Uint8Array.from(piece)) > 0;
  for (const [index, piece] of pieces.entries()) {
    const result = inflater.inflate(piece, index === pieces.length - 1, emit);
    if (result !== 'inflated') return result;
  }
  return new TextDecoder().decode(concat(...output));
}

function deflate(text: string | Uint8Array, dictionary: string = ''): Uint8Array {
  const options = {
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary && { dictionary: utf8(dictionary) }),
  };
  return deflateRawSync(text, options).subarray(0, -4);
}

test('this Node keeps its window in a handle', () => {
  expect(createInflater(TAKEOVER)).toBeInstanceOf(HandleInflater);
});

describe.each(WAYS)('RFC 7692 §7.2.2, by %s', (_, create) => {
  test('a message inflates, whole and in pieces', () => {
    const hello = hex('f2 48 cd c9 c9 07 00');
    expect(inflate(create(TAKEOVER), hello)).toBe('Hello');
    expect(inflate(create(TAKEOVER), ...Array.from(hello, (byte) => Uint8Array.of(byte)))).toBe('Hello');
  });

  test('the window is kept with takeover, and not without', () => {
    const [kept, fresh] = [create(TAKEOVER), create(FRESH)];
    const again = hex('f2 00 11 00 00');
    expect([inflate(kept, hex('f2 48 cd c9 c9 07 00')), inflate(kept, again)]).toEqual(['Hello', 'Hello']);
    expect([inflate(fresh, hex('f2 48 cd c9 c9 07 00')), inflate(fresh, again)]).toEqual([
      'Hello',
      'corrupt',
    ]);
  });

  test('the window reaches back over many messages', () => {
    const inflater = create(TAKEOVER);
    const sent: string[] = [];
    for (let i = 0; i < 60; i++) {
      const text = `${i}: the quick brown fox jumps over ${i * 17} lazy dogs. `.repeat(1 + (i % 30));
      expect(inflate(inflater, deflate(text, sent.join('').slice(-32_768)))).toBe(text);
      sent.push(text);
    }
  });

  test('a last block does not end the stream (§7.2.3.4)', () => {
    const inflater = create(TAKEOVER);
    const final = deflateRawSync('Hello');
    const expected = ['Hello', 'Hello', 'HelloHello', 'Hello'];
    const messages = [hex('f3 48 cd c9 c9 07 00 00'), final, concat(final, final), deflate('Hello')];
    expect(messages.map((message) => inflate(inflater, message))).toEqual(expected);
  });

  test('a corrupt message loses the context with takeover, and only itself without', () => {
    const [kept, fresh] = [create(TAKEOVER), create(FRESH)];
    expect([inflate(kept, hex('ff ff')), kept.lost, inflate(kept, deflate('a'))]).toEqual([
      'corrupt',
      true,
      'corrupt',
    ]);
    expect([inflate(fresh, hex('ff ff')), fresh.lost, inflate(fresh, deflate('a'))]).toEqual([
      'corrupt',
      false,
      'a',
    ]);
  });

  test('a message of which a part is missing loses the context with takeover, and only itself without', () => {
    const [kept, fresh] = [create(TAKEOVER), create(FRESH)];
    const texts = [kept, fresh].map((inflater) => {
      inflater.inflate(hex('f2 48 cd c9'), false, () => true);
      inflater.abandon();
      return inflate(inflater, deflate('next'));
    });
    expect(texts).toEqual(['corrupt', 'next']);
    expect([kept.lost, fresh.lost]).toEqual([true, false]);
  });

  test('output comes in pieces of at most 64 KiB, and stops when it is told to', () => {
    const lengths: number[] = [];
    const inflater = create(FRESH);
    const stopAtThree = (piece: Uint8Array) => lengths.push(piece.length) < 3;
    expect(inflater.inflate(deflate(new Uint8Array(1 << 20)), true, stopAtThree)).toBe('abandoned');
    expect(lengths).toEqual([65_536, 65_536, 65_536]);
    expect([inflater.lost, inflate(inflater, deflate('next'))]).toEqual([false, 'next']);
  });

  test('a message that is stopped loses the context with takeover', () => {
    const inflater = create(TAKEOVER);
    expect(inflater.inflate(deflate(new Uint8Array(1 << 20)), true, () => false)).toBe('abandoned');
    expect(inflater.lost).toBe(true);
  });

  test('windows of 8 to 15 bits are read', () => {
    for (let windowBits = 8; windowBits <= 15; windowBits++) {
      const text = 'a few words, again and again; '.repeat(500);
      const data = deflateRawSync(text, { windowBits, finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
      expect(inflate(create({ windowBits, takeover: true }), data)).toBe(text);
    }
  });

  test('nothing is left to close when nothing was inflated, nor twice', () => {
    const inflater = create(TAKEOVER);
    inflater.close();
    inflater.close();
    expect(inflater.lost).toBe(true);
  });
});

describe('both ways say the same', () => {
  const right = fc.string({ maxLength: 60 }).map((text) => deflate(text.repeat(3)));
  const wrong = fc.uint8Array({ minLength: 1, maxLength: 40 });

  const answers = (side: DeflateSide, messages: readonly Uint8Array[]) =>
    WAYS.map(([, create]) => {
      const inflater = create(side);
      return messages.map((message) => inflate(inflater, message));
    });

  test('of right messages, with takeover', () => {
    fc.assert(
      fc.property(fc.array(right), (messages) => {
        const [kept, anew] = answers(TAKEOVER, messages);
        expect(kept).toEqual(anew);
      }),
    );
  });

  test.each(['2bc9c8d300400bff477d0297d040', 'bb1eea0a0522ff355b000301ff4f4202'])(
    'of %s, which refers back beyond a last block',
    (message) => {
      const [kept, anew] = answers(FRESH, [Buffer.from(message, 'hex')]);
      expect(kept).toEqual(anew);
    },
  );

  // with takeover they may differ after a message that breaks off inside a block, which neither can notice
  test('of right and wrong ones, without', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(right, wrong)), (messages) => {
        const [kept, anew] = answers(FRESH, messages);
        expect(kept).toEqual(anew);
      }),
      { numRuns: 1000 },
    );
  });
});
