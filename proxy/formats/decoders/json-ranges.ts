// Which bytes each value of a JSON text was read from, for decoders whose fields are that JSON. jsonc-parser knows where
// its nodes stand, which JSON.parse does not tell.

import { type Node, parseTree } from 'jsonc-parser';
import type { FieldRange } from '../../contract/model.ts';
import type { DecodableMessage } from './decoder.ts';
import { bytePlaces } from './text-bytes.ts';

/** Bytes; larger texts are not taken apart for the sake of a highlight. */
const LARGEST = 256 * 1024;
const MOST = 5000;

/** An array at the top is the field `value`. */
export function jsonRanges({
  payload,
  text,
  json,
}: Pick<DecodableMessage, 'payload' | 'text' | 'json'>): readonly FieldRange[] {
  if (text === null || json === null || payload.length > LARGEST) return [];
  const root = parseTree(text);
  if (!root) return [];
  const placeOf = bytePlaces(text);
  const ranges: FieldRange[] = [];
  const take = (node: Node, path: readonly string[]) => {
    if (ranges.length === MOST) return;
    const from = placeOf(node.offset);
    ranges.push({ part: null, path, from, to: from });
    const own = ranges.length - 1;
    for (const [name, child] of childrenOf(node)) take(child, [...path, name]);
    ranges[own] = { part: null, path, from, to: placeOf(node.offset + node.length) };
  };
  take(root, Array.isArray(json) ? ['value'] : []);
  return ranges;
}

function childrenOf({ type, children = [] }: Node): readonly (readonly [string, Node])[] {
  if (type === 'array') return children.map((child, index) => [String(index), child] as const);
  return children.flatMap(({ children: [name, value] = [] }) =>
    name && value ? [[String(name.value), value] as const] : [],
  );
}
