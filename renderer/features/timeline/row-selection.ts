// Rows chosen in a list, as a few ranges: a selection of a million rows costs no more than one of two.
// Pure; it knows places in a list, not what stands there.

export interface SelectedRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface RowSelection {
  /** Sorted, apart from one another. */
  readonly ranges: readonly SelectedRange[];
  /** Where a range by Shift begins. */
  readonly anchor: number;
}

export const NO_ROWS: RowSelection = { ranges: [], anchor: 0 };

export function selectRow(index: number): RowSelection {
  return { ranges: [{ from: index, to: index + 1 }], anchor: index };
}

/** From the anchor to here, instead of what was selected. */
export function extendTo({ anchor }: RowSelection, index: number): RowSelection {
  return { ranges: [{ from: Math.min(anchor, index), to: Math.max(anchor, index) + 1 }], anchor };
}

/** This row too; or, where it was selected, no longer. */
export function toggleRow(selection: RowSelection, index: number): RowSelection {
  const ranges = isRowSelected(selection, index)
    ? selection.ranges.flatMap((range) => cutOut(range, index))
    : joined([...selection.ranges, { from: index, to: index + 1 }]);
  return { ranges, anchor: index };
}

/** Every row of a list of `count`; a range by Shift then begins where it did. */
export function selectAll({ anchor }: RowSelection, count: number): RowSelection {
  return { ranges: count === 0 ? [] : [{ from: 0, to: count }], anchor };
}

/** Rows before `first` are gone. */
export function without(selection: RowSelection, first: number): RowSelection {
  if ((selection.ranges[0]?.from ?? first) >= first) return selection;
  const left = selection.ranges.filter(({ to }) => to > first);
  return {
    ranges: left.map(({ from, to }) => ({ from: Math.max(from, first), to })),
    anchor: Math.max(selection.anchor, first),
  };
}

export function isRowSelected({ ranges }: RowSelection, index: number): boolean {
  return ranges.some((range) => range.from <= index && index < range.to);
}

export function selectedCount({ ranges }: RowSelection): number {
  return ranges.reduce((sum, range) => sum + range.to - range.from, 0);
}

function cutOut(range: SelectedRange, index: number): readonly SelectedRange[] {
  if (index < range.from || index >= range.to) return [range];
  const parts = [
    { from: range.from, to: index },
    { from: index + 1, to: range.to },
  ];
  return parts.filter(({ from, to }) => from < to);
}

function joined(ranges: readonly SelectedRange[]): readonly SelectedRange[] {
  const result: SelectedRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && range.from <= last.to)
      result.splice(-1, 1, { from: last.from, to: Math.max(last.to, range.to) });
    else result.push(range);
  }
  return result;
}
