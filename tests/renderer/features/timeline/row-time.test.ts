import { expect, test } from 'vitest';
import {
  describeRowTime,
  formatRowTime,
  nextTimeMode,
} from '../../../../renderer/features/timeline/row-time.ts';

const at = new Date(2025, 10, 22, 12, 30, 1, 123).getTime();

test('the clock is local, to the millisecond', () => {
  expect(formatRowTime('clock', at, { openedAt: at, previousAt: null })).toBe('12:30:01.123');
});

test('time since the connection opened is in seconds', () => {
  expect(formatRowTime('relative', at, { openedAt: at - 75_120, previousAt: null })).toBe('+75.120');
});

test('time since the row above may be negative, and is missing where that row is not here', () => {
  expect(formatRowTime('delta', at, { openedAt: at, previousAt: at - 4 })).toBe('+0.004');
  expect(formatRowTime('delta', at, { openedAt: at, previousAt: at + 1 })).toBe('−0.001');
  expect(formatRowTime('delta', at, { openedAt: at, previousAt: null })).toBe('');
});

test('the three ways follow one another', () => {
  expect(['clock', 'relative', 'delta'].map((mode) => nextTimeMode(mode as 'clock'))).toEqual([
    'relative',
    'delta',
    'clock',
  ]);
});

test('on hover the moment is exact: in UTC, since the opening, since the row above', () => {
  const moment = at + 0.25;
  const lines = describeRowTime(moment, { openedAt: at - 1000, previousAt: at }).split('\n');
  expect(lines[0]).toBe('2025-11-22 12:30:01.123 local');
  expect(lines[1]).toMatch(/^2025-11-2\dT\d\d:\d\d:01\.123250Z$/);
  expect(lines.slice(2)).toEqual(['+1.000250 s since the opening', '+0.000250 s since the row above']);
});
