// One delta applied to a state in one of the ways that there are. What does not apply is said, never thrown.

import type { FoldWay } from '../../contract/fold.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyKeyed } from './keyed-delta.ts';
import { applyMergePatch } from './merge-patch.ts';

export type Applied = { readonly state: unknown } | { readonly error: string };

/** `state` may be changed in place; where there is an error, it is as it was. */
export function applyDelta(state: unknown, delta: unknown, way: FoldWay, key: string): Applied {
  if (delta === undefined) return { error: 'There is nothing at the path of the deltas.' };
  if (state === undefined && way !== 'replace')
    return { error: 'There is no state yet: no snapshot came before it.' };
  switch (way) {
    case 'replace':
      return { state: delta };
    case 'json-patch':
      return applyJsonPatch(state, delta);
    case 'merge-patch':
      return { state: applyMergePatch(state, delta) };
    case 'keyed':
      return { state: applyKeyed(state, delta, key) };
  }
}
