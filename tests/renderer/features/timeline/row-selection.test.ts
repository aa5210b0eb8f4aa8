import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extendTo,
  isRowSelected,
  NO_ROWS,
  type RowSelection,
  selectAll,
  selectedCount,
  selectRow,
  toggleRow,
} from '../../../../renderer/features/timeline/row-selection.ts';

describe('selecting rows', () => {
  test('takes one, then a range from it in either direction', () => {
    const one = selectRow(10);
    expect(extendTo(one, 14).ranges).toEqual([{ from: 10, to: 15 }]);
    expect(extendTo(extendTo(one, 14), 7).ranges).toEqual([{ from: 7, to: 11 }]);
  });

  test('adds and removes single rows', () => {
    const rows = [3, 5, 4].reduce(toggleRow, NO_ROWS);
    expect(rows.ranges).toEqual([{ from: 3, to: 6 }]);
    expect(toggleRow(rows, 4).ranges).toEqual([
      { from: 3, to: 4 },
      { from: 5, to: 6 },
    ]);
  });

  test('of ten million costs one range', () => {
    const all = extendTo(selectRow(0), 9_999_999);
    expect(all.ranges).toHaveLength(1);
    expect(selectedCount(all)).toBe(10_000_000);
  });

  test('holds exactly the rows that were toggled an odd number of times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40)), (toggles) => {
        const selection = toggles.reduce<RowSelection>(toggleRow, NO_ROWS);
        const odd = (row: number) => toggles.filter((each) => each === row).length % 2 === 1;
        const rows = Array.from({ length: 41 }, (_, row) => row);
        expect(rows.filter((row) => isRowSelected(selection, row))).toEqual(rows.filter(odd));
        expect(selectedCount(selection)).toBe(rows.filter(odd).length);
      }),
    );
  });
});

test('all rows are one range, and a range by Shift begins where it did', () => {
  const all = selectAll(selectRow(7), 1_000_000);
  expect([selectedCount(all), all.ranges.length]).toEqual([1_000_000, 1]);
  expect(extendTo(all, 9).ranges).toEqual([{ from: 7, to: 10 }]);
  expect(selectAll(all, 0).ranges).toEqual([]);
});
