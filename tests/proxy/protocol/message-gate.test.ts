import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createInflater } from '../../../proxy/capture/inflate.ts';
import { type FrameFields, formatFrame } from '../../../proxy/protocol/frame.ts';
import type { GatedMessage, PayloadCoding, Verdict } from '../../../proxy/protocol/gated-message.ts';
import { type GateNotice, type Judge, MessageGate } from '../../../proxy/protocol/message-gate.ts';
import { createDeflater } from '../../support/deflated.ts';
import { type Scene, byteByByte, cutAt, observe } from '../../support/dialogue.ts';
import { FRAME_STREAMS } from '../../support/frame-streams.ts';
import { concat, hex, utf8 } from '../../support/hex.ts';
import { streams } from '../../support/streams.ts';

const KEY = hex('01 02 03 04');
const BUDGET = 16 * 1024;

const FORWARD: Verdict = { kind: 'forward' };
const DROP: Verdict = { kind: 'drop' };
const replace = (text: string): Verdict => ({ kind: 'replace', opcode: 1, payload: utf8(text) });

interface Rig {
  readonly gate: MessageGate;
  readonly held: GatedMessage[];
  /** What their payloads were when they were judged. */
  readonly payloads: (string | null)[];
  readonly notices: GateNotice[];
  /** Everything that went on. */
  out(): Uint8Array;
}

/** From the client, so masked; whatever is judged is remembered. */
function rig(
  coding: PayloadCoding,
  judge: Judge | null = () => 'hold',
  onWrite: (bytes: Uint8Array) => void = () => {},
): Rig {
  const written: Uint8Array[] = [];
  const held: GatedMessage[] = [];
  const payloads: (string | null)[] = [];
  const notices: GateNotice[] = [];
  const gate = new MessageGate({
    coding,
    budget: BUDGET,
    maskingKey: () => KEY,
    write(bytes) {
      written.push(bytes);
      onWrite(bytes);
    },
    notice: (notice) => notices.push(notice),
  });
  gate.setJudge(
    judge &&
      ((message) => {
        held.push(message);
        payloads.push(message.payload && new TextDecoder().decode(message.payload));
        return judge(message);
      }),
  );
  return { gate, held, payloads, notices, out: () => concat(...written) };
}

const plain = (): PayloadCoding => ({ kind: 'plain' });
const deflate = (takeover: boolean): PayloadCoding => ({
  kind: 'deflate',
  takeover,
  inflater: createInflater({ windowBits: 15, takeover }),
});

const frame = (fields: Omit<FrameFields, 'maskingKey'>): Uint8Array =>
  formatFrame({ ...fields, maskingKey: KEY });
const text = (payload: string): Uint8Array => frame({ opcode: 1, payload: utf8(payload) });
const ping = (payload: string): Uint8Array => frame({ opcode: 9, payload: utf8(payload) });
const CLOSE = frame({ opcode: 8, payload: hex('03 e8') });

/** One compressed message a text, each referring back to those before. */
function compressed(...texts: string[]): Uint8Array[] {
  const next = createDeflater(true);
  return texts.map((payload) => frame({ opcode: 1, rsv1: true, payload: next(utf8(payload)) }));
}

const TAKEOVER: Scene = { from: 'client', deflate: { windowBits: 15, takeover: true } };

/** What the receiver reads. */
const heard = (scene: Scene, bytes: Uint8Array): string[] =>
  observe(scene, [bytes]).map(({ type, payload, rules }) => [type, payload, ...rules].join(' '));

