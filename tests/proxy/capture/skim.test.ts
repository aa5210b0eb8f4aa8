import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { skim } from '../../../proxy/capture/skim.ts';
import { type Boundary, createFrameWalker } from '../../../proxy/protocol/frame-walker.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { type Observation, type Scene, cutAt, listen, observe } from '../../support/dialogue.ts';
import { concat, formatHex, hex } from '../../support/hex.ts';
import { streams } from '../../support/streams.ts';

const SERVER: Scene = { from: 'server' };

const binary = (length: number): Uint8Array => formatFrame({ opcode: 2, payload: new Uint8Array(length) });

/** `82 7e 00 7e`, `(126)`: what is kept and how much is not, of bytes that come in these pieces. */
function outline(pieces: readonly Uint8Array[], place: Boundary | null = null): string[] {
  const walker = createFrameWalker();
  const lines: string[] = [];
  for (const piece of pieces) {
    skim(walker, Buffer.from(piece), place, {
      keep: (bytes) => lines.push(formatHex(bytes)),
      skip: (length) => lines.push(`(${length})`),
    });
  }
  return lines;
}

describe('of a skimmed stream', () => {
  test('headers are kept and long payloads are not', () => {
    expect(outline([concat(binary(126), binary(65_536))])).toEqual([
      '82 7e 00 7e',
      '(126)',
      '82 7f 00 00 00 00 00 01 00 00',
      '(65536)',
    ]);
  });

  test('short payloads are kept in one run with the headers around them', () => {
    const ping = hex('89 02 61 62');
    expect(outline([concat(ping, ping, binary(200))])).toEqual([
      '89 02 61 62 89 02 61 62 82 7e 00 c8',
      '(200)',
    ]);
  });

  test('a header that is cut in two is kept in two pieces, and a payload is skipped in as many', () => {
    const frame = binary(300);
    expect(outline(cutAt(frame, [1, 3, 54]))).toEqual(['82', '7e 01', '2c', '(50)', '(250)']);
  });

  test('nothing behind the first place is touched where one is asked for', () => {
    const walker = createFrameWalker();
    const kept: number[] = [];
    const to = {
      keep: ({ length }: Buffer) => kept.push(length),
      skip: (length: number) => kept.push(-length),
    };
    expect(skim(walker, Buffer.from(concat(binary(150), binary(1))), 'message', to)).toBe(154);
    expect(kept).toEqual([4, -150]);
  });
});

/** A frame is mostly short in `streams`; here it is not. */
const long = fc
  .array(
    fc.record({
      fin: fc.boolean(),
      opcode: fc.constantFrom(0, 1, 2, 9),
      payload: fc.integer({ min: 0, max: 600 }).map((length) => new Uint8Array(length).fill(0x61)),
      maskingKey: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 })),
    }),
    { maxLength: 8 },
  )
  .map((frames) => concat(...frames.map(formatFrame)));

/** All that is known of a message beside its payload; what only a payload shows is no longer known. */
function facts({ type, headers, frames, length, wireLength, complete, rules }: Observation) {
  const known = rules.filter((rule) => rule !== 'invalid-utf8' && !rule.includes('close'));
  return { type, headers, frames, length, wireLength, complete, known };
}

test('an observer reads the same messages from it as from the whole, skimmed wherever and cut anywhere', () => {
  fc.assert(
    fc.property(
      fc.oneof(streams(), long),
      fc.array(fc.tuple(fc.nat(1500), fc.boolean()), { maxLength: 12 }),
      (stream, cuts) => {
        const walker = createFrameWalker();
        const { observer, heard } = listen(SERVER);
        let skipped = 0;
        const offsets = cuts.map(([offset]) => offset);
        for (const [n, piece] of cutAt(stream, offsets).entries()) {
          if (cuts[n]?.[1] ?? true) {
            skim(walker, Buffer.from(piece), null, {
              keep: (bytes) => observer.push(Uint8Array.from(bytes), 0),
              skip: (length) => {
                skipped += length;
                observer.skip(length, 0);
              },
            });
          } else {
            walker.push(piece);
            observer.push(Uint8Array.from(piece), 0);
          }
        }
        observer.end(0);
        const whole = observe(SERVER, [stream]);
        const read = heard();
        expect(read.map(facts)).toEqual(whole.map(facts));
        const dropped = read.reduce((sum, message) => sum + message.dropped, 0);
        expect(dropped).toBeGreaterThanOrEqual(skipped);
        for (const [n, { payload, dropped: lost }] of read.entries()) {
          if (lost === 0) expect(payload).toBe(whole[n]!.payload);
        }
      },
    ),
    { numRuns: 300 },
  );
});
