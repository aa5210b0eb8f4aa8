import { describe, expect, test } from 'vitest';
import { parseJump } from '../../../../renderer/features/timeline/jump-time.ts';

const at = (day: number, hours: number, minutes: number, seconds = 0, ms = 0) =>
  new Date(2025, 10, day, hours, minutes, seconds, ms).getTime();
const span = { from: at(22, 12, 0), to: at(22, 14, 0) };
const night = { from: at(22, 23, 0), to: at(23, 2, 0) };

const jump = (text: string, within = span) => {
  const target = parseJump(text, within);
  return target.ok ? target.at : target.message;
};

describe('a time to jump to', () => {
  test('is a time of day, on the day of the capture', () => {
    expect(jump('12:30')).toBe(at(22, 12, 30));
    expect(jump(' 12:30:15.250 ')).toBe(at(22, 12, 30, 15, 250));
    expect(jump('01:30', night)).toBe(at(23, 1, 30));
    expect(jump('23:30', night)).toBe(at(22, 23, 30));
  });

  test('is the nearest one where the capture has none', () => {
    expect(jump('11:00')).toBe(at(22, 11, 0));
    expect(jump('03:00', night)).toBe(at(23, 3, 0));
  });

  test('is a date and a time, local or of a zone', () => {
    expect(jump('2025-11-22 12:30')).toBe(at(22, 12, 30));
    expect(jump('2025-11-22T12:30:15')).toBe(at(22, 12, 30, 15));
    expect(jump('2025-11-22T12:30Z')).toBe(Date.UTC(2025, 10, 22, 12, 30));
  });

  test('is so long after the start, or before the end', () => {
    expect(jump('+90s')).toBe(span.from + 90_000);
    expect(jump('+90')).toBe(span.from + 90_000);
    expect(jump('+1m30.5s')).toBe(span.from + 90_500);
    expect(jump('+1:02:03')).toBe(span.from + 3_723_000);
    expect(jump('+250 ms')).toBe(span.from + 250);
    expect(jump('-5m')).toBe(span.to - 300_000);
    expect(jump('−1h')).toBe(span.to - 3_600_000);
  });

  test('that cannot be read is told, with how to write it', () => {
    expect(jump('soon')).toMatch(/“soon” is not a time\. Write it like 12:30/);
    expect(jump('25:00')).toMatch(/not a time/);
    expect(jump('+5x')).toMatch(/no length of time/);
    expect(jump('+')).toMatch(/no length of time/);
    expect(jump('')).toBe('Write a time.');
  });
});