describe('A message', () => {
  test('is judged when it is whole, unmasked, and goes on byte for byte', () => {
    const fragmented = concat(
      frame({ opcode: 1, fin: false, payload: utf8('He') }),
      frame({ opcode: 0, payload: utf8('llo') }),
    );
    const { gate, payloads, out } = rig(plain(), () => FORWARD);
    gate.push(fragmented.subarray(0, -1));
    expect([payloads.length, out().length]).toEqual([0, 0]);
    gate.push(fragmented.subarray(-1));
    expect(payloads).toEqual(['Hello']);
    expect(out()).toEqual(fragmented);
  });

  test('is read from a copy: the bytes that came are not touched', () => {
    const { gate, payloads } = rig(plain(), () => FORWARD);
    const bytes = Buffer.from(text('Hello'));
    gate.push(bytes);
    expect([payloads, bytes.equals(text('Hello'))]).toEqual([['Hello'], true]);
  });

  test('that is held holds those behind it, and all go on in their order', () => {
    const { gate, held, out } = rig(plain());
    const messages = ['1', '2', '3'].map(text);
    gate.push(concat(...messages));
    expect(gate.settle(held[2]!, FORWARD)).toBe('settled');
    expect(gate.settle(held[1]!, DROP)).toBe('settled');
    expect(out().length).toBe(0);
    expect(gate.settle(held[0]!, replace('one'))).toBe('settled');
    expect(out()).toEqual(concat(text('one'), text('3')));
    expect(gate.settle(held[0]!, FORWARD)).toBe('over');
  });

  test('in fragments that is replaced becomes one frame', () => {
    const { gate, out } = rig(plain(), () => replace('one'));
    gate.push(frame({ opcode: 2, fin: false, payload: utf8('a') }));
    gate.push(frame({ opcode: 0, payload: utf8('b') }));
    expect(out()).toEqual(text('one'));
  });

  test('too large to be held is judged by its beginning', () => {
    const large = text('x'.repeat(4 * BUDGET));
    for (const [verdict, expected] of [
      [FORWARD, large],
      [DROP, hex('')],
      [replace('small'), text('small')],
    ] as const) {
      const { gate, held, out } = rig(plain());
      gate.push(large.subarray(0, BUDGET - 1));
      expect(gate.full).toBe(true);
      expect(held[0]!.whole).toBe(false);
      gate.settle(held[0]!, verdict);
      expect(gate.full).toBe(false);
      gate.push(concat(large.subarray(BUDGET - 1), text('next')));
      gate.settle(held[1]!, FORWARD);
      expect(out()).toEqual(concat(expected, text('next')));
    }
  });
});

describe('RFC 6455 §5.4, §5.5: control frames', () => {
  test('overtake what is held', () => {
    const { gate, out } = rig(plain());
    gate.push(
      concat(text('held'), ping('p'), frame({ opcode: 1, fin: false, payload: utf8('a') }), ping('q')),
    );
    expect(out()).toEqual(concat(ping('p'), ping('q')));
  });

  test('are never cut by a message that is let go in the middle of them', () => {
    const { gate, held, out } = rig(plain());
    gate.push(concat(text('held'), ping('ping').subarray(0, 7)));
    gate.settle(held[0]!, FORWARD);
    gate.push(ping('ping').subarray(7));
    expect(out()).toEqual(concat(text('held'), ping('ping')));
  });

  test('Close does not overtake, nor does what follows it', () => {
    const { gate, held, out } = rig(plain());
    gate.push(concat(text('held'), CLOSE, ping('late'), text('later')));
    expect(out().length).toBe(0);
    expect(held.length).toBe(1); // nothing after a Close is a message (§5.5.1)
    gate.settle(held[0]!, FORWARD);
    expect(out()).toEqual(concat(text('held'), CLOSE, ping('late'), text('later')));
  });

  test('a Close inside of a fragmented message lets go of it', () => {
    const { gate, out } = rig(plain());
    const stream = concat(frame({ opcode: 1, fin: false, payload: utf8('a') }), CLOSE);
    gate.push(stream);
    expect(out()).toEqual(stream);
  });
});

