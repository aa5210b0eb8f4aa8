import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FLAT, type RowPlace, RowPlaces } from '../../../../renderer/features/timeline/row-places.ts';

const COUNT = 60;
const unfoldings = fc.uniqueArray(
  fc.record({ place: fc.nat(COUNT - 1), rows: fc.integer({ min: 1, max: 7 }) }),
  { selector: ({ place }) => place },
);

/** Row by row, as one would write them down. */
function written(unfolded: readonly { place: number; rows: number }[]): readonly RowPlace[] {
  return Array.from({ length: COUNT }, (_, place) => {
    const rows = unfolded.find((each) => each.place === place)?.rows ?? 0;
    const beneath = Array.from({ length: rows }, (_row, sub) => ({ place, sub }));
    return [{ place, sub: null }, ...beneath];
  }).flat();
}

describe('rows of unfolded messages', () => {
  test('stand below their message, and those of others after them', () => {
    fc.assert(
      fc.property(unfoldings, (unfolded) => {
        const places = new RowPlaces(unfolded);
        const rows = written(unfolded);
        expect(rows.map((_, index) => places.at(index))).toEqual(rows);
        expect(rows.map((row) => places.indexOf(row))).toEqual(rows.map((_, index) => index));
        expect(places.indexOf({ place: COUNT, sub: null })).toBe(rows.length);
      }),
    );
  });

  test('leave everything above where it is, wherever one more is unfolded', () => {
    fc.assert(
      fc.property(unfoldings, fc.nat(COUNT - 1), fc.integer({ min: 1, max: 7 }), (unfolded, place, rows) => {
        const others = unfolded.filter((each) => each.place !== place);
        const [before, after] = [new RowPlaces(others), new RowPlaces([...others, { place, rows }])];
        const own = before.indexOf({ place, sub: null });
        for (let index = 0; index <= own; index++) expect(after.at(index)).toEqual(before.at(index));
        expect(after.indexOf({ place: place + 1, sub: null })).toBe(own + 1 + rows);
      }),
    );
  });

  test('become their message once it is folded, or has fewer', () => {
    const places = new RowPlaces([{ place: 3, rows: 2 }]);
    expect(places.indexOf({ place: 3, sub: 1 })).toBe(5);
    expect(places.indexOf({ place: 3, sub: 2 })).toBe(3);
    expect(FLAT.indexOf({ place: 3, sub: 1 })).toBe(3);
  });

  test('are counted where they are many, far beyond 32 bits', () => {
    const places = new RowPlaces([
      { place: 9_999_999, rows: 100_000 },
      { place: 5, rows: 2 ** 33 },
    ]);
    const index = places.indexOf({ place: 9_999_999, sub: 99_999 });
    expect(index).toBe(9_999_999 + 2 ** 33 + 100_000);
    expect(places.at(index)).toEqual({ place: 9_999_999, sub: 99_999 });
    expect(places.rowsOf(9_999_999)).toBe(100_000);
    expect(places.rowsOf(6)).toBe(0);
  });
});
