// The fields of a kind as the rows of a table, each below the one that holds it, and what the cells of one say. Pure.

import {
  choicesOf,
  type Entries,
  type Field,
  isAlways,
  LONGEST_TEXT,
  type Range,
  type Shape,
  type ValueType,
} from '../../../proxy/contract/message-schema.ts';
import { fieldTerm, presenceTerm } from '../../../proxy/contract/filter-of-value.ts';

export interface FieldRow {
  /** Of names in quotes, and `[]` for what an array holds. */
  readonly key: string;
  readonly depth: number;
  readonly field: Field;
  /** Null: it is there whenever it could be; else in which share of the objects that hold it. */
  readonly share: number | null;
  /** As filters name it; null inside an array, where they cannot. */
  readonly path: readonly string[] | null;
  /** Where it stands for whatever has a name that is data: some of these. */
  readonly names?: readonly string[];
}

/** Stands for names that are data. */
const ANY_NAME = '*';

export function fieldRows(shape: Shape): readonly FieldRow[] {
  return rowsOf(shape, 0, '', []);
}

function rowsOf(shape: Shape, depth: number, prefix: string, path: FieldRow['path']): FieldRow[] {
  const own = shape.fields.flatMap((field): FieldRow[] => {
    const key = `${prefix}.${JSON.stringify(field.name)}`;
    const inner = path && [...path, field.name];
    const share = isAlways(field, shape) ? null : field.seen / (shape.types.object ?? field.seen);
    const row = { key, depth, field, share, path: inner };
    return [row, ...rowsOf(field.shape, depth + 1, key, inner)];
  });
  const items = shape.items ? rowsOf(shape.items, depth, `${prefix}[]`, null) : [];
  return [...own, ...(shape.entries ? entryRows(shape.entries, depth, prefix) : []), ...items];
}

function entryRows({ names, values, seen, first }: Entries, depth: number, prefix: string): FieldRow[] {
  const key = `${prefix}.${ANY_NAME}`;
  const field = { name: ANY_NAME, shape: values, seen, first };
  return [{ key, depth, field, share: null, path: null, names }, ...rowsOf(values, depth + 1, key, null)];
}

/** `string | null`, `integer[]`. */
export function typeWords(shape: Shape): string {
  const types = Object.keys(shape.types) as ValueType[];
  const words = types
    .filter((type) => !(type === 'integer' && types.includes('number')))
    .map((type) => (type === 'array' ? arrayWords(shape.items) : type));
  return words.join(' | ') || 'unknown';
}

function arrayWords(items: Shape | null): string {
  if (items === null) return 'array';
  const inner = typeWords(items);
  return inner.includes(' | ') ? `(${inner})[]` : `${inner}[]`;
}

/** A value that a cell shows, and the filter that finds it; null where none can. */
export interface ShownValue {
  readonly text: string;
  readonly term: string | null;
}

export interface ShownValues {
  /** `choices`: these and no others. */
  readonly kind: 'choices' | 'examples';
  readonly values: readonly ShownValue[];
}

/** Of an array: what it holds. Numbers are no examples where their range is shown. */
export function shownValues({ field, path }: FieldRow): ShownValues {
  const shape = scalarsOf(field.shape);
  const choices = choicesOf(shape);
  const examples = rangeOf(shape)
    ? shape.examples.filter((value) => typeof value === 'string')
    : shape.examples;
  const values = choices ?? examples;
  return {
    kind: choices ? 'choices' : 'examples',
    values: values.map((value) => ({
      text: typeof value === 'string' ? JSON.stringify(value) : String(value),
      term: path === null || !isWhole(value, shape) ? null : fieldTerm(path, value),
    })),
  };
}

/** `-1.5 … 99`; null where there are no numbers, or only one. */
export function rangeWords({ field }: FieldRow): string | null {
  const range = rangeOf(scalarsOf(field.shape));
  return range && `${range.least} … ${range.most}`;
}

function rangeOf({ range }: Shape): Range | null {
  return range && range.least !== range.most ? range : null;
}

export function presenceOf({ path }: FieldRow): string | null {
  return path && presenceTerm(path);
}

function scalarsOf(shape: Shape): Shape {
  const hasOwn = shape.examples.length > 0;
  return hasOwn || shape.items === null || shape.items.items !== null ? shape : shape.items;
}

/** Neither cut nor masked. */
function isWhole(value: string | number, { secret }: Shape): boolean {
  return typeof value === 'number' || (value.length <= LONGEST_TEXT && !secret);
}
