import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  copyableValue,
  formatPath,
  formatValue,
  parentOf,
  treeRows,
} from '../../../renderer/ui/tree-view-rows.ts';

const value = { user: { name: 'Ana', tags: ['a', 'b'] }, price: 12.5, none: null, empty: {} };
const rows = (toggled: readonly string[] = [], depth = 9) =>
  treeRows([{ key: 'json', value }], new Set(toggled), depth);

describe('rows of a tree', () => {
  test('stand directly below their parents, one level deeper', () => {
    expect(rows().map(({ name, level }) => [name, level])).toEqual([
      ['json', 1],
      ['user', 2],
      ['name', 3],
      ['tags', 3],
      ['0', 4],
      ['1', 4],
      ['price', 2],
      ['none', 2],
      ['empty', 2],
    ]);
  });

  test('know their place among their siblings', () => {
    const tags = rows().find(({ name }) => name === 'tags');
    expect([tags?.position, tags?.siblings]).toEqual([2, 2]);
  });

  test('are hidden below the depth that is open at first', () => {
    expect(rows([], 1).map(({ name }) => name)).toEqual(['json', 'user', 'price', 'none', 'empty']);
  });

  test('appear and disappear when their branch is toggled', () => {
    const user = rows([], 1)[1]!;
    expect(rows([user.id], 1).map(({ name }) => name)).toContain('tags');
    expect(rows([user.id]).map(({ name }) => name)).not.toContain('tags');
  });

  test('of an empty object or a leaf cannot be opened', () => {
    const closed = rows().filter(({ expanded }) => expanded === null);
    expect(closed.map(({ name }) => name)).toEqual(['name', '0', '1', 'price', 'none', 'empty']);
  });

  test('exist for every value of any JSON, each with an id of its own', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const all = treeRows([{ key: 'root', value: json }], new Set(), Infinity);
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      }),
    );
  });

  test('lead back to their parent', () => {
    const all = rows();
    expect(all[parentOf(all, 5)]?.name).toBe('tags');
    expect(parentOf(all, 0)).toBe(-1);
  });
});

test('a path is written as code would reach the value', () => {
  expect(formatPath(['user', 'first name', 0, 'x-y'])).toBe('$.user["first name"][0]["x-y"]');
  expect(formatPath([])).toBe('$');
});

test('a branch says in short what is inside', () => {
  expect(formatValue(value)).toBe('{ user, price, none, empty }');
  expect(formatValue([1, 2])).toBe('[2]');
  expect(formatValue('say "hi"')).toBe(String.raw`"say \"hi\""`);
  expect(formatValue(10n)).toBe('"10n"');
});

test('a text is copied without quotes, a branch as JSON', () => {
  expect(copyableValue('Ana')).toBe('Ana');
  expect(copyableValue({ a: 1 })).toBe('{\n  "a": 1\n}');
});
