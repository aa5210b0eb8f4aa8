import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { createObserver } from '../../../proxy/protocol/observer.ts';
import { type Observation, type Scene, byteByByte, cutAt, listen, observe } from '../../support/dialogue.ts';
import { heldMemory } from '../../support/held-memory.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';
import { streams } from '../../support/streams.ts';

const SERVER: Scene = { from: 'server' };
const CLIENT: Scene = { from: 'client' };

/** What these bytes say, which must not depend on how they arrive. */
function says(scene: Scene, bytes: string | Uint8Array): Observation[] {
  const stream = typeof bytes === 'string' ? hex(bytes) : bytes;
  const whole = observe(scene, [stream]);
  expect(observe(scene, byteByByte(stream))).toEqual(whole);
  return whole;
}

/** One line a message: `text “Hello”`, with what is not as usual. */
function lines(scene: Scene, bytes: string | Uint8Array): string[] {
  return says(scene, bytes).map(({ type, payload, rules, complete, frames }) =>
    [type, `“${payload}”`, frames === 1 ? '' : `${frames} frames`, ...rules, complete ? '' : 'unfinished']
      .filter((word) => word !== '')
      .join(' '),
  );
}

describe('RFC 6455 §5.7: the examples', () => {
  test('an unmasked text message', () => {
    expect(says(SERVER, '81 05 48 65 6c 6c 6f')).toEqual([
      {
        type: 'text',
        payload: 'Hello',
        headers: '81 05',
        frames: 1,
        length: 5,
        wireLength: 7,
        compressed: false,
        complete: true,
        dropped: 0,
        rules: [],
        close: null,
      },
    ]);
  });

  test('a masked text message', () => {
    expect(lines(CLIENT, '81 85 37 fa 21 3d 7f 9f 4d 51 58')).toEqual(['text “Hello”']);
  });

  test('a fragmented message keeps the headers of all its frames', () => {
    expect(says(SERVER, '01 03 48 65 6c 80 02 6c 6f')).toMatchObject([
      { payload: 'Hello', frames: 2, headers: '01 03 80 02', wireLength: 9, complete: true },
    ]);
  });

  test('ping and pong', () => {
    expect(lines(SERVER, '89 05 48 65 6c 6c 6f 8a 00')).toEqual(['ping “Hello”', 'pong “”']);
  });
});

describe('RFC 6455 §5.2: payload lengths', () => {
  test.each([0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20, (1 << 24) + 1])(
    '%i bytes come out whole',
    (length) => {
      const payload = Uint8Array.from({ length }, (_, i) => i * 7);
      const frame = formatFrame({ opcode: 2, payload, maskingKey: hex('a1 b2 c3 d4') });
      let seen = 0;
      let same = true;
      const { observer, heard } = listen(CLIENT, (bytes) => {
        same &&= bytes.every((byte, i) => byte === payload[seen + i]);
        seen += bytes.length;
      });
      for (let offset = 0; offset < frame.length; offset += 60_001) {
        observer.push(frame.slice(offset, offset + 60_001), 0);
      }
      expect([seen, same]).toEqual([length, true]);
      expect(heard()).toMatchObject([
        { length, wireLength: frame.length, dropped: 0, complete: true, rules: [] },
      ]);
    },
  );

  test('must be in their shortest form', () => {
    expect(lines(SERVER, '82 7e 00 01 41')).toEqual(['binary “A” length-not-minimal']);
    expect(lines(SERVER, '82 7f 00 00 00 00 00 00 00 01 41')).toEqual(['binary “A” length-not-minimal']);
  });

  test('with the highest bit set end the reading, not the counting', () => {
    const [message, ...others] = says(
      SERVER,
      concat(hex('82 7f 80 00 00 00 00 00 00 05'), new Uint8Array(50)),
    );
    expect(message).toMatchObject({
      length: 50,
      dropped: 50,
      wireLength: 60,
      complete: false,
      rules: ['length-too-large'],
    });
    expect(others).toEqual([]);
  });

  test('that nobody can send are waited for', () => {
    expect(lines(SERVER, '82 7f 7f ff ff ff ff ff ff ff 41 42')).toEqual([
      'binary “AB” truncated-frame unfinished',
    ]);
  });
});

