// Streams for property tests: frames that are mostly right, often wrong, cut off or mutated anywhere.

import fc from 'fast-check';
import { formatFrame } from '../../proxy/protocol/frame.ts';
import { concat, hex } from './hex.ts';

/** “Hello” twice, the second out of the window, and an empty message: RFC 7692 §7.2.3. */
const deflated = fc.constantFrom(hex('f2 48 cd c9 c9 07 00'), hex('f2 00 11 00 00'), hex('00'));

const frame = fc.record(
  {
    fin: fc.boolean(),
    rsv1: fc.boolean(),
    opcode: fc.oneof(fc.constantFrom(0, 1, 2, 8, 9, 10), fc.nat(15)),
    payload: fc.oneof(
      deflated,
      fc.uint8Array({ maxLength: 140, size: 'max' }),
      fc.string().map((text) => new TextEncoder().encode(text)),
    ),
    maskingKey: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 })),
  },
  { requiredKeys: ['opcode', 'payload'] },
);

const frames = fc
  .array(frame, { maxLength: 12, size: 'max' })
  .map((list) => concat(...list.map(formatFrame)));

const mutated = fc
  .tuple(frames, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
  .map(([bytes, changes, length]) => {
    const changed = Uint8Array.from(bytes);
    for (const [at, value] of changes) if (changed.length > 0) changed[at % changed.length] = value;
    return changed.subarray(0, length % (changed.length + 1));
  });

/** Bytes of one direction. */
export function streams(): fc.Arbitrary<Uint8Array> {
  return fc.oneof(frames, mutated, fc.uint8Array({ maxLength: 300, size: 'max' }));
}
