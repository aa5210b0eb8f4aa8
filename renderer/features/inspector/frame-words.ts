// What a row says of one frame of a message (RFC 6455 §5.2), wherever such a row stands.

import { opcodeName } from '../../../proxy/protocol/frame.ts';
import { formatExact } from '../../ui/quantity.ts';
import type { Frames } from './frames.ts';

export interface FrameWords {
  readonly fin: string;
  /** RSV1, RSV2 and RSV3 as three digits. */
  readonly rsv: string;
  readonly opcode: string;
  readonly masked: boolean;
  /** Bytes with the header. */
  readonly wireLength: number;
  /** Bytes. */
  readonly payloadLength: number;
  /** First and last byte of the message's payload that it brought; null where they cannot be told, or are none. */
  readonly range: string | null;
}

/** Null for a header that is cut off, or was not kept. */
export function frameWords(frames: Frames, index: number): FrameWords | null {
  const frame = frames.frame(index);
  if (frame === null) return null;
  const { fin, rsv1, rsv2, rsv3, opcode, masked, headerLength, payloadLength } = frame;
  return {
    fin: bit(fin),
    rsv: [rsv1, rsv2, rsv3].map(bit).join(''),
    opcode: opcodeName(opcode),
    masked,
    wireLength: headerLength + payloadLength,
    payloadLength,
    range: rangeWords(frames, index),
  };
}

/** Which of how many, counted from 1. */
export function framePlace(index: number, count: number): string {
  return `${formatExact(index + 1)} of ${formatExact(count)}`;
}

function rangeWords(frames: Frames, index: number): string | null {
  const range = frames.range(index);
  if (range === null || range.from === range.to) return null;
  return `${formatExact(range.from)}–${formatExact(range.to - 1)}`;
}

function bit(set: boolean): string {
  return set ? '1' : '0';
}
