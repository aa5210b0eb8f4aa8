import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { DeflateSide } from '../../../proxy/protocol/deflate.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { type Scene, byteByByte, listen, observe } from '../../support/dialogue.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';

const TAKEOVER: Scene = { from: 'server', deflate: { windowBits: 15, takeover: true } };
const FRESH: Scene = { from: 'server', deflate: { windowBits: 15, takeover: false } };

/** One line a message, which must not depend on how the bytes arrive. */
function lines(scene: Scene, bytes: string | Uint8Array): string[] {
  const stream = typeof bytes === 'string' ? hex(bytes) : bytes;
  const whole = observe(scene, [stream]);
  expect(observe(scene, byteByByte(stream))).toEqual(whole);
  return whole.map(({ type, payload, compressed, rules }) =>
    [type, `“${payload}”`, compressed ? 'deflate' : 'plain', ...rules].join(' '),
  );
}

/** What a peer makes of these texts, as RFC 7692 §7.2.1 says. */
function compress({ windowBits, takeover }: DeflateSide, texts: readonly string[]): Promise<Uint8Array[]> {
  const deflate = createDeflateRaw({ windowBits });
  const compressFrom = async (index: number): Promise<Uint8Array[]> => {
    const text = texts[index];
    if (text === undefined) return [];
    if (!takeover) deflate.reset();
    deflate.write(text);
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    const message = deflate.read().subarray(0, -4);
    return [message, ...(await compressFrom(index + 1))];
  };
  return compressFrom(0);
}

describe('RFC 7692 §7.2.3: the examples', () => {
  test.each([
    ['§7.2.3.1: a message compressed with one block', 'c1 07 f2 48 cd c9 c9 07 00'],
    ['§7.2.3.1: and fragmented', '41 03 f2 48 cd 80 04 c9 c9 07 00'],
    ['§7.2.3.3: a block without compression', 'c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00'],
    ['§7.2.3.4: a block with BFINAL', 'c1 08 f3 48 cd c9 c9 07 00 00'],
    ['§7.2.3.5: two blocks', 'c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00'],
  ])('%s', (_, bytes) => {
    expect(lines(TAKEOVER, bytes)).toEqual(['text “Hello” deflate']);
    expect(lines(FRESH, bytes)).toEqual(['text “Hello” deflate']);
  });

  test('§7.2.3.2: a message that needs the window of the one before', () => {
    const stream = 'c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00';
    expect(lines(TAKEOVER, stream)).toEqual(['text “Hello” deflate', 'text “Hello” deflate']);
    expect(lines(FRESH, stream)).toEqual([
      'text “Hello” deflate',
      'text “f2 00 11 00 00” deflate corrupt-deflate',
    ]);
  });

  test('§7.2.3.6: an empty message, with and without its byte', () => {
    expect(lines(TAKEOVER, 'c1 01 00 c1 00 c1 07 f2 48 cd c9 c9 07 00')).toEqual([
      'text “” deflate',
      'text “” deflate',
      'text “Hello” deflate',
    ]);
  });
});

describe('RFC 7692 §7.1: every window, kept or not, of each side', () => {
  const TEXTS = Array.from({ length: 40 }, (_, i) => `${i} `.padEnd(i * 40, `message ${i % 7}, and so on; `));
  const BITS = [8, 9, 10, 11, 12, 13, 14, 15];
  const CASES = BITS.flatMap((windowBits) => [true, false].map((takeover) => ({ windowBits, takeover })));

  test.each(CASES)('%o', async (deflate) => {
    const payloads = await compress(deflate, TEXTS);
    for (const from of ['client', 'server'] as const) {
      const maskingKey = from === 'client' ? hex('0a 0b 0c 0d') : null;
      const frames = payloads.map((payload) => formatFrame({ opcode: 1, rsv1: true, payload, maskingKey }));
      const heard = observe({ from, deflate }, [concat(...frames)]);
      expect(heard.map(({ payload }) => payload)).toEqual(TEXTS);
      expect(heard.flatMap(({ rules }) => rules)).toEqual([]);
    }
  });
});