describe('What is held by its beginning', () => {
  const beginning = frame({ opcode: 1, fin: false, payload: new Uint8Array(BUDGET) });

  test.each([
    ['a Close frame', CLOSE],
    ['another message', text('other')],
    ['a length with its highest bit set', hex('80 ff ff ff ff ff ff ff ff ff 01 02 03 04 05')],
  ])('stays held when %s comes inside of it', (_, inside) => {
    const { gate, held, out } = rig(plain(), ({ number }) => (number === 0 ? 'hold' : FORWARD));
    gate.push(concat(beginning, inside));
    expect(out().length).toBe(0);
    expect(gate.settle(held[0]!, FORWARD)).toBe('settled');
    expect(out()).toEqual(concat(beginning, inside));
  });
});

describe('RFC 7692: compressed messages', () => {
  const sent = ['one and two', 'one and two', 'one and two and three', 'one and two'];

  test('are shown inflated, and go on as they came', () => {
    const { gate, payloads, out, notices } = rig(deflate(true), () => FORWARD);
    const messages = compressed(...sent);
    gate.push(concat(...messages));
    expect(payloads).toEqual(sent);
    expect(out()).toEqual(concat(...messages));
    expect(notices).toEqual([]);
  });

  test('go on uncompressed once one was dropped that others refer to (§6, §7.1.1)', () => {
    const { gate, out, notices } = rig(deflate(true), ({ number }) => (number === 1 ? DROP : FORWARD));
    const messages = compressed(...sent);
    gate.push(concat(...messages));
    expect(out()).toEqual(concat(messages[0]!, text(sent[2]!), text(sent[3]!)));
    expect(notices).toEqual([
      { kind: 'dropped', message: 1 },
      { kind: 'reencoding', message: 1 },
    ]);
    gate.setJudge(null);
    expect(gate.idle).toBe(false); // for good
  });

  test('negative control: dropped without that, the receiver loses the context', () => {
    const messages = compressed(...sent);
    const dropped = concat(...messages.filter((_, i) => i !== 0));
    expect(heard(TAKEOVER, dropped)).not.toEqual(sent.slice(1).map((payload) => `text ${payload}`));
    const { gate, out } = rig(deflate(true), ({ number }) => (number === 0 ? DROP : FORWARD));
    gate.push(concat(...messages));
    expect(heard(TAKEOVER, out())).toEqual(sent.slice(1).map((payload) => `text ${payload}`));
  });

  test('stay compressed when a message is dropped that is not', () => {
    const { gate, out } = rig(deflate(true), ({ compressed: yes }) => (yes ? FORWARD : DROP));
    const messages = compressed(...sent);
    gate.push(concat(messages[0]!, text('plain'), ...messages.slice(1)));
    expect(out()).toEqual(concat(...messages));
  });

  test('stay compressed without context takeover', () => {
    const next = createDeflater(false);
    const messages = sent.map((payload) => frame({ opcode: 1, rsv1: true, payload: next(utf8(payload)) }));
    const { gate, out } = rig(deflate(false), ({ number }) => (number === 0 ? DROP : FORWARD));
    gate.push(concat(...messages));
    expect(out()).toEqual(concat(...messages.slice(1)));
    gate.setJudge(null);
    expect(gate.idle).toBe(true);
  });

  test('too large to be held go on uncompressed in fragments', () => {
    const large = Array.from({ length: 20_000 }, (_, i) => `${(i * 7_919) % 10_007},`).join('');
    const messages = compressed('first', large, 'last');
    const { gate, out } = rig(deflate(true), ({ number }) => (number === 0 ? DROP : FORWARD));
    for (const piece of cutAt(concat(...messages), [1_000, 9_000, 20_000, 30_000])) gate.push(piece);
    const [first, second] = observe(TAKEOVER, [out()]);
    expect([first!.length, first!.complete, first!.compressed]).toEqual([large.length, true, false]);
    expect(first!.frames).toBeGreaterThan(1);
    expect(second!.payload).toBe('last');
  });
});