describe('RFC 6455 §5.1: masking', () => {
  test('a client must mask', () => {
    expect(lines(CLIENT, '81 01 41')).toEqual(['text “A” client-not-masked']);
  });

  test('a server must not', () => {
    expect(lines(SERVER, '81 81 01 02 03 04 40')).toEqual(['text “A” server-masked']);
  });

  test('a key of zeros is a key', () => {
    expect(lines(CLIENT, '81 81 00 00 00 00 41')).toEqual(['text “A”']);
  });
});

describe('RFC 6455 §5.2: reserved bits and opcodes', () => {
  test.each(['c1', 'a1', '91', 'f1'])('the bits of %s are flagged without an extension', (first) => {
    expect(lines(SERVER, `${first} 01 41`)).toEqual(['text “A” reserved-bit']);
  });

  test('the bits are left alone when an unknown extension may define them', () => {
    expect(lines({ ...SERVER, unknownExtension: true }, 'f1 01 41 f9 00')).toEqual(['text “A”', 'ping “”']);
  });

  test.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])('opcode %i is a message of its own', (opcode) => {
    const frame = Uint8Array.of(0x80 | opcode, 1, 0x41);
    expect(lines(SERVER, frame)).toEqual([`reserved-${opcode} “A” reserved-opcode`]);
  });
});

describe('RFC 6455 §5.5: control frames', () => {
  test('carry up to 125 bytes', () => {
    const ping = (length: number) => formatFrame({ opcode: 9, payload: utf8('x'.repeat(length)) });
    expect(says(SERVER, ping(125))).toMatchObject([{ length: 125, rules: [] }]);
    expect(says(SERVER, ping(126))).toMatchObject([{ length: 126, rules: ['control-too-long'] }]);
  });

  test('must not be fragmented, and are whole even so', () => {
    expect(lines(SERVER, '09 01 41 89 01 42')).toEqual(['ping “A” control-fragmented', 'ping “B”']);
  });

  test('may come inside of a fragmented message, and are finished before it', () => {
    expect(lines(SERVER, '01 01 41 89 01 70 8a 01 71 80 01 42')).toEqual([
      'text “AB” 2 frames',
      'ping “p”',
      'pong “q”',
    ]);
    const finished: string[] = [];
    const { observer } = listen(
      SERVER,
      () => {},
      (message) => finished.push(String(message.opcode)),
    );
    observer.push(hex('01 01 41 89 01 70 80 01 42'), 0);
    expect(finished).toEqual(['9', '1']);
  });
});

describe('RFC 6455 §5.4: fragmentation', () => {
  test('a first fragment is in progress until the last one has come', () => {
    const { observer, heard } = listen(SERVER);
    observer.push(hex('01 03 48 65 6c'), 5);
    expect(observer.open).toMatchObject([{ seq: 1, at: 5, opcode: 1, complete: false, wireLength: 5 }]);
    observer.push(hex('80 02 6c 6f'), 6);
    expect(observer.open).toEqual([]);
    expect(heard()).toMatchObject([{ payload: 'Hello', complete: true }]);
  });

  test('a continuation without a start is a message of its own, which later ones continue', () => {
    expect(lines(SERVER, '80 01 41 81 01 42')).toEqual([
      'continuation “A” continuation-without-start',
      'text “B”',
    ]);
    expect(lines(SERVER, '00 01 41 80 01 42 81 01 43')).toEqual([
      'continuation “AB” 2 frames continuation-without-start',
      'text “C”',
    ]);
  });

  test('a new data frame ends the unfinished message', () => {
    expect(lines(SERVER, '01 01 41 82 01 42 89 00')).toEqual([
      'text “A” unfinished',
      'binary “B” message-inside-message',
      'ping “”',
    ]);
  });

  test('20,000 fragments of one byte and no end are held in bounded memory', () => {
    const { observer, heard } = listen({ ...SERVER, limits: { partSize: 4096 } });
    observer.push(hex('01 01 41'), 0);
    const fragment = hex('00 01 41');
    for (let i = 1; i < 20_000; i++) observer.push(Uint8Array.from(fragment), 0);
    expect(observer.open).toHaveLength(1);
    expect(observer.open[0]!.headers.buffer.byteLength).toBeLessThanOrEqual(64 * 1024);
    observer.end(0);
    expect(heard()).toMatchObject([
      { frames: 20_000, length: 20_000, wireLength: 60_000, complete: false, rules: [] },
    ]);
  });

  test('of headers, the first 64 KiB are kept, whole ones only', () => {
    const { observer } = listen(SERVER);
    observer.push(hex('02 7e 00 00'), 0);
    for (let i = 0; i < 20_000; i++) observer.push(hex('00 7e 00 00'), 0);
    observer.push(hex('00 00'), 0);
    expect(observer.open[0]!.headers).toHaveLength(64 * 1024);
    expect(observer.open[0]!.frames).toBe(20_002);
  });
});