describe('RFC 7692 §6: frames under permessage-deflate', () => {
  test('may be uncompressed', () => {
    expect(lines(TAKEOVER, '81 05 48 65 6c 6c 6f c1 07 f2 48 cd c9 c9 07 00 81 00')).toEqual([
      'text “Hello” plain',
      'text “Hello” deflate',
      'text “” plain',
    ]);
  });

  test('keep sizes on the wire and inflated apart', () => {
    const payload = deflateRawSync(new Uint8Array(5000), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(
      0,
      -4,
    );
    const [message] = observe(TAKEOVER, [formatFrame({ opcode: 2, rsv1: true, payload })]);
    expect(message).toMatchObject({ length: 5000, wireLength: payload.length + 2, compressed: true });
  });

  test('have RSV1 on the first frame of a message alone', () => {
    expect(lines(TAKEOVER, 'c9 01 41')).toEqual(['ping “A” plain compressed-control']);
    expect(lines(TAKEOVER, '41 03 f2 48 cd c0 04 c9 c9 07 00')).toEqual([
      'text “Hello” deflate compressed-continuation',
    ]);
    expect(lines(TAKEOVER, 'c0 01 41')).toEqual([
      'continuation “A” plain continuation-without-start compressed-continuation',
    ]);
  });

  test('have no other reserved bit', () => {
    expect(lines(TAKEOVER, 'e1 07 f2 48 cd c9 c9 07 00')).toEqual(['text “Hello” deflate reserved-bit']);
  });

  test('are checked for UTF-8 after inflating', () => {
    const payload = deflateRawSync(hex('c3 28'), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
    const frame = formatFrame({ opcode: 1, rsv1: true, payload });
    expect(lines(TAKEOVER, frame)).toEqual(['text “c3 28” deflate invalid-utf8']);
  });
});

describe('RFC 7692 §7.2.2: data that is not DEFLATE', () => {
  const CORRUPT = 'c1 02 ff ff';
  const HELLO = 'c1 07 f2 48 cd c9 c9 07 00';

  test('is shown as it is; without takeover the next message inflates', () => {
    expect(lines(FRESH, `${CORRUPT} ${HELLO}`)).toEqual([
      'text “ff ff” deflate corrupt-deflate',
      'text “Hello” deflate',
    ]);
  });

  test('takes the context with it, where there is one; uncompressed messages do not care', () => {
    expect(lines(TAKEOVER, `${CORRUPT} ${HELLO} 81 01 41 89 00`)).toEqual([
      'text “ff ff” deflate corrupt-deflate',
      'text “f2 48 cd c9 c9 07 00” deflate context-lost',
      'text “A” plain',
      'ping “” plain',
    ]);
  });

  test('may come after a part that was: what follows is dropped and counted', () => {
    const good = deflateRawSync(utf8('x'.repeat(50)), { finishFlush: constants.Z_SYNC_FLUSH });
    const payload = concat(good, hex('ff ff ff ff'), new Uint8Array(40));
    const frame = formatFrame({ opcode: 1, rsv1: true, payload });
    const scene = { ...FRESH, limits: { partSize: good.length } };
    const [message] = observe(scene, byteByByte(frame));
    expect(message).toMatchObject({
      payload: 'x'.repeat(50),
      length: 94,
      dropped: 44,
      rules: ['corrupt-deflate'],
    });
  });

  test('is not what a new message leaves behind that interrupts another', () => {
    expect(lines(FRESH, `41 03 f2 48 cd ${HELLO}`)).toEqual([
      'text “He” deflate',
      'text “Hello” deflate message-inside-message',
    ]);
  });
});

describe('a message that inflates to more than the limit', () => {
  const bomb = (mebibytes: number) => {
    const payload = deflateRawSync(new Uint8Array(mebibytes << 20), {
      finishFlush: constants.Z_SYNC_FLUSH,
    }).subarray(0, -4);
    return formatFrame({ opcode: 2, rsv1: true, payload });
  };
  const HELLO = hex('c1 07 f2 48 cd c9 c9 07 00');

  /** Delivered bytes, and the finished messages. */
  function explode(scene: Scene, bytes: Uint8Array) {
    let delivered = 0;
    let largest = 0;
    const { observer, heard } = listen(scene, (part) => {
      delivered += part.length;
      largest = Math.max(largest, part.length);
    });
    observer.push(bytes, 0);
    return { delivered, largest, messages: heard() };
  }

  test('is delivered up to it, in pieces, and counted to its end', () => {
    const { delivered, largest, messages } = explode(TAKEOVER, concat(bomb(64), HELLO));
    expect(delivered).toBe((16 << 20) + 5);
    expect(largest).toBeLessThanOrEqual(256 * 1024);
    expect(messages).toMatchObject([
      { length: 64 << 20, dropped: 48 << 20, complete: true, rules: [] },
      { length: 5, dropped: 0, rules: [] },
    ]);
  });

  test('is given up when 256 MiB were thrown away: then the context is lost, nothing else', () => {
    const { delivered, messages } = explode(TAKEOVER, concat(bomb(300), HELLO, hex('81 01 41')));
    expect(delivered).toBe((16 << 20) + 7 + 1);
    expect(messages).toMatchObject([
      { compressed: true, complete: true, rules: [] },
      { length: 7, rules: ['context-lost'] },
      { length: 1, rules: [] },
    ]);
    expect(messages[0]!.length - messages[0]!.dropped).toBe(16 << 20);
  });
});