describe('A message that inflates to forty megabytes', () => {
  const bomb = concat(utf8('first'), new Uint8Array(40 * 1024 * 1024));
  const next = createDeflater(true);
  const stream = concat(
    frame({ opcode: 1, rsv1: true, payload: next(utf8('first')) }),
    frame({ opcode: 2, rsv1: true, payload: next(bomb) }),
    text('last'),
  );

  test('goes on piece by piece where it has to be re-encoded', () => {
    const sizes: number[] = [];
    const { gate, out, notices } = rig(
      deflate(true),
      ({ number }) => (number === 0 ? DROP : FORWARD),
      (bytes) => sizes.push(bytes.length),
    );
    gate.push(stream);
    const [large, last] = observe(TAKEOVER, [out()]);
    expect([large!.length, large!.complete, last!.payload]).toEqual([bomb.length, true, 'last']);
    expect(Math.max(...sizes)).toBeLessThan(20 * 1024 * 1024);
    expect(notices.map(({ kind }) => kind)).toEqual(['dropped', 'reencoding']);
  });

  test('goes on as it came where it is held, and cannot be read any more', () => {
    const { gate, held, out } = rig(deflate(true));
    gate.push(stream);
    expect(held[1]!.payload).toBe(null);
    expect(gate.settle(held[0]!, DROP)).toBe('context-lost');
    for (const message of held) gate.settle(message, FORWARD);
    expect(out()).toEqual(stream);
  });
});

describe('What cannot be changed', () => {
  const sealed: PayloadCoding = { kind: 'sealed', what: 'compressed', why: 'no-history' };

  test('is refused, and forwarded as it is', () => {
    const messages = compressed('one', 'one');
    const { gate, out, notices, payloads } = rig(sealed, ({ compressed: yes }) =>
      yes ? DROP : replace('yes'),
    );
    gate.push(concat(...messages, text('plain')));
    expect(payloads).toEqual([null, null, 'plain']);
    expect(out()).toEqual(concat(...messages, text('yes')));
    expect(notices).toEqual([
      { kind: 'refused', message: 0, why: 'no-history' },
      { kind: 'refused', message: 1, why: 'no-history' },
      { kind: 'replaced', message: 2 },
    ]);
  });

  test('is refused when it is held, which it then still is', () => {
    const { gate, held, out } = rig(sealed);
    const [message] = compressed('one');
    gate.push(message!);
    expect(gate.settle(held[0]!, DROP)).toBe('no-history');
    expect(gate.settle(held[0]!, FORWARD)).toBe('settled');
    expect(out()).toEqual(message);
  });

  test('is everything with an extension that nobody knows', () => {
    const { gate, out } = rig({ kind: 'sealed', what: 'all', why: 'unknown-extension' }, () => DROP);
    gate.push(text('secret'));
    expect(out()).toEqual(text('secret'));
  });

  const corrupt = frame({ opcode: 1, rsv1: true, payload: hex('ff ff ff') });

  test('is what follows a message that does not inflate', () => {
    const { gate, payloads, out, notices } = rig(deflate(true), ({ number }) =>
      number === 1 ? DROP : FORWARD,
    );
    const [first] = compressed('one');
    gate.push(concat(corrupt, first!));
    expect(payloads).toEqual([null, null]);
    expect(out()).toEqual(concat(corrupt, first!));
    expect(notices).toEqual([{ kind: 'refused', message: 1, why: 'context-lost' }]);
  });

  test('ends the direction with 1007 where it would have to be re-encoded', () => {
    const { gate, out, notices } = rig(deflate(true), ({ number }) => (number === 0 ? DROP : FORWARD));
    const [first] = compressed('one');
    gate.push(concat(first!, text('plain'), corrupt, text('never')));
    expect(out()).toEqual(concat(text('plain'), frame({ opcode: 8, payload: hex('03 ef') })));
    expect(notices.at(-1)).toEqual({ kind: 'failed', message: 2 });
  });

  test('is not dropped by a verdict that came before it was known', () => {
    const { gate, held, out } = rig(deflate(true));
    const [one, two] = compressed('one', 'two');
    gate.push(concat(one!, two!));
    gate.settle(held[1]!, DROP); // waits behind the first
    gate.push(concat(corrupt, text('plain')));
    gate.settle(held[2]!, FORWARD);
    gate.settle(held[0]!, FORWARD);
    expect(out()).toEqual(concat(one!, frame({ opcode: 8, payload: hex('03 ef') })));
  });
});

