import { describe, expect, test } from 'vitest';
import { barsOf, bucketsPerBar, spanOf, sums } from '../../../../renderer/features/overview/bars.ts';
import { overview, START } from './overview.ts';

describe('the bars', () => {
  test('are wide enough to be seen, however many buckets there are', () => {
    const many = overview(Array.from({ length: 512 }, () => 1));
    const span = spanOf(many, START);
    expect(bucketsPerBar(many, span, 2560)).toBe(1);
    expect(bucketsPerBar(many, span, 400)).toBe(4);
    expect(bucketsPerBar(many, span, 0)).toBeGreaterThan(1);
  });

  test('stand above the axis for what was sent and below it for what was received', () => {
    const { times, sent, received, heights } = barsOf(
      overview([16, 0, 4, 0], { sent: [1, 0, 0, 9] }),
      'messages',
      1,
    );
    expect(sent).toEqual([1, null, null, 3, null]);
    expect(received).toEqual([-4, null, -2, null, null]);
    expect(times[1]! - times[0]!).toBe(64);
    expect(heights).toEqual([-4, 3]);
  });

  test('leave a side without messages a quarter of the height', () => {
    expect(barsOf(overview([9]), 'messages', 1).heights).toEqual([-3, 1]);
    expect(barsOf(overview([]), 'messages', 1).heights).toEqual([-1, 1]);
  });

  test('hold the sums of their buckets', () => {
    expect(sums([1, 2, 3, 4, 5], 2)).toEqual([3, 7, 5]);
    expect(barsOf(overview([4, 5]), 'bytes', 2).received).toEqual([-30, null]);
  });
});

test('the time shown holds gaps and ends too, but nothing before the connection opened', () => {
  const gap = { from: START - 5000, to: START - 10, reason: 'paused' as const, messages: 0, bytes: 0 };
  const end = {
    connection: 1 as never,
    kind: 'websocket' as const,
    at: START + 900,
    code: 1000,
    cause: 'close-frame' as const,
  };
  const span = spanOf(overview([1, 1], { gaps: [gap], ends: [end] }), START - 100);
  expect(span.from).toBe(START - 100);
  expect(span.to).toBeGreaterThan(START + 900);
});
