import { expect, test } from 'vitest';
import { locateTime } from '../../../proxy/session/locate-time.ts';

const locate = (times: readonly number[], time: number) => locateTime(times.length, (n) => times[n]!, time);

test('the place of a time is that of the first message at or after it', () => {
  const times = [10, 20, 20, 30];
  expect([5, 10, 11, 20, 21, 30, 31].map((time) => locate(times, time))).toEqual([0, 0, 1, 1, 3, 3, 4]);
  expect(locate([], 5)).toBe(0);
});

test('a message that stands a little before its time is found all the same', () => {
  expect(locate([10, 40, 20, 30, 50], 35)).toBe(1);
});
