import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTime } from '../../../../proxy/contract/filter-compare.ts';
import { parseFilter } from '../../../../proxy/contract/filter-parse.ts';
import { rangeTerms } from '../../../../renderer/features/overview/time-range.ts';

test('a range of time, as a filter, holds its first millisecond and not its end', () => {
  const time = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2050, 0) });
  fc.assert(
    fc.property(time, fc.integer({ min: 1, max: 1e9 }), (from, length) => {
      const parsed = parseFilter(rangeTerms({ from, to: from + length }));
      const terms = parsed.ok && parsed.filter.type === 'and' ? parsed.filter.of : [];
      const holds = (at: number) => terms.every((term) => term.type === 'time' && compareTime(at, term.test));
      expect(terms).toHaveLength(2);
      expect([from - 0.001, from, from + length - 0.001, from + length].map(holds)).toEqual([
        false,
        true,
        true,
        false,
      ]);
    }),
  );
});