describe('RFC 6455 §8.1: text is UTF-8', () => {
  test('with code points cut by fragments', () => {
    expect(lines(SERVER, '01 02 e2 82 80 01 ac')).toEqual(['text “e2 82 ac” 2 frames']);
  });

  test('or is flagged, also where only the fragments together are wrong', () => {
    expect(lines(SERVER, '81 02 c3 28')).toEqual(['text “c3 28” invalid-utf8']);
    expect(lines(SERVER, '01 01 c3 80 01 28')).toEqual(['text “c3 28” 2 frames invalid-utf8']);
    expect(lines(SERVER, '81 01 c3 81 01 41')).toEqual(['text “c3” invalid-utf8', 'text “A”']);
  });

  test('which what an unknown extension has coded need not be', () => {
    const unknown: Scene = { ...SERVER, unknownExtension: true };
    expect(lines(unknown, 'c1 02 c3 28  81 02 c3 28')).toEqual(['text “c3 28”', 'text “c3 28” invalid-utf8']);
    expect(lines(unknown, '01 01 41  c0 02 c3 28')).toEqual(['text “41 c3 28” 2 frames']);
  });

  test('which binary messages need not be', () => {
    expect(lines(SERVER, '82 02 c3 28')).toEqual(['binary “c3 28”']);
  });

  test('and what the connection cut off is not held against it', () => {
    expect(lines(SERVER, '01 01 c3')).toEqual(['text “c3” unfinished']);
  });
});

describe('RFC 6455 §5.5.1: Close', () => {
  const close = (bytes: string) => says(SERVER, bytes).map((message) => [message.close, message.rules]);

  test('may be empty', () => expect(close('88 00')).toEqual([[[null, ''], []]]));
  test('must not be one byte', () => expect(close('88 01 03')).toEqual([[[null, ''], ['close-length']]]));
  test('has a code and a reason', () => expect(close('88 05 03 e8 62 79 65')).toEqual([[[1000, 'bye'], []]]));
  test('must have a code that may be sent', () =>
    expect(close('88 02 03 ed')).toEqual([[[1005, ''], ['close-code']]]));

  test('may have a reason of 123 bytes', () => {
    const payload = concat(hex('0f a0'), utf8('r'.repeat(123)));
    const frame = formatFrame({ opcode: 8, payload, maskingKey: hex('01 02 03 04') });
    expect(says(CLIENT, frame)).toMatchObject([{ close: [4000, 'r'.repeat(123)], rules: [] }]);
  });

  test('must have a reason in UTF-8', () => {
    expect(close('88 04 03 e8 c3 28')).toEqual([[[1000, '\ufffd('], ['close-reason-utf8']]]);
  });

  test('is followed by no data; control frames are another matter', () => {
    expect(lines(SERVER, '88 00 81 01 41 89 00')).toEqual([
      'close “”',
      'text “A” data-after-close',
      'ping “”',
    ]);
    expect(lines(SERVER, '01 01 41 88 00 80 01 42')).toEqual([
      'text “AB” 2 frames data-after-close',
      'close “”',
    ]);
  });
});

describe('the end of the connection', () => {
  test('inside a payload leaves what there is, as unfinished', () => {
    expect(lines(SERVER, '81 05 48 65')).toEqual(['text “He” truncated-frame unfinished']);
  });

  test('between two fragments leaves an unfinished message and breaks no rule of framing', () => {
    expect(lines(SERVER, '01 01 41')).toEqual(['text “A” unfinished']);
  });

  test('inside a header counts its bytes to the message that it belongs to', () => {
    expect(says(SERVER, '81')).toMatchObject([
      { type: 'text', frames: 0, headers: '81', wireLength: 1, rules: ['truncated-frame'] },
    ]);
    expect(says(SERVER, '01 01 41 80')).toMatchObject([
      { payload: 'A', wireLength: 4, headers: '01 01 80', complete: false },
    ]);
    expect(says(SERVER, '01 01 41 89')).toMatchObject([
      { rules: [] },
      { type: 'ping', rules: ['truncated-frame'] },
    ]);
  });

  test('finishes the control message before the data message around it', () => {
    const finished: number[] = [];
    const { observer } = listen(
      SERVER,
      () => {},
      (message) => finished.push(message.opcode),
    );
    observer.push(hex('01 01 41 89 05 42'), 0);
    expect(observer.open.map(({ opcode }) => opcode)).toEqual([1, 9]);
    observer.end(0);
    expect(finished).toEqual([9, 1]);
  });
});

