import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Seq } from '../../../proxy/contract/ids.ts';
import { violation } from '../../../proxy/protocol/violation.ts';
import { BUCKETS, Histogram } from '../../../proxy/session/histogram.ts';
import type { Counted } from '../../../proxy/store/message-batch.ts';

const START = 1_732_270_000_000;

function message(at: number, over: Partial<Counted> = {}): Counted {
  return { seq: 1 as Seq, at, from: 'server', opcode: 1, wireLength: 10, violations: [], ...over };
}

const sum = (counts: readonly number[]) => counts.reduce((all, each) => all + each, 0);

describe('a histogram', () => {
  test('counts each side, bytes, control frames, closes and violations in the bucket of their time', () => {
    const histogram = new Histogram();
    histogram.add(message(START, { from: 'client', wireLength: 7 }));
    histogram.add(message(START + 2.5));
    histogram.add(message(START + 2.9, { opcode: 9, violations: [violation('server-masked')] }));
    histogram.add(message(START + 3, { opcode: 8 }));
    expect(histogram).toMatchObject({ from: START, width: 1 });
    expect(histogram.counts).toEqual({
      sent: [1, 0, 0, 0],
      received: [0, 0, 2, 1],
      sentBytes: [7, 0, 0, 0],
      receivedBytes: [0, 0, 20, 10],
      controls: [0, 0, 1, 1],
      violations: [0, 0, 1, 0],
      closes: [0, 0, 0, 1],
    });
  });

  test('doubles its width when time outgrows it, and never has more buckets', () => {
    const histogram = new Histogram();
    for (let second = 0; second < 1000; second += 1) histogram.add(message(START + second * 1000));
    const { received } = histogram.counts;
    expect(histogram.width).toBe(2048);
    expect(received.length).toBeLessThanOrEqual(BUCKETS);
    expect(received.length).toBeGreaterThan(BUCKETS / 4);
    expect(sum(received)).toBe(1000);
  });

  test('makes room for what was before the first', () => {
    const histogram = new Histogram();
    histogram.add(message(START));
    histogram.add(message(START - 3));
    expect(histogram.from).toBe(START - 3);
    expect(histogram.counts.received).toEqual([1, 0, 0, 1]);
    histogram.add(message(START - 86_400_000));
    expect(sum(histogram.counts.received)).toBe(3);
  });

  test('is empty again after a clear', () => {
    const histogram = new Histogram();
    histogram.add(message(START));
    histogram.clear();
    expect(histogram.counts.received).toEqual([]);
    histogram.add(message(START + 5000));
    expect(histogram).toMatchObject({ from: START + 5000, width: 1 });
  });

  test('holds what a plain count by time gives, whatever the order, and forgets what is removed', () => {
    const some = fc.record({
      at: fc.double({ min: -5e6, max: 5e6, noNaN: true }).map((offset) => START + offset),
      from: fc.constantFrom('client' as const, 'server' as const),
      opcode: fc.constantFrom(1, 2, 8, 9, 10),
      wireLength: fc.nat(1e6),
      kept: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(some), (messages) => {
        const histogram = new Histogram();
        for (const each of messages) histogram.add(message(each.at, each));
        for (const each of messages) if (!each.kept) histogram.remove(message(each.at, each));
        const { from, width, counts } = histogram;
        const kept = messages.filter((each) => each.kept);
        const expected = counts.sentBytes.map(() => 0);
        for (const { at, from: side, wireLength } of kept) {
          if (side === 'client') expected[Math.floor((at - from) / width)]! += wireLength;
        }
        expect(counts.sentBytes).toEqual(expected);
        expect(sum(counts.sent) + sum(counts.received)).toBe(kept.length);
        expect(sum(counts.controls)).toBe(kept.filter(({ opcode }) => opcode > 7).length);
      }),
    );
  });
});
