// Lists whose elements are told apart by a key, such as orders by their id or levels of an order book by their price:
// an element of a delta takes the place of the one with its key, is added, or takes it away.

import { isFields, ownOf, setOwn } from './merge-patch.ts';

const GONE: ReadonlySet<unknown> = new Set(['delete', 'deleted', 'remove', 'removed']);
/** Where an element says what becomes of it. */
const VERBS = ['op', 'action', 'type', 'event'];

/** `state` may be changed in place. A delta is a list, one element, or fields of which some are lists. */
export function applyKeyed(state: unknown, delta: unknown, key: string): unknown {
  if (Array.isArray(state)) return mergeLists(state, Array.isArray(delta) ? delta : [delta], key);
  if (!isFields(delta)) return delta;
  const fields = isFields(state) ? state : {};
  for (const [name, value] of Object.entries(delta)) {
    const before = ownOf(fields, name);
    setOwn(fields, name, Array.isArray(before) || isFields(before) ? applyKeyed(before, value, key) : value);
  }
  return fields;
}

function mergeLists(list: unknown[], delta: readonly unknown[], key: string): unknown[] {
  const places = new Map(list.map((element, place) => [keyOf(element, key), place]));
  const gone = new Set<number>();
  for (const element of delta) {
    const known = keyOf(element, key);
    const place = known === undefined ? undefined : places.get(known);
    if (isGone(element)) {
      if (place !== undefined) gone.add(place);
      continue;
    }
    if (place === undefined) places.set(known, list.push(element) - 1);
    else {
      list[place] = merged(list[place], element);
      gone.delete(place);
    }
  }
  return gone.size === 0 ? list : list.filter((_, place) => !gone.has(place));
}

/** Fields that a delta does not name stay. */
function merged(before: unknown, after: unknown): unknown {
  return isFields(before) && isFields(after) ? { ...before, ...after } : after;
}

function keyOf(element: unknown, key: string): string | undefined {
  if (typeof element !== 'object' || element === null || !Object.hasOwn(element, key)) return undefined;
  return JSON.stringify((element as Record<string, unknown>)[key]);
}

/** A tuple `[key, amount]` is gone with an amount of zero. */
function isGone(element: unknown): boolean {
  if (Array.isArray(element)) return element.length >= 2 && element[1] !== '' && Number(element[1]) === 0;
  if (!isFields(element)) return false;
  return element['deleted'] === true || VERBS.some((verb) => GONE.has(ownOf(element, verb)));
}