describe('When nobody judges any more', () => {
  test('what is held goes on, and the gate can leave in the middle of anything', () => {
    const stream = concat(text('held'), ping('p'), text('half'));
    for (let cut = 10; cut <= stream.length; cut += 1) {
      const { gate, out } = rig(plain());
      gate.push(stream.subarray(0, cut));
      gate.setJudge(null);
      expect(gate.idle).toBe(true);
      gate.leave();
      expect(out().toSorted()).toEqual(stream.slice(0, cut).toSorted());
    }
  });

  test('it stays to the end of a message that was dropped', () => {
    const { gate, out } = rig(plain(), () => DROP);
    const large = text('x'.repeat(2 * BUDGET));
    gate.push(large.subarray(0, -1));
    gate.setJudge(null);
    expect(gate.idle).toBe(false);
    gate.push(large.subarray(-1));
    expect([gate.idle, out().length]).toEqual([true, 0]);
  });
});

describe('When the stream ends', () => {
  test('what is held goes on, with every byte behind it', () => {
    for (const cut of [7, 8, 9, 12, 14, 22]) {
      const { gate, held, out } = rig(plain());
      const stream = concat(text('h'), ping('p'), text('half')).subarray(0, cut);
      gate.push(stream);
      gate.end(true);
      expect(out().length).toBe(stream.length);
      expect(gate.settle(held[0]!, DROP)).toBe('over');
    }
  });

  test('a message of which a part has gone on is not said to be discarded', () => {
    const { gate, notices } = rig(plain(), () => FORWARD);
    gate.push(text('x'.repeat(2 * BUDGET)).subarray(0, -1));
    gate.end(false);
    expect(notices).toEqual([]);
  });

  test('it is said what could not', () => {
    const { gate, out, notices } = rig(plain());
    gate.push(concat(text('1'), text('2'), CLOSE));
    gate.end(false);
    expect(out().length).toBe(0);
    expect(notices).toEqual([
      { kind: 'discarded', message: 0 },
      { kind: 'discarded', message: 1 },
    ]);
  });
});

describe('Any stream, cut anywhere', () => {
  const cuts = fc.array(fc.nat(400), { maxLength: 6 });
  const codings = fc.constantFrom(
    plain,
    () => deflate(true),
    () => deflate(false),
  );

  test('goes on as it was when everything is forwarded, pings before the rest of a message', () => {
    fc.assert(
      fc.property(streams(), cuts, codings, fc.boolean(), (stream, at, coding, holds) => {
        const { gate, held, out, notices } = rig(coding(), () => (holds ? 'hold' : FORWARD));
        for (const piece of cutAt(stream, at)) {
          gate.push(piece);
          for (const message of held.splice(0)) gate.settle(message, FORWARD);
        }
        gate.end(true);
        expect(out().toSorted()).toEqual(stream.toSorted());
        expect(notices).toEqual([]);
      }),
    );
  });

  test('goes on byte for byte without a judge', () => {
    fc.assert(
      fc.property(streams(), cuts, (stream, at) => {
        const { gate, out } = rig(deflate(true), null);
        for (const piece of cutAt(stream, at)) gate.push(piece);
        gate.end(true);
        expect(out()).toEqual(stream);
      }),
    );
  });

  test('never throws, whatever is decided', () => {
    const verdicts = fc.infiniteStream(
      fc.constantFrom<Verdict | 'hold'>(FORWARD, DROP, replace('x'), 'hold'),
    );
    fc.assert(
      fc.property(streams(), cuts, codings, verdicts, fc.boolean(), (stream, at, coding, next, writable) => {
        const { gate } = rig(coding(), () => next.next().value);
        for (const piece of cutAt(stream, at)) gate.push(piece);
        gate.end(writable);
      }),
      { numRuns: 500 },
    );
  });

  test.each(Object.entries(FRAME_STREAMS))('%s: byte by byte', (_, stream) => {
    if (stream.length > 1000) return;
    const { gate, out } = rig(plain(), () => FORWARD);
    for (const byte of byteByByte(stream)) gate.push(byte);
    gate.end(true);
    expect(out().toSorted()).toEqual(stream.toSorted());
  });
});

