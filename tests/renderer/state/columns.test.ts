import { describe, expect, test } from 'vitest';
import {
  COLUMN_IDS,
  fittingColumns,
  INITIAL_COLUMNS,
  MAX_COLUMN_WIDTH,
  moveColumn,
  nextSort,
  parseColumnOrder,
  parseColumns,
} from '../../../renderer/state/columns.ts';

describe('sorting by a column', () => {
  test('goes from ascending to descending to the order of capture', () => {
    const ascending = nextSort(null, 'host');
    const descending = nextSort(ascending, 'host');
    expect(ascending).toEqual({ column: 'host', direction: 'ascending' });
    expect(descending).toEqual({ column: 'host', direction: 'descending' });
    expect(nextSort(descending, 'host')).toBeNull();
  });

  test('starts anew with another column', () => {
    expect(nextSort({ column: 'host', direction: 'descending' }, 'status')?.direction).toBe('ascending');
  });
});

describe('columns that fit', () => {
  test('all that are chosen, where there is room', () => {
    expect(fittingColumns(INITIAL_COLUMNS, 2000)).toContain('duration');
  });

  test('the host gives way before the status, and the name never', () => {
    const narrow = fittingColumns(INITIAL_COLUMNS, 420);
    expect(narrow).not.toContain('host');
    expect(narrow).toContain('status');
    expect(fittingColumns(INITIAL_COLUMNS, 10)).toContain('name');
  });

  test('nothing is cut off in the narrowest list that there is', () => {
    const narrowest = fittingColumns(INITIAL_COLUMNS, 300);
    expect(narrowest).toEqual(['state', 'name', 'status']);
    expect(fittingColumns(INITIAL_COLUMNS, 324)).toEqual(['state', 'name', 'status', 'received']);
  });
});

describe('remembered columns', () => {
  test('anything malformed takes its initial width', () => {
    const columns = parseColumns({ host: { width: 1e9, visible: false }, status: 'wide', bogus: 1 });
    expect(columns).toEqual({
      ...INITIAL_COLUMNS,
      host: { width: MAX_COLUMN_WIDTH, visible: false, own: true },
    });
  });

  test('what is not an object is not accepted', () => {
    expect(parseColumns('wide')).toBeNull();
  });
});

describe('the order of columns', () => {
  test('a column is put before or behind another one', () => {
    const order = moveColumn(COLUMN_IDS, 'bytes', 'before', 'host');
    expect(order.slice(0, 4)).toEqual(['state', 'name', 'bytes', 'host']);
    expect(moveColumn(order, 'bytes', 'behind', 'host').slice(0, 4)).toEqual([
      'state',
      'name',
      'host',
      'bytes',
    ]);
    expect(order.toSorted()).toEqual(COLUMN_IDS.toSorted());
  });

  test('state and name stay first', () => {
    expect(moveColumn(COLUMN_IDS, 'bytes', 'before', 'name')).toBe(COLUMN_IDS);
    expect(moveColumn(COLUMN_IDS, 'name', 'behind', 'bytes')).toBe(COLUMN_IDS);
  });

  test('a remembered one is made whole', () => {
    const order = parseColumnOrder(['bytes', 'bogus', 'name', 'bytes', 7, 'host']);
    expect(order?.slice(0, 4)).toEqual(['state', 'name', 'bytes', 'host']);
    expect(order?.toSorted()).toEqual(COLUMN_IDS.toSorted());
    expect(parseColumnOrder('bytes')).toBeNull();
  });

  test('is that of the list', () => {
    const order = moveColumn(COLUMN_IDS, 'bytes', 'before', 'host');
    expect(fittingColumns(INITIAL_COLUMNS, 2000, order).slice(0, 4)).toEqual([
      'state',
      'name',
      'bytes',
      'host',
    ]);
  });
});
