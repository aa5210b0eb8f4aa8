import { expect, test } from 'vitest';
import type { Gap } from '../../../../proxy/contract/model.ts';
import { gapBefore } from '../../../../renderer/features/timeline/gap-before.ts';

const gap = (from: number, messages: number): Gap => {
  return { from, to: from + 1, reason: 'disk', messages, bytes: 10 };
};

test('a gap is told by the first row after its beginning, and by no other', () => {
  const gaps = [gap(15, 3)];
  expect(gapBefore(gaps, -Infinity, 10)).toBeNull();
  expect(gapBefore(gaps, 10, 20)).toMatchObject({ messages: 3 });
  expect(gapBefore(gaps, 20, 30)).toBeNull();
  expect(gapBefore(gaps, null, 20)).toBeNull();
  expect(gapBefore(gaps, -Infinity, 20)).toMatchObject({ messages: 3 });
});

test('several between two rows are one, with their sum', () => {
  expect(gapBefore([gap(11, 1), gap(13, 4)], 10, 20)).toMatchObject({ from: 13, messages: 5, bytes: 20 });
});