describe('Any messages and any verdicts', () => {
  interface Sent {
    readonly payload: string;
    readonly compressed: boolean;
    readonly fragments: number;
    readonly pings: boolean;
    readonly verdict: Verdict;
    readonly held: boolean;
  }

  const messages = fc.array(
    fc.record<Sent>({
      payload: fc
        .array(fc.constantFrom('alpha ', 'beta ', 'gamma ', 'delta '), { maxLength: 30 })
        .map((w) => w.join('')),
      compressed: fc.boolean(),
      fragments: fc.integer({ min: 1, max: 4 }),
      pings: fc.boolean(),
      verdict: fc.oneof(
        { weight: 3, arbitrary: fc.constant(FORWARD) },
        fc.constant(DROP),
        fc.stringMatching(/^[a-z]{0,20}$/).map(replace),
      ),
      held: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12, size: 'max' },
  );

  function framesOf(sent: readonly Sent[], takeover: boolean): Uint8Array {
    const next = createDeflater(takeover);
    return concat(
      ...sent.flatMap(({ payload, compressed: rsv1, fragments, pings }) => {
        const bytes = rsv1 ? next(utf8(payload)) : utf8(payload);
        const size = Math.ceil(bytes.length / fragments);
        return Array.from({ length: fragments }, (_, i) => [
          frame({
            opcode: i === 0 ? 1 : 0,
            rsv1: rsv1 && i === 0,
            fin: i === fragments - 1,
            payload: bytes.subarray(i * size, (i + 1) * size),
          }),
          ...(pings ? [ping('p')] : []),
        ]).flat();
      }),
    );
  }

  function expected(sent: readonly Sent[]): string[] {
    return sent.flatMap(({ payload, verdict }) => {
      if (verdict.kind === 'drop') return [];
      return [verdict.kind === 'replace' ? new TextDecoder().decode(verdict.payload) : payload];
    });
  }

  test.each([
    ['with takeover', true],
    ['without takeover', false],
  ])('the receiver reads exactly what was decided, %s', (_, takeover) => {
    const order = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat(900), { maxLength: 8 }), order, (sent, at, picks) => {
        const { gate, held, out } = rig(deflate(takeover), ({ number }) =>
          sent[number!]!.held ? 'hold' : sent[number!]!.verdict,
        );
        const pick = [...picks];
        const waiting = (): GatedMessage[] => held.filter(({ verdict }) => verdict === null);
        const settleOne = (n: number) => {
          const open = waiting();
          const message = open[n % open.length];
          if (message) expect(gate.settle(message, sent[message.number!]!.verdict)).toBe('settled');
        };
        for (const piece of cutAt(framesOf(sent, takeover), at)) {
          gate.push(piece);
          const n = pick.pop();
          if (n !== undefined) settleOne(n);
        }
        while (waiting().length > 0) settleOne(pick.pop() ?? 0);
        const seen = observe({ from: 'client', deflate: { windowBits: 15, takeover } }, [out()]);
        const data = seen.filter(({ type }) => type === 'text');
        const texts = data.map(({ payload, length }) => (length === 0 ? '' : payload));
        expect(texts).toEqual(expected(sent));
        const pings = sent.reduce((sum, message) => sum + (message.pings ? message.fragments : 0), 0);
        expect(seen.filter(({ type }) => type === 'ping')).toHaveLength(pings);
        expect(seen.flatMap(({ rules }) => rules)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
