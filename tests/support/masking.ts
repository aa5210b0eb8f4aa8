// Frames as a test writes them, unmasked, turned into what each side must send (RFC 6455 §5.1).

import type { Side } from '../../proxy/contract/model.ts';
import { headerLengthFor } from '../../proxy/protocol/frame.ts';
import { concat, hex } from './hex.ts';

const KEY = hex('37 fa 21 3d'); // the key of the examples, RFC 6455 §5.7

/** One unmasked frame, or the beginning of one, with the MASK bit, a key and a masked payload. */
export function maskFrame(frame: Uint8Array, key: Uint8Array = KEY): Uint8Array {
  const headerLength = headerLengthFor(frame[1]!);
  const header = Uint8Array.from(frame.subarray(0, headerLength));
  header[1]! |= 0x80;
  return concat(
    header,
    key,
    frame.subarray(headerLength).map((byte, index) => byte ^ key[index & 3]!),
  );
}

/** Unmasked frames, as this side sends them. */
export function sentBy(from: Side, ...frames: readonly Uint8Array[]): Uint8Array {
  return concat(...(from === 'client' ? frames.map((frame) => maskFrame(frame)) : frames));
}
