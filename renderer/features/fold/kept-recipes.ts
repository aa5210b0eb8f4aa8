// How people chose to have the messages of a host folded, remembered between visits: the next connection to it is folded
// so. The host that was chosen for longest ago is forgotten first.

import { FOLD_WAYS, type FoldRecipe } from '../../../proxy/contract/fold.ts';
import { readRemembered, writeRemembered } from '../../state/remembered.ts';

const KEY = 'fold-recipes';
const MOST = 50;

type Kept = readonly (readonly [host: string, recipe: FoldRecipe])[];

export function keptRecipe(host: string): FoldRecipe | null {
  return read().find(([known]) => known === host)?.[1] ?? null;
}

/** Null: as the engine recognises it, from now on. */
export function keepRecipe(host: string, recipe: FoldRecipe | null): void {
  const others = read().filter(([known]) => known !== host);
  const all = recipe ? [...others, [host, recipe] as const] : others;
  writeRemembered(KEY, all.slice(-MOST));
}

function read(): Kept {
  return readRemembered<Kept>(KEY, [], asKept);
}

function asKept(value: unknown): Kept | null {
  return Array.isArray(value) ? value.filter(isEntry) : null;
}

function isEntry(value: unknown): value is Kept[number] {
  return Array.isArray(value) && typeof value[0] === 'string' && isRecipe(value[1]);
}

const TEXTS = ['snapshots', 'deltas', 'snapshotPath', 'deltaPath', 'key'] as const;

function isRecipe(value: unknown): value is FoldRecipe {
  if (typeof value !== 'object' || value === null) return false;
  const recipe = value as Readonly<Record<string, unknown>>;
  return (
    TEXTS.every((name) => typeof recipe[name] === 'string') && FOLD_WAYS.some((way) => way === recipe['way'])
  );
}
