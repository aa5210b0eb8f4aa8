// The frames of one message, read from its kept headers: what each says, and which bytes of the payload it brought.
// RFC 6455 §5.4. Pure; a message may have 100,000 of them, so each is read when it is shown.

import type { MessageDetail } from '../../../proxy/contract/model.ts';
import { type FrameHeader, parseFrameHeader } from '../../../proxy/protocol/frame.ts';

export interface ByteRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface Frames {
  /** Frames whose headers were kept, from the first on. */
  readonly known: number;
  /** Frames that there were. */
  readonly count: number;
  /** Null for a header that is cut off. */
  readonly frame: (index: number) => FrameHeader | null;
  /** The bytes of the payload that this frame brought; null where they cannot be told. */
  readonly range: (index: number) => ByteRange | null;
  /** Why no range can be told; null where they can. */
  readonly noRanges: string | null;
}

type FramedMessage = Pick<MessageDetail, 'frameHeaders' | 'frames' | 'compressed' | 'dropped' | 'length'>;

export function framesOf({ frameHeaders, frames, compressed, dropped, length }: FramedMessage): Frames {
  const starts = new Float64Array(frameHeaders.length + 1);
  frameHeaders.forEach((header, index) => {
    starts[index + 1] = starts[index]! + (parseFrameHeader(header)?.payloadLength ?? 0);
  });
  const noRanges = compressed ? COMPRESSED : dropped > 0 ? DROPPED : null;
  return {
    known: frameHeaders.length,
    count: Math.max(frames, frameHeaders.length),
    frame: (index) => parseFrameHeader(frameHeaders[index] ?? NO_BYTES),
    range(index) {
      const from = Math.min(starts[index] ?? 0, length);
      return noRanges === null ? { from, to: Math.min(starts[index + 1] ?? from, length) } : null;
    },
    noRanges,
  };
}

const NO_BYTES = new Uint8Array(0);

const COMPRESSED =
  'The message is compressed as a whole (RFC 7692 §6), so no frame stands for certain bytes of the inflated payload.';
const DROPPED = 'Some bytes of the payload were not kept, so the place of what came after them is not known.';
