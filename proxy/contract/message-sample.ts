// What some messages say, for completing a filter: their kinds, their decoded fields, and the values seen in them, most
// frequent first. It does not know which messages are worth looking at.

import type { Decoded } from './model.ts';

export interface MessageSample {
  readonly kinds: readonly string[];
  readonly fields: readonly SampledField[];
}

/** A decoded field as the filter language reaches it. */
export interface SampledField {
  /** Name of the decoder. */
  readonly protocol: string;
  readonly path: readonly string[];
  /** Single values, as text; empty for a field that holds only others. */
  readonly values: readonly string[];
}

export const EMPTY_SAMPLE: MessageSample = { kinds: [], fields: [] };

const MAX_KINDS = 100;
const MAX_FIELDS = 300;
const MAX_VALUES = 20;
/** Values that are told apart in a field, of which the most frequent are kept. */
const MAX_COUNTED = 200;
const MAX_LENGTH = 80;
const MAX_DEPTH = 6;
/** Elements looked into of an array that holds more than single values. */
const MAX_ELEMENTS = 3;

type Counts = Map<string, number>;

interface Field {
  readonly protocol: string;
  readonly path: readonly string[];
  readonly values: Counts;
}

export function sampleOf(messages: Iterable<Decoded>): MessageSample {
  const kinds: Counts = new Map();
  const fields = new Map<string, Field>();
  for (const message of messages) {
    for (const decoded of [message, ...message.parts]) {
      count(kinds, decoded.kind);
      readFields(fields, decoded);
    }
  }
  return {
    kinds: mostFrequent(kinds, MAX_KINDS),
    fields: Array.from(fields.values(), ({ values, ...field }) => ({
      ...field,
      values: mostFrequent(values, MAX_VALUES),
    })),
  };
}

/** An array at the top is the field `value`, which need not be named. */
function readFields(fields: Map<string, Field>, { protocol, fields: top }: Decoded): void {
  const read = (value: unknown, path: readonly string[]) => {
    if (value === null || typeof value !== 'object') return note(fields, protocol, path, value);
    if (path.length > MAX_DEPTH || ArrayBuffer.isView(value)) return;
    if (Array.isArray(value)) return readArray(value, path);
    for (const [name, each] of Object.entries(value)) read(each, [...path, name]);
  };
  const readArray = (value: readonly unknown[], path: readonly string[]) => {
    const single = value.filter((each) => each === null || typeof each !== 'object');
    if (path.length > 0) for (const each of single) note(fields, protocol, path, each);
    if (single.length === value.length) return;
    value.slice(0, MAX_ELEMENTS).forEach((each, index) => read(each, [...path, String(index)]));
  };
  read(Array.isArray(top['value']) ? top['value'] : top, []);
}

function note(fields: Map<string, Field>, protocol: string, path: readonly string[], value: unknown): void {
  if (path.length === 0) return;
  const key = [protocol, ...path].join('\0');
  const known = fields.get(key);
  if (!known && fields.size >= MAX_FIELDS) return;
  const field = known ?? { protocol, path, values: new Map() };
  fields.set(key, field);
  if (isSingle(value)) count(field.values, String(value));
}

function isSingle(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function count(counts: Counts, value: string): void {
  if (value === '' || value.length > MAX_LENGTH) return;
  const before = counts.get(value);
  if (before !== undefined || counts.size < MAX_COUNTED) counts.set(value, (before ?? 0) + 1);
}

function mostFrequent(counts: Counts, limit: number): readonly string[] {
  const byCount = [...counts].toSorted(([, a], [, b]) => b - a);
  return byCount.slice(0, limit).map(([value]) => value);
}
