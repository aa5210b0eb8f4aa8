import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatExact,
  formatPlural,
  formatRunning,
} from '../../../renderer/ui/quantity.ts';

function plain(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}

describe('amounts', () => {
  test('counts are exact below ten thousand, then rounded', () => {
    expect([0, 999, 9999, 12_480, 3_200_000].map((count) => plain(formatCount(count)))).toEqual([
      '0',
      '999',
      '9 999',
      '12.5k',
      '3.2M',
    ]);
  });

  test('bytes go by thousands', () => {
    expect([0, 999, 1000, 12_480, 3_200_000].map((bytes) => plain(formatBytes(bytes)))).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '12.5 kB',
      '3.2 MB',
    ]);
  });

  test('exact numbers are parted by spaces, and nouns agree', () => {
    expect(plain(formatExact(1_234_567))).toBe('1 234 567');
    expect([formatPlural(1, 'gap'), formatPlural(0, 'gap')]).toEqual(['1 gap', '0 gaps']);
  });

  test('what still goes on counts in whole seconds', () => {
    const durations = [-20, 999, 1000, 37_900, 65_400];
    expect(durations.map((each) => plain(formatRunning(each)))).toEqual([
      '0 s',
      '0 s',
      '1 s',
      '37 s',
      '1:05',
    ]);
  });

  test('durations take the unit that a person would', () => {
    const durations = [0.42, 31.4, 1200, 12_345, 125_000, 11_045_000];
    expect(durations.map((each) => plain(formatDuration(each)))).toEqual([
      '0.4 ms',
      '31 ms',
      '1.20 s',
      '12.3 s',
      '2:05',
      '3:04:05',
    ]);
  });
});
