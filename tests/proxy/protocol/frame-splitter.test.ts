import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameSplitter } from '../../../proxy/protocol/frame-splitter.ts';
import { byteByByte, cutAt } from '../../support/dialogue.ts';
import { FRAME_STREAMS } from '../../support/frame-streams.ts';
import { concat, formatHex, hex } from '../../support/hex.ts';
import { streams } from '../../support/streams.ts';

/** Each frame as hex, its header and payload apart; `…` when more was to come. */
function split(pieces: Iterable<Uint8Array>): string[] {
  const frames: { header: string; payload: Uint8Array; ended: boolean }[] = [];
  const splitter = new FrameSplitter();
  for (const piece of pieces) {
    splitter.push(piece, {
      frame: (_, bytes) =>
        void frames.push({ header: formatHex(bytes), payload: new Uint8Array(0), ended: false }),
      payload(bytes, last) {
        const frame = frames.at(-1)!;
        frame.payload = concat(frame.payload, bytes);
        frame.ended = last;
      },
    });
  }
  const shown = frames.map(
    ({ header, payload, ended }) => `${header} | ${formatHex(payload)}${ended ? '' : '…'}`,
  );
  return splitter.partialHeader.length > 0 ? [...shown, `${formatHex(splitter.partialHeader)}…`] : shown;
}

describe('RFC 6455 §5.2', () => {
  const stream = hex('81 01 61  8a 00  82 fe 00 01 01 02 03 04 60  82 7e 00');

  test.each([
    ['whole', [stream]],
    ['byte by byte', [...byteByByte(stream)]],
  ])('frames come out header and payload, %s', (_, pieces) => {
    expect(split(pieces)).toEqual(['81 01 | 61', '8a 00 | ', '82 fe 00 01 01 02 03 04 | 60', '82 7e 00…']);
  });

  test('after a length with its highest bit set there is one frame without an end', () => {
    expect(split([FRAME_STREAMS['a length with its highest bit set']!])).toEqual([
      '82 7f ff ff ff ff ff ff ff ff | 01 02 03 04…',
    ]);
  });
});

test('any stream, cut anywhere, gives the same frames, and they are the stream', () => {
  fc.assert(
    fc.property(streams(), fc.array(fc.nat(400), { maxLength: 6 }), (stream, cuts) => {
      const whole = split([stream]);
      expect(split(cutAt(stream, cuts))).toEqual(whole);
      expect(whole.join('').replace(/[^0-9a-f]/g, '')).toBe(formatHex(stream).replaceAll(' ', ''));
    }),
  );
});
