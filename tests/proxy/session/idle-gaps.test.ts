import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Seq } from '../../../proxy/contract/ids.ts';
import { IdleGaps } from '../../../proxy/session/idle-gaps.ts';

function gapsOf(times: readonly number[]): IdleGaps {
  const gaps = new IdleGaps();
  for (const [seq, at] of times.entries()) gaps.take({ seq: seq as Seq, at });
  return gaps;
}

const lengths = (gaps: IdleGaps) => gaps.longest.map(({ from, to }) => to - from);

test('the ten longest gaps are found, the longest first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 60, size: 'max' }), (steps) => {
      let at = 0;
      const gaps = gapsOf([0, ...steps.map((step) => (at += step))]);
      const expected = steps.filter((step) => step > 0).toSorted((a, b) => b - a);
      expect(lengths(gaps)).toEqual(expected.slice(0, 10));
    }),
  );
});

test('a gap lies between the messages that it names', () => {
  expect(gapsOf([10, 20, 520, 530]).longest[0]).toEqual({ from: 20, to: 520, before: 1, after: 2 });
});

test('a message that is told of late parts the gap that it began in', () => {
  const gaps = gapsOf([0, 100, 130, 40]);
  expect(gaps.longest).toEqual([
    { from: 40, to: 100, before: 3, after: 1 },
    { from: 0, to: 40, before: 0, after: 3 },
    { from: 100, to: 130, before: 1, after: 2 },
  ]);
});
