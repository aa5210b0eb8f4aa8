// The frame walker: finds the boundaries that the observer finds, wherever the bytes are cut.

import assert from 'node:assert/strict';
import { type Boundary, createFrameWalker } from '../../../proxy/protocol/frame-walker.ts';
import { createObserver } from '../../../proxy/protocol/observer.ts';
import { FRAMES } from '../corpus.ts';
import { type Target, pick, piecesOf } from '../target.ts';

const KINDS: readonly Boundary[] = ['frame', 'message'];

/** Offsets of every boundary, in a stream that arrives in these pieces. */
function boundaries(pieces: readonly Uint8Array[], kind: Boundary): number[] {
  const walker = createFrameWalker();
  const found: number[] = [];
  let walked = 0;
  for (const piece of pieces) {
    for (let offset = 0; offset < piece.length;) {
      const taken = walker.pushUntilBoundary(piece.subarray(offset), kind);
      assert.ok(taken > 0, 'the walk goes on');
      offset += taken;
      if (walker.atFrameBoundary && !(kind === 'message' && walker.inMessage)) found.push(walked + offset);
    }
    walked += piece.length;
  }
  return found;
}

/** The observer has a message open exactly where the walker sees no boundary. */
function checkAgreement(pieces: readonly Uint8Array[]): void {
  const walker = createFrameWalker();
  let begun = 0;
  let finished = 0;
  const observer = createObserver({
    from: 'server',
    inflater: null,
    nextSeq: () => (begun += 1),
    sink: { payload: () => undefined, message: () => (finished += 1) },
  });
  for (const piece of pieces) {
    walker.push(piece);
    observer.push(Uint8Array.from(piece), 0);
    assert.equal(walker.broken, observer.broken, 'both find the stream broken, or neither');
    if (walker.atFrameBoundary) assert.equal(begun - finished, walker.inMessage ? 1 : 0);
    assert.equal(observer.open.length, begun - finished);
  }
}

export const frameWalker: Target = {
  law: 'finds the same boundaries for any split, which are those of the observer',
  seeds: FRAMES,
  check(each) {
    const kind = pick(KINDS, each.variant);
    const pieces = piecesOf(each);
    assert.deepEqual(boundaries(pieces, kind), boundaries([each.stream], kind));
    checkAgreement(pieces);
  },
};
