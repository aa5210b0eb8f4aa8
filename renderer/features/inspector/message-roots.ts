// What a decoded message is shown as: trees of fields, one for the message and one for each of its parts. Pure.

import type { Decoded, FieldRange } from '../../../proxy/contract/model.ts';
import type { TreeRoot, TreeStep } from '../../ui/tree-view-rows.ts';
import { oneLine } from '../timeline/one-line.ts';

export interface MessageRoot extends TreeRoot {
  /** Which part of the message; null: the message itself, undefined: deeper inside. */
  readonly part: number | null | undefined;
}

/** A bundle of equals says nothing by itself; what is inside a message stands below it. */
export function messageRoots(decoded: Decoded): readonly MessageRoot[] {
  const below = decoded.parts.flatMap((part, index) => [rootOf(part, index), ...insideOf(part)]);
  return isBundle(decoded) ? below : [rootOf(decoded, null), ...below];
}

function isBundle({ protocol, parts }: Decoded): boolean {
  return parts.length > 0 && parts.every((part) => part.protocol === protocol);
}

function insideOf({ parts }: Decoded): readonly MessageRoot[] {
  return parts.flatMap((part) => [rootOf(part, undefined), ...insideOf(part)]);
}

function rootOf(decoded: Decoded, part: number | null | undefined): MessageRoot {
  const { kind, summary, fields } = decoded;
  return { key: kind, value: isArray(decoded) ? fields['value'] : fields, note: oneLine(summary), part };
}

/** The decoder of JSON keeps an array as the field `value`, which the tree does not show. */
function isArray({ protocol, fields }: Decoded): boolean {
  return protocol === 'json' && Array.isArray(fields['value']);
}

/** Where the bytes of a tree's row stand; null where its decoder does not tell. */
export function rangeOf(
  ranges: readonly FieldRange[],
  root: MessageRoot,
  path: readonly TreeStep[],
): FieldRange | null {
  if (root.part === undefined) return null;
  const steps = Array.isArray(root.value) ? ['value', ...path] : path;
  const wanted = steps.map(String);
  const isIt = (range: FieldRange) =>
    range.part === root.part &&
    range.path.length === wanted.length &&
    wanted.every((step, index) => range.path[index] === step);
  return ranges.find(isIt) ?? null;
}
