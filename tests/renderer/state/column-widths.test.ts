import { describe, expect, test } from 'vitest';
import { columnWidths, resizeColumn } from '../../../renderer/state/column-widths.ts';
import { type ColumnId, fittingColumns, INITIAL_COLUMNS } from '../../../renderer/state/columns.ts';

const COLUMNS = INITIAL_COLUMNS;
const SHOWN = fittingColumns(COLUMNS, 2000);

function widthsIn(room: number, needs: Partial<Record<ColumnId, number>>, columns = COLUMNS) {
  const widths = columnWidths(columns, SHOWN, room, needs);
  const others = [...widths.values()].reduce((sum, width) => sum + width, 0);
  return { ...Object.fromEntries(widths), name: room - others } as Record<ColumnId, number>;
}

describe('room that is left', () => {
  test('goes to the host that is cut off, then to the waterfall, when names are short', () => {
    const { host, waterfall, name } = widthsIn(1075, { name: 150, host: 220 });
    expect(host).toBe(220);
    expect(name).toBe(190);
    expect(waterfall).toBe(213);
  });

  test('is shared in equal parts until one can be read', () => {
    const { host, name, waterfall } = widthsIn(1000, { name: 400, host: 170 });
    expect(host).toBe(170);
    expect(name).toBe(258);
    expect(waterfall).toBe(COLUMNS.waterfall.width);
  });

  test('is the name’s where nothing else needs it', () => {
    const { name, waterfall } = widthsIn(3000, { name: 200 });
    expect(waterfall).toBe(640);
    expect(name).toBeGreaterThan(1000);
  });

  test('does not change what needs no text', () => {
    const { status, bytes } = widthsIn(2400, { name: 400, host: 400 });
    expect([status, bytes]).toEqual([COLUMNS.status.width, COLUMNS.bytes.width]);
  });

  test('there is none: every column has its least width', () => {
    expect(widthsIn(902, { name: 400, host: 400 }).host).toBe(COLUMNS.host.width);
  });
});

describe('a width set by hand', () => {
  const before = columnWidths(COLUMNS, SHOWN, 1400, { name: 300, host: 250 });
  const columns = resizeColumn(COLUMNS, before, 'host', 90);

  test('stays, however much room there is', () => {
    expect(widthsIn(2400, { host: 250 }, columns).host).toBe(90);
  });

  test('leaves the others as they are, so that only its own edge moves', () => {
    const after = columnWidths(columns, SHOWN, 1400, { name: 300, host: 250 });
    expect(after.get('waterfall')).toBe(before.get('waterfall'));
    expect(after.get('protocol')).toBe(before.get('protocol'));
  });

  test('gives way as far as it must where there is no room for it', () => {
    const wide = resizeColumn(COLUMNS, before, 'host', 600);
    expect(fittingColumns(wide, 902)).toEqual(SHOWN);
    expect(widthsIn(902, {}, wide).host).toBe(COLUMNS.host.width);
    expect(widthsIn(1600, {}, wide).host).toBe(600);
  });
});
