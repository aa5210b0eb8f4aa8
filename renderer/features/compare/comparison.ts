// Two payloads compared in every way that makes sense for them: field by field, line by line, byte by byte.
// Pure, so that a worker can do it beside the page. Never throws, whatever the payloads hold.

import microdiff from 'microdiff';
import { align, type Alignment, type AlignLimits, withoutChance } from './alignment.ts';
import { linesOf } from './text-lines.ts';

export interface Comparable {
  readonly bytes: Uint8Array;
  /** Null where it is none. */
  readonly text: string | null;
  /** JSON-like, decoded; null where there is none. */
  readonly value: unknown;
}

export type TreePath = readonly (string | number)[];

export type FieldChange =
  | { readonly kind: 'added'; readonly path: TreePath; readonly after: unknown }
  | { readonly kind: 'removed'; readonly path: TreePath; readonly before: unknown }
  | {
      readonly kind: 'changed';
      readonly path: TreePath;
      readonly before: unknown;
      readonly after: unknown;
    };

export interface TextComparison extends Alignment {
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly laidOut: boolean;
}

export interface Comparison {
  /** Every byte that was compared is the same. */
  readonly same: boolean;
  /** Null where one of them has no fields, or they are nested too deeply. */
  readonly fields: readonly FieldChange[] | null;
  readonly text: TextComparison | null;
  readonly bytes: Alignment;
}

/** Bytes that must be equal in a row to be more than chance. */
const LEAST_EQUAL = 4;
/** Bytes that are aligned; what lies beyond is compared by place. */
const ALIGNED_BYTES = 64 * 1024;

export function compare(a: Comparable, b: Comparable, milliseconds: number): Comparison {
  const limits: AlignLimits = { edits: 6000, milliseconds };
  const bytes = compareBytes(a.bytes, b.bytes, limits);
  return {
    same: bytes.stretches.every(({ equal }) => equal),
    fields: compareFields(a.value, b.value),
    text: a.text === null || b.text === null ? null : compareTexts(a.text, b.text, limits),
    bytes,
  };
}

function compareTexts(a: string, b: string, limits: AlignLimits): TextComparison {
  const [from, to] = [linesOf(a), linesOf(b)];
  const alignment = align(from.lines, to.lines, limits);
  return { ...alignment, a: from.lines, b: to.lines, laidOut: from.laidOut || to.laidOut };
}

function compareBytes(a: Uint8Array, b: Uint8Array, limits: AlignLimits): Alignment {
  const small = Math.max(a.length, b.length) <= ALIGNED_BYTES;
  if (!small) return align(a, b, { edits: 0, milliseconds: 0 });
  return withoutChance(align(a, b, limits), LEAST_EQUAL);
}

function compareFields(a: unknown, b: unknown): readonly FieldChange[] | null {
  if (!isTree(a) || !isTree(b)) return null;
  try {
    return microdiff({ $: a }, { $: b }, { cyclesFix: false }).map(fieldChange);
  } catch (error) {
    if (error instanceof RangeError) return null; // nested more deeply than the stack reaches
    throw error;
  }
}

function fieldChange(change: ReturnType<typeof microdiff>[number]): FieldChange {
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

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
