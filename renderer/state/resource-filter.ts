// The chip of the connection list that is pressed, read from the text of the filter and written into it. A chip has
// no state of its own: what it says can be typed, and what is typed presses it.

import type { Filter } from '../../proxy/contract/filter.ts';
import { conjunctsOf, replaceConjuncts } from '../../proxy/contract/filter-edit.ts';
import { RESOURCE_TYPES } from '../../proxy/contract/filter-keys.ts';
import type { ResourceType } from '../../proxy/contract/model.ts';

export const RESOURCE_FILTERS = ['all', ...RESOURCE_TYPES] as const;

export type ResourceFilter = (typeof RESOURCE_FILTERS)[number];

/** Null where the text asks for something that no chip stands for: several types, or any HTTP request. */
export function resourceOf(text: string): ResourceFilter | null {
  const conjuncts = conjunctsOf(text, isAboutResources);
  if (conjuncts.length === 0) return 'all';
  return conjuncts.length === 1 ? typeOf(conjuncts[0]!) : null;
}

export function withResource(text: string, resource: ResourceFilter): string {
  return replaceConjuncts(text, isAboutResources, resource === 'all' ? null : termOf(resource));
}

/** `ws`, `type:fetch`, `type:script|stylesheet`. */
export function isAboutResources(filter: Filter): boolean {
  if (filter.type === 'or') return filter.of.every(isAboutResources);
  return filter.type === 'resource' || filter.type === 'traffic';
}

/** The shortest word for it. */
export function termOf(resource: ResourceType): string {
  if (resource === 'websocket') return 'ws';
  return resource === 'tunnel' ? 'tunnel' : `type:${resource}`;
}

function typeOf(filter: Filter): ResourceType | null {
  if (filter.type === 'resource') return filter.is;
  return filter.type === 'traffic' && filter.kind !== 'http' ? filter.kind : null;
}
