// What is kept of relayed bytes when payloads are not: frame headers, and payloads that are no longer than what would
// stand for them. It knows where a payload is from the walker, and nothing of what is in it.

import type { Boundary, FrameWalker } from '../protocol/frame-walker.ts';

/** Longer payloads are skipped; no control frame's is longer (RFC 6455 §5.5). Bytes. */
const LONG = 125;

/** Gets every byte in order: as it is, or as one of so many. */
export interface Skimmed {
  keep(bytes: Buffer): void;
  skip(length: number): void;
}

/**
 * Walks over the bytes, at most up to the first place where something may be put in; returns how many that were. See
 * `FrameWalker.pushUntilBoundary`.
 */
export function skim(walker: FrameWalker, bytes: Buffer, place: Boundary | null, to: Skimmed): number {
  let [start, end, skips] = [0, 0, false];
  const pass = () => {
    if (end > start && skips) to.skip(end - start);
    else if (end > start) to.keep(bytes.subarray(start, end));
    start = end;
  };
  while (end < bytes.length) {
    const isLong = walker.inPayload && walker.payloadLength > LONG;
    if (isLong !== skips) pass();
    skips = isLong;
    end += walker.step(bytes.subarray(end));
    if (place !== null && isAt(walker, place)) break;
  }
  pass();
  return end;
}

function isAt({ atFrameBoundary, inMessage }: FrameWalker, place: Boundary): boolean {
  return atFrameBoundary && !(place === 'message' && inMessage);
}
