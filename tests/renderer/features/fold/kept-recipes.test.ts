import { beforeEach, describe, expect, test } from 'vitest';
import type { FoldRecipe } from '../../../../proxy/contract/fold.ts';
import { keepRecipe, keptRecipe } from '../../../../renderer/features/fold/kept-recipes.ts';

const recipe = (key: string): FoldRecipe => ({
  snapshots: '$.type=snapshot',
  deltas: '',
  snapshotPath: '$',
  deltaPath: '$',
  way: 'keyed',
  key,
});

beforeEach(() => localStorage.clear());

describe('The recipe of a host', () => {
  test('is the one that was chosen last, and none once that is taken back', () => {
    keepRecipe('a.test', recipe('1'));
    keepRecipe('b.test', recipe('2'));
    keepRecipe('a.test', recipe('3'));
    expect([keptRecipe('a.test')?.key, keptRecipe('b.test')?.key]).toEqual(['3', '2']);
    keepRecipe('a.test', null);
    expect([keptRecipe('a.test'), keptRecipe('b.test')?.key]).toEqual([null, '2']);
  });

  test('that was chosen for longest ago is the first to be forgotten', () => {
    for (let n = 0; n < 51; n += 1) keepRecipe(`h${n}.test`, recipe(String(n)));
    expect([keptRecipe('h0.test'), keptRecipe('h1.test')?.key, keptRecipe('h50.test')?.key]).toEqual([
      null,
      '1',
      '50',
    ]);
  });

  test.each(['no JSON', '{}', '[["a.test",{"way":"magic"}],7]'])(
    'is none where the storage holds something else: %s',
    (stored) => {
      localStorage.setItem('framescope:fold-recipes', stored);
      expect(keptRecipe('a.test')).toBeNull();
      keepRecipe('a.test', recipe('1'));
      expect(keptRecipe('a.test')?.key).toBe('1');
    },
  );
});
