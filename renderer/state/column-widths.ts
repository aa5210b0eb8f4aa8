// How wide the columns of the connection list are: those of which a person has set no width share what room is left, first
// so that texts can be read, then so that times can be told apart. It knows nothing of how a text is measured.

import { clampWidth, type ColumnId, type Columns, INITIAL_COLUMNS, MIN_NAME_WIDTH } from './columns.ts';

/** CSS pixels that all the texts of a column would take; a column that is not in it needs no more than it has. */
export type ColumnNeeds = Readonly<Partial<Record<ColumnId, number>>>;

export type ColumnWidths = ReadonlyMap<ColumnId, number>;

type Limits = readonly (readonly [id: ColumnId, most: number])[];

/** Nobody gets more of a text than this while others lack room for theirs. */
const TEXTS: Limits = [
  ['name', 420],
  ['host', 320],
  ['protocol', 180],
];

const AFTER: Limits = [
  ['name', 900],
  ['waterfall', 640],
];

/** Of all that are shown but the name, which takes what the others leave. */
export function columnWidths(
  columns: Columns,
  shown: readonly ColumnId[],
  room: number,
  needs: ColumnNeeds,
): ColumnWidths {
  const widths = new Map(shown.map((id) => [id, id === 'name' ? MIN_NAME_WIDTH : columns[id].width]));
  narrow(widths, room);
  for (const limits of [TEXTS, AFTER]) {
    const sharing = limits.filter(([id]) => widths.has(id) && !columns[id].own);
    const spare = room - sumOf(widths.values());
    for (const [id, more] of sharedOut(spare, wantsOf(sharing, widths, needs)))
      widths.set(id, widths.get(id)! + more);
  }
  widths.delete('name');
  return widths;
}

/** Where there is not room for all widths, those that were made wide give way. */
function narrow(widths: Map<ColumnId, number>, room: number): void {
  for (const [id, width] of [...widths].toReversed()) {
    const excess = Math.max(0, sumOf(widths.values()) - room);
    widths.set(id, Math.max(width - excess, Math.min(width, INITIAL_COLUMNS[id].width)));
  }
}

/** What each would take if there were enough, least first. A waterfall is the better the longer it is. */
function wantsOf(limits: Limits, widths: ColumnWidths, needs: ColumnNeeds): readonly Want[] {
  return limits
    .map(([id, most]) => {
      const need = id === 'waterfall' ? most : (needs[id] ?? 0);
      return [id, Math.max(0, Math.min(most, need) - widths.get(id)!)] as const;
    })
    .toSorted(([, a], [, b]) => a - b);
}

type Want = readonly [id: ColumnId, more: number];

/** In equal parts, except that nobody gets more than it wants. */
function sharedOut(spare: number, wants: readonly Want[]): readonly Want[] {
  let left = Math.max(0, spare);
  return wants.map(([id, more], place) => {
    const part = Math.floor(Math.min(more, left / (wants.length - place)));
    left -= part;
    return [id, part];
  });
}

function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, number) => sum + number, 0);
}

/** Sets a width by hand. The others stay as wide as they are, so that no edge moves but the one that is dragged. */
export function resizeColumn(columns: Columns, widths: ColumnWidths, id: ColumnId, width: number): Columns {
  const kept = Array.from(widths, ([other, now]) => [other, { ...columns[other], width: now, own: true }]);
  return {
    ...columns,
    ...(Object.fromEntries(kept) as Partial<Columns>),
    [id]: { ...columns[id], width: clampWidth(width), own: true },
  };
}