describe('times and order', () => {
  test('a message begins with its first byte and ends with its last', () => {
    const seen: number[][] = [];
    const { observer } = listen(
      SERVER,
      () => {},
      ({ seq, at, endedAt }) => seen.push([seq, at, endedAt]),
    );
    observer.push(hex('01'), 10);
    observer.push(hex('02 41'), 20);
    observer.push(hex('42 89 00'), 30);
    observer.push(hex('80 00 81 01'), 40);
    observer.end(50);
    expect(seen).toEqual([
      [2, 30, 30],
      [1, 10, 40],
      [3, 40, 50],
    ]);
  });
});

describe('handing over', () => {
  const parts = (bytes: Uint8Array, cuts: readonly number[]) => {
    const lengths: number[] = [];
    const { observer } = listen({ ...SERVER, limits: { partSize: 10 } }, (part) => lengths.push(part.length));
    for (const piece of cutAt(bytes, cuts)) observer.push(Uint8Array.from(piece), 0);
    return lengths;
  };
  const frame = (length: number) => formatFrame({ opcode: 2, payload: new Uint8Array(length) });

  test('happens once a message, however its bytes arrive', () => {
    expect(parts(concat(frame(10), frame(3)), [])).toEqual([10, 3]);
    expect(parts(concat(frame(10), frame(3)), [1, 3, 5, 13])).toEqual([10, 3]);
  });

  test('happens in parts when there is more than fits one', () => {
    expect(parts(frame(25), [])).toEqual([10, 10, 5]);
    expect(parts(frame(20), [7, 8, 9])).toEqual([10, 10]);
  });

  test('happens early when somebody asks', () => {
    const seen: string[] = [];
    const { observer } = listen(SERVER, (bytes) => seen.push(String.fromCharCode(...bytes)));
    observer.push(hex('01 03 48 65 6c'), 0);
    expect(seen).toEqual([]);
    observer.flush();
    observer.flush();
    observer.push(hex('80 02 6c 6f'), 0);
    expect(seen).toEqual(['Hel', 'lo']);
  });

  test('leaves no memory behind, though thousands of messages were slow at once', () => {
    const before = heldMemory();
    const sink = { payload: () => {}, message: () => {} };
    const options = { from: 'server', sink, nextSeq: () => 1, inflater: null } as const;
    const slow = Array.from({ length: 400 }, () => createObserver(options));
    for (const observer of slow) observer.push(frame(300_000).subarray(0, 200_000), 0);
    expect(heldMemory() - before).toBeGreaterThan(80_000_000);
    for (const observer of slow) observer.flush();
    expect(heldMemory() - before).toBeLessThan(1_000_000);
    expect(slow.every(({ open }) => open.length === 1)).toBe(true);
  });

  test('does not happen for an empty payload', () => {
    expect(parts(frame(0), [])).toEqual([]);
  });
});

