import { describe, expect, test } from 'vitest';
import { restAfter } from '../../../proxy/session/pace.ts';

describe('where cores are short', () => {
  test('the archive reads what real traffic brings at once', () => {
    expect(restAfter(5, { batches: 3, quiet: 0 }, 2)).toBe(0);
  });

  test('it lets a flood pass, the less the further it is behind', () => {
    const early = restAfter(5, { batches: 20, quiet: 1 }, 2);
    const late = restAfter(5, { batches: 600, quiet: 1 }, 2);
    expect(early).toBeGreaterThan(late);
    expect(late).toBeGreaterThan(0);
    expect(restAfter(5, { batches: 2000, quiet: 1 }, 2)).toBe(0);
  });

  test('it catches up without a rest when the flood is over', () => {
    expect(restAfter(5, { batches: 500, quiet: 100 }, 2)).toBe(0);
  });
});

test('with cores to spare it never rests', () => {
  expect(restAfter(5, { batches: 500, quiet: 0 }, 8)).toBe(0);
});
