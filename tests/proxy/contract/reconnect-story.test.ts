import { describe, expect, test } from 'vitest';
import { backoffOf, tellReconnects } from '../../../proxy/contract/reconnect-story.ts';
import { attempts, attemptsApart } from '../../support/attempts.ts';

describe('delays', () => {
  test('reach from the end of one connection to the start of the next', () => {
    const story = tellReconnects(attempts({ from: 0, to: 60 }, { from: 61, to: 62 }, { from: 65.5 }));
    expect(story.attempts.map(({ delay }) => delay)).toEqual([null, 1000, 3500]);
    expect([story.down, story.longestDelay]).toEqual([4500, 3500]);
  });

  test.each([
    ['immediate', [0, 2, 1, 3]],
    ['constant', [1000, 1010, 990]],
    ['constant', [1000, 1100]],
    ['growing', [1000, 2000, 4000]],
    ['growing', [1000, 2000, 4000, 8000, 8000, 8000]],
    ['growing', [700, 2400, 3100, 9000, 6200, 14_000]],
    ['varying', [310, 309, 306, 336, 560]],
    ['varying', [3000, 400, 2500, 900, 1800]],
    ['unclear', [1000]],
    ['unclear', [1000, 5000]],
  ] as const)('are %s: %j', (backoff, delays) => {
    expect(backoffOf(delays)).toBe(backoff);
  });

  test('those between attempts that failed tell the backoff; it starts anew after a connection that held', () => {
    const story = tellReconnects(
      attempts(
        { from: 0, to: 60 },
        { from: 61, to: 61.1, ending: 503 },
        { from: 63.1, to: 63.2, ending: 503 },
        { from: 67.2, to: 100 },
        { from: 101, to: 200 },
      ),
    );
    expect(story.backoff).toBe('growing');
    expect(story.delays.map(Math.round)).toEqual([1000, 2000, 4000]);
  });
});

describe('endings', () => {
  test('are counted: close codes, refusals and what stopped the dialling', () => {
    const story = tellReconnects(
      attempts(
        { from: 0, to: 1 },
        { from: 2, to: 3, ending: 1001 },
        { from: 4, to: 5 },
        { from: 6, to: 7, ending: 503 },
        { from: 8, to: 9, ending: 'ECONNREFUSED' },
        { from: 10 },
      ),
    );
    expect(story.endings.map(({ label, count }) => `${label}×${count}`)).toEqual([
      '1006×2',
      '1001×1',
      '503×1',
      'ECONNREFUSED×1',
    ]);
  });
});

describe('a storm', () => {
  const stormOf = (delays: readonly number[], lasts = 0.1, ending: 403 | 503 | 1006 | 4001 = 1006) =>
    tellReconnects(attemptsApart(delays, lasts, ending)).storm;

  test('is five attempts in ten seconds, with the most that ever fell into them', () => {
    expect(stormOf([0.5, 0.5, 0.5, 0.5, 0.5, 20])?.evidence).toBe('It connected 6 times within 3.0 s.');
  });

  test('a delay that grows but stays short is no excuse', () => {
    expect(stormOf([0.06, 0.09, 0.12, 0.2, 0.3])?.evidence).toContain('6 times');
  });

  test('is also a row of failures whose delay does not grow', () => {
    expect(stormOf([5, 5, 5, 5, 5])?.evidence).toBe(
      '5 attempts in a row came about 5.0 s after the last one, and the delay does not grow.',
    );
  });

  test.each([
    ['a delay that grows', [1, 2, 4, 8, 16]],
    ['a delay that grows from little', [0.3, 0.6, 1.2, 2.4, 4.8]],
    ['attempts far apart', [40, 40, 40, 40, 40, 40]],
    ['few attempts', [1, 1, 1]],
  ])('is not %s', (_, delays) => {
    expect(stormOf(delays)).toBeNull();
  });

  test('is not a connection that holds each time', () => {
    expect(stormOf([1, 1, 1, 1, 1, 1, 1], 60)).toBeNull();
  });

  test.each([
    [1006, 'double the delay'],
    [403, 'renew the credentials'],
    [503, 'Retry-After'],
    [4001, 'what the server means by 4001'],
  ] as const)('after %i, the advice is to %s', (ending, words) => {
    expect(stormOf([1, 1, 1, 1, 1], 0.1, ending)?.advice).toContain(words);
  });
});