describe('bytes that are not there', () => {
  const DEFLATE = { windowBits: 15, takeover: true };
  const HELLO = hex('c1 07 f2 48 cd c9 c9 07 00'); // RFC 7692 §7.2.3.1
  const AGAIN = hex('c1 05 f2 00 11 00 00'); // §7.2.3.2: it needs the window
  const BETWEEN = formatFrame({ opcode: 1, payload: utf8('next') });

  /** Numbers are bytes that are missing. */
  function after(scene: Scene, ...stream: readonly (Uint8Array | number)[]) {
    const { observer, heard } = listen(scene);
    for (const piece of stream) {
      if (typeof piece === 'number') observer.skip(piece, 0);
      else observer.push(Uint8Array.from(piece), 0);
    }
    const { pushed } = observer;
    observer.end(0);
    return { pushed, heard: heard() };
  }

  test('in a payload are counted, and what is delivered is its beginning', () => {
    const { pushed, heard } = after(
      CLIENT,
      hex('81 8a 01 02 03 04 60 60'),
      3,
      hex('67 67 62 62'),
      1,
      BETWEEN,
    );
    expect(pushed).toBe(22);
    expect(heard).toMatchObject([
      { type: 'text', payload: 'ab', length: 10, wireLength: 16, dropped: 8, complete: true, rules: [] },
      { type: 'text', payload: 'next', dropped: 0 },
    ]);
  });

  test('may be all of several frames, and half of a character', () => {
    const { heard } = after(SERVER, hex('01 02 61 c3'), hex('00 7e 01 00'), 256, hex('80 02'), 2, BETWEEN);
    expect(heard).toMatchObject([
      { payload: '61 c3', frames: 3, length: 260, dropped: 258, complete: true, rules: [] },
      { payload: 'next', rules: [] },
    ]);
  });

  test('take the window with them, so that later messages stay as they are', () => {
    const { heard } = after({ ...SERVER, deflate: DEFLATE }, HELLO.subarray(0, 4), 5, AGAIN, BETWEEN);
    expect(heard).toMatchObject([
      { payload: 'H', length: 6, dropped: 5, complete: true, rules: [] },
      { payload: 'f2 00 11 00 00', dropped: 0, rules: ['context-lost'] },
      { payload: 'next', rules: [] },
    ]);
  });

  test('without context takeover cost their own message alone', () => {
    const deflate = { windowBits: 15, takeover: false };
    const { heard } = after({ ...SERVER, deflate }, HELLO, HELLO.subarray(0, 4), 5, HELLO);
    expect(heard).toMatchObject([{ payload: 'Hello' }, { complete: true, rules: [] }, { payload: 'Hello' }]);
  });

  test.each([
    ['between two frames', [BETWEEN], 6],
    ['within a header', [BETWEEN, hex('82 7e')], 8],
    ['from a payload into the next header', [BETWEEN, hex('82 02 61')], 9],
    ['within a fragmented message', [BETWEEN, hex('02 01 61')], 9],
    ['at once', [], 0],
  ])('%s end the reading, not the counting', (_, before, length) => {
    const { pushed, heard } = after(SERVER, ...before, 5, BETWEEN, 2);
    const rest = heard.at(-1)!;
    expect(pushed).toBe(length + 5 + BETWEEN.length + 2);
    expect(heard.reduce((sum, { wireLength }) => sum + wireLength, 0)).toBe(pushed);
    expect(rest).toMatchObject({ complete: false, rules: [] });
    expect(rest.dropped).toBeGreaterThanOrEqual(5 + BETWEEN.length + 1);
  });

  test('never throw, wherever they are missing, and every byte is counted once', () => {
    const pieces = fc.array(fc.oneof(streams(), fc.integer({ min: 1, max: 300 })), { maxLength: 8 });
    const scenes = fc.constantFrom(CLIENT, { ...SERVER, deflate: DEFLATE });
    fc.assert(
      fc.property(scenes, pieces, (scene, stream) => {
        const sizes = stream.map((piece) => (typeof piece === 'number' ? piece : piece.length));
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const { pushed, heard } = after(scene, ...stream);
        expect(pushed).toBe(total);
        expect(heard.reduce((sum, { wireLength }) => sum + wireLength, 0)).toBe(total);
      }),
    );
  });
});

describe('any bytes', () => {
  const scenes: Scene[] = [
    { from: 'server' },
    { from: 'client', limits: { partSize: 16 } },
    { from: 'server', deflate: { windowBits: 15, takeover: true } },
    { from: 'client', deflate: { windowBits: 9, takeover: false }, limits: { partSize: 64 } },
    { from: 'server', unknownExtension: true },
  ];

  test('give the same observations, however they are cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scenes), streams(), fc.array(fc.nat(600)), (scene, stream, cuts) => {
        expect(observe(scene, cutAt(stream, cuts))).toEqual(observe(scene, [stream]));
      }),
      { numRuns: 3000 },
    );
  });

  test('are counted to the last, and never throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scenes), streams(), (scene, stream) => {
        const wireLength = observe(scene, [stream]).reduce((sum, message) => sum + message.wireLength, 0);
        expect(wireLength).toBe(stream.length);
      }),
      { numRuns: 20_000 },
    );
  });
});
