import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUANTILE_ERROR } from '../../../proxy/contract/statistics.ts';
import { Quantiles } from '../../../proxy/session/quantiles.ts';

const amounts = fc.array(
  fc.oneof(fc.nat(300), fc.nat(100_000), fc.maxSafeNat(), fc.constantFrom(127, 128, 2 ** 31, 2 ** 52)),
  { minLength: 1, maxLength: 400, size: 'max' },
);

function quantilesOf(all: readonly number[]): Quantiles {
  const quantiles = new Quantiles();
  for (const amount of all) quantiles.add(amount);
  return quantiles;
}

/** The least amount that a share of all is not above. */
function exactly(all: readonly number[], share: number): number {
  return all.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * all.length)) - 1]!;
}

describe('quantiles', () => {
  test('are within their error of the exact ones, for amounts of any size', () => {
    const share = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 0.99, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(amounts, share, (all, at) => {
        const exact = exactly(all, at);
        expect(Math.abs(quantilesOf(all).at(at) - exact)).toBeLessThanOrEqual(exact * QUANTILE_ERROR);
      }),
    );
  });

  test('are exact for amounts below 128, and at both ends', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(127), { minLength: 1 }), (all) => {
        const { count, least, p50, p90, p99, most } = quantilesOf(all).distribution()!;
        expect([count, least, most]).toEqual([all.length, Math.min(...all), Math.max(...all)]);
        expect([p50, p90, p99]).toEqual([0.5, 0.9, 0.99].map((share) => exactly(all, share)));
      }),
    );
  });

  test('of two lots together are those of all of them', () => {
    fc.assert(
      fc.property(amounts, amounts, (some, more) => {
        const together = quantilesOf(some);
        together.addAll(quantilesOf(more));
        expect(together.distribution()).toEqual(quantilesOf([...some, ...more]).distribution());
      }),
    );
  });

  test('count amounts by the number of their binary digits', () => {
    fc.assert(
      fc.property(amounts, (all) => {
        const digits = all.map((amount) => (amount === 0 ? 0 : amount.toString(2).length));
        const expected = Array.from(
          { length: Math.max(...digits) + 1 },
          (_, n) => digits.filter((each) => each === n).length,
        );
        expect(quantilesOf(all).octaves()).toEqual(expected);
      }),
    );
  });

  test('of nothing are none', () => {
    expect(new Quantiles().distribution()).toBeNull();
  });
});
