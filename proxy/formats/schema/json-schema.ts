// Shapes as JSON Schema, draft 2020-12. It says what was seen and forbids little: every message that it was made of is
// valid, and so is one with a field more. What was in every object is required; a text of few choices is one of them.

import {
  type Field,
  type KindSchema,
  type Shape,
  type ValueType,
  choicesOf,
  isAlways,
} from '../../contract/message-schema.ts';
import { describeKinds, sayOf } from './described.ts';

/** A JSON Schema is an object of keywords; see json-schema.org/draft/2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One document: a message is any of its `$defs`. */
export function toJsonSchema(title: string, kinds: readonly KindSchema[]): string {
  const described = describeKinds(kinds);
  const defs = described.map(({ name, of, payload }) => [
    name,
    { description: sayOf(of), ...shapeSchema(payload) },
  ]);
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    anyOf: described.map(({ name }) => ({ $ref: `#/$defs/${name}` })),
    $defs: Object.fromEntries(defs),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function shapeSchema(shape: Shape): JsonSchema {
  const types = schemaTypes(shape);
  if (types.length === 0) return {};
  return {
    type: types.length === 1 ? types[0] : types,
    ...choices(shape, types),
    ...(types.includes('object') && objectKeywords(shape)),
    ...(shape.items && { items: shapeSchema(shape.items) }),
  };
}

/** A text of few choices lists them, and null beside them; else there are examples. */
function choices(shape: Shape, types: readonly string[]): JsonSchema {
  const texts = types.every((type) => type === 'string' || type === 'null') ? choicesOf(shape) : null;
  if (texts) return { enum: types.includes('null') ? [...texts, null] : texts };
  return shape.examples.length > 0 ? { examples: shape.examples } : {};
}

function objectKeywords(shape: Shape): JsonSchema {
  if (shape.entries) return { additionalProperties: shapeSchema(shape.entries.values) };
  const required = shape.fields.filter((field) => isAlways(field, shape)).map(({ name }) => name);
  return {
    properties: Object.fromEntries(
      shape.fields.map(({ name, shape: inner }: Field) => [name, shapeSchema(inner)]),
    ),
    ...(required.length > 0 && { required }),
  };
}

/** Of a secret nothing is known but that it was a text or a number; an integer is a number too. */
const SCHEMA_TYPES: Readonly<Record<ValueType, readonly string[]>> = {
  object: ['object'],
  array: ['array'],
  string: ['string'],
  number: ['number'],
  integer: ['integer'],
  boolean: ['boolean'],
  null: ['null'],
  masked: ['string', 'number'],
};

function schemaTypes({ types }: Shape): readonly string[] {
  const all = new Set(Object.keys(types).flatMap((type) => SCHEMA_TYPES[type as ValueType]));
  if (all.has('number')) all.delete('integer');
  return [...all];
}
