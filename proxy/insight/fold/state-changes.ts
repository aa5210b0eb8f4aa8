// What differs between two states, by path; the first of it where there is very much.

import microdiff from 'microdiff';
import type { StateChange } from '../../contract/fold.ts';

const MOST = 500;

export function changesBetween(before: unknown, after: unknown): readonly StateChange[] {
  try {
    return microdiff({ $: before }, { $: after }, { cyclesFix: false }).slice(0, MOST).map(toChange);
  } catch (error) {
    if (error instanceof RangeError) return []; // nested more deeply than the stack reaches
    throw error;
  }
}

function toChange(change: ReturnType<typeof microdiff>[number]): StateChange {
  const path = change.path.slice(1);
  switch (change.type) {
    case 'CREATE':
      return { kind: 'added', path, after: change.value };
    case 'REMOVE':
      return { kind: 'removed', path, before: change.oldValue };
    case 'CHANGE':
      return { kind: 'changed', path, before: change.oldValue, after: change.value };
  }
}
