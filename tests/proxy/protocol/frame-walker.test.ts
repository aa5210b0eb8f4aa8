import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Boundary, type FrameWalker, createFrameWalker } from '../../../proxy/protocol/frame-walker.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { byteByByte, cutAt, listen } from '../../support/dialogue.ts';
import { streams } from '../../support/streams.ts';
import { concat, hex } from '../../support/hex.ts';

/** Offsets of every boundary that stopping there finds. */
function boundaries(walker: FrameWalker, bytes: Uint8Array, kind: Boundary): number[] {
  const found: number[] = [];
  for (let offset = 0; offset < bytes.length;) {
    offset += walker.pushUntilBoundary(bytes.subarray(offset), kind);
    if (walker.atFrameBoundary && !(kind === 'message' && walker.inMessage)) found.push(offset);
  }
  return found;
}

describe('RFC 6455 §5.2: frame boundaries', () => {
  const stream = hex(`
    81 05 48 65 6c 6c 6f           // text “Hello”
    01 03 48 65 6c                 // text “Hel”, to be continued
    89 00                          // ping in between
    80 82 01 02 03 04 6d 6d        // masked “lo”
    82 7e 00 01 ff`); // one byte, its length in 16 bits

  test('are where frames end', () => {
    expect(boundaries(createFrameWalker(), stream, 'frame')).toEqual([7, 12, 14, 22, 27]);
  });

  test('are message boundaries outside of a fragmented message', () => {
    expect(boundaries(createFrameWalker(), stream, 'message')).toEqual([7, 22, 27]);
  });

  test('are the same byte by byte', () => {
    const walker = createFrameWalker();
    const found: number[] = [];
    let offset = 0;
    for (const byte of byteByByte(stream)) {
      walker.push(byte);
      offset++;
      if (walker.atFrameBoundary) found.push(offset);
    }
    expect(found).toEqual([7, 12, 14, 22, 27]);
  });

  test('are not at the place where walking begins', () => {
    const walker = createFrameWalker();
    expect(walker.atFrameBoundary).toBe(true);
    expect(walker.pushUntilBoundary(stream, 'frame')).toBe(7);
  });

  test('are not in the middle of a header', () => {
    const walker = createFrameWalker();
    expect(walker.pushUntilBoundary(hex('82 fe 00'), 'frame')).toBe(3);
    expect(walker.atFrameBoundary).toBe(false);
  });

  test('come right after the header of an empty frame', () => {
    const walker = createFrameWalker();
    expect(walker.pushUntilBoundary(concat(hex('8a 00'), new Uint8Array(20)), 'frame')).toBe(2);
  });
});

describe('RFC 6455 §5.4: a fragmented message', () => {
  test('lasts from a frame without FIN to one with FIN, control frames notwithstanding', () => {
    const walker = createFrameWalker();
    const inMessage = [hex('01 00'), hex('89 00'), hex('00 00'), hex('80 00')].map((frame) => {
      walker.push(frame);
      return walker.inMessage;
    });
    expect(inMessage).toEqual([true, true, true, false]);
  });
});

describe('RFC 6455 §5.2: a length with its highest bit set', () => {
  test('breaks the walk: no boundary follows', () => {
    const walker = createFrameWalker();
    const stream = concat(hex('82 7f ff ff ff ff ff ff ff ff'), new Uint8Array(100));
    expect(walker.pushUntilBoundary(stream, 'frame')).toBe(stream.length);
    expect([walker.broken, walker.atFrameBoundary]).toEqual([true, false]);
    walker.push(stream);
    expect(walker.broken).toBe(true);
  });

  test('is not the largest length that is allowed', () => {
    const walker = createFrameWalker();
    walker.push(hex('82 7f 7f ff ff ff ff ff ff ff'));
    walker.push(new Uint8Array(100));
    expect([walker.broken, walker.atFrameBoundary]).toEqual([false, false]);
  });
});

describe('walker and observer', () => {
  test('agree on every boundary of any stream, however it is cut', () => {
    fc.assert(
      fc.property(streams(), fc.array(fc.nat(400)), (stream, cuts) => {
        const walker = createFrameWalker();
        const { observer } = listen({ from: 'server' });
        const disagree = cutAt(stream, cuts).filter((piece) => {
          walker.push(piece);
          observer.push(Uint8Array.from(piece), 0);
          const between = walker.atFrameBoundary && !walker.inMessage;
          return walker.broken !== observer.broken || (between && observer.open.length > 0);
        });
        expect(disagree).toEqual([]);
      }),
    );
  });

  test('stop at the same places as frames were formatted', () => {
    const frames = fc.array(
      fc.record({ opcode: fc.constantFrom(1, 2, 9), payload: fc.uint8Array({ maxLength: 200 }) }),
    );
    fc.assert(
      fc.property(frames, (list) => {
        const formatted = list.map(formatFrame);
        const ends = formatted.map((_, index) => concat(...formatted.slice(0, index + 1)).length);
        expect(boundaries(createFrameWalker(), concat(...formatted), 'message')).toEqual(ends);
      }),
    );
  });
});

describe('RFC 6455 §5.5.1: after a Close frame nothing may be sent', () => {
  test('closed is false for every other frame, and true from the header of a Close frame on', () => {
    const walker = createFrameWalker();
    walker.push(hex('81 01 08  89 00  8a 01 88  88')); // text, ping, pong, half a header
    expect(walker.closed).toBe(false);
    walker.push(hex('02 03')); // a length of two, and the first of them
    expect(walker.closed).toBe(true);
    walker.push(hex('e8 81 00')); // the second, and a text frame all the same
    expect(walker.closed).toBe(true);
  });
});

describe('RFC 7692 §6: RSV1', () => {
  test('compressed is true from the first header with it on', () => {
    const walker = createFrameWalker();
    walker.push(hex('81 01 c1  a1 00  91 00  c1')); // text, RSV2, RSV3, half a header
    expect(walker.compressed).toBe(false);
    walker.push(hex('00  81 00'));
    expect(walker.compressed).toBe(true);
  });
});
