// Whether the names of an object's fields are data, as where things lie under their ids, and not a record's own. Told by how
// they look, by how seldom each is there, or by there being too many; a record with many fields of one type stays one.

import type { ValueType } from '../contract/message-schema.ts';

export interface NamedField {
  readonly name: string;
  /** In how many of the objects it was. */
  readonly seen: number;
  /** Of all its values; null: there were several. */
  readonly type: ValueType | null;
}

/** Numbers, hexadecimal digits, UUIDs, and words that end in a long number. */
const ID = /^(?:\d+|(?:0x)?[\da-f]{8,}|[\da-f]{8}(?:-[\da-f]{4,12}){4}|\w{0,24}?\d{4,})$/i;
/** Fewer ids may be a list of parameters. */
const LEAST_IDS = 8;
const LEAST_SELDOM = 24;
/** Objects before it is known what is seldom, and in how many of them a field is then on average. */
const LEAST_OBJECTS = 5;
const SELDOM = 0.5;
/** A record with as many fields is not looked at as a whole any more. */
const LEAST_TOO_MANY = 32;

/** @param full there is no room for another field */
export function areData(fields: readonly NamedField[], objects: number, full: boolean): boolean {
  if (fields.length < LEAST_IDS) return false;
  if (fields.every(({ name }) => ID.test(name))) return true;
  const isLikely = (full && fields.length >= LEAST_TOO_MANY) || areSeldom(fields, objects);
  return isLikely && haveOneType(fields);
}

function areSeldom(fields: readonly NamedField[], objects: number): boolean {
  if (fields.length < LEAST_SELDOM || objects < LEAST_OBJECTS) return false;
  const seen = fields.reduce((sum, field) => sum + field.seen, 0);
  return seen / fields.length < SELDOM * objects;
}

function haveOneType(fields: readonly NamedField[]): boolean {
  const [first] = fields;
  return first !== undefined && first.type !== null && fields.every(({ type }) => type === first.type);
}
