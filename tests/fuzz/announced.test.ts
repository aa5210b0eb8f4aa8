import { describe, expect, test } from 'vitest';
import { createBodyReader } from '../../proxy/protocol/body-reader.ts';
import { createFrameWalker } from '../../proxy/protocol/frame-walker.ts';
import { createObserver } from '../../proxy/protocol/observer.ts';
import { hex, utf8 } from '../support/hex.ts';

const READERS = 1000;
/** Bytes of buffers that all of them together may hold: a few pieces each, and nothing of what was announced. */
const HELD = 32 * 1024 * 1024;

/** What a thousand readers hold more than before. */
function held(read: () => object): number {
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: READERS }, read);
  const after = process.memoryUsage().arrayBuffers;
  expect(readers).toHaveLength(READERS);
  return after - before;
}

describe('an announced length takes no memory before its bytes come:', () => {
  test.each(['82 7e ff ff 01', '82 7f 00 00 00 00 40 00 00 00 01', '82 7f 7f ff ff ff ff ff ff ff 01'])(
    'that of a frame, %s',
    (stream) => {
      const sink = { payload: () => undefined, message: () => undefined };
      const observe = () => {
        const observer = createObserver({ from: 'server', sink, nextSeq: () => 1, inflater: null });
        observer.push(hex(stream), 0);
        const walker = createFrameWalker();
        walker.push(hex(stream));
        return { observer, walker };
      };
      expect(held(observe)).toBeLessThan(HELD);
    },
  );

  test.each([
    [[['Content-Length', '999999999999']], 'x'],
    [[['Transfer-Encoding', 'chunked']], 'fffffffffffff\r\nx'],
  ] as const)('that of a body, %j', (headers, start) => {
    const read = () => {
      const body = createBodyReader('GET', 200, headers);
      body.push(utf8(start), () => undefined);
      return body;
    };
    expect(held(read)).toBeLessThan(HELD);
  });
});
