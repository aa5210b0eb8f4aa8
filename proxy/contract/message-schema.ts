// What the messages of a view look like: their kinds, and for each kind the fields that were seen in it. It tells what
// was there, never what was meant; all of it is bounded, and says where it was. Times are epoch milliseconds.

import type { ConnectionId, Seq } from './ids.ts';
import type { Side } from './model.ts';

/** Kinds that are looked into; messages of others are only counted. */
export const MOST_KINDS = 100;
/** Fields of one kind, at any depth. */
export const MOST_FIELDS = 200;
/** Different texts of one field that are kept; with more they are no small set. */
export const MOST_TEXTS = 12;
export const MOST_EXAMPLES = 3;
/** Characters of a text that is kept whole, and of the name of a field. */
export const LONGEST_TEXT = 64;
export const LONGEST_NAME = 200;
/** A field that was not in this many before the first that had it is a new one. */
export const NEW_AFTER = 20;

/** `masked`: a secret, of which only the mask is known. */
export type ValueType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'masked';

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** All values that one place was seen to hold. */
export interface Shape {
  /** How many of each type there were. */
  readonly types: Readonly<Partial<Record<ValueType, number>>>;
  /** Every text that there was; null where there were too many, or too long ones. */
  readonly texts: readonly string[] | null;
  /** Some of its texts hold a secret, which is masked. */
  readonly secret: boolean;
  /** Of texts and numbers, the first ones; long texts are cut. */
  readonly examples: readonly (string | number)[];
  /** Of numbers; null where there were none. */
  readonly range: Range | null;
  /** Of objects, in the order in which they were seen first. */
  readonly fields: readonly Field[];
  /** Of objects whose names are data, such as ids: they have no `fields`; null: their names are names. */
  readonly entries: Entries | null;
  /** What its arrays hold, all items of all of them together; null: nothing, as far as is known. */
  readonly items: Shape | null;
  /** There were more fields or items than are told. */
  readonly more: boolean;
}

/** What objects hold under names that say nothing of what it is. */
export interface Entries {
  /** The first ones. */
  readonly names: readonly string[];
  /** All values under all names together. */
  readonly values: Shape;
  readonly seen: number;
  readonly first: FirstSeen;
}

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** In how many of the objects here it was. */
  readonly seen: number;
  readonly first: FirstSeen;
}

/** The message that was the first to have a field. */
export interface FirstSeen {
  readonly seq: Seq;
  readonly at: number;
  /** Objects at this place that had come before without it. */
  readonly after: number;
}

export interface KindSchema {
  readonly protocol: string;
  readonly kind: string;
  readonly messages: Readonly<Record<Side, number>>;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly last: Seq;
  /** The first connections that had it. */
  readonly connections: readonly ConnectionId[];
  /** Of the decoded fields: an object. */
  readonly shape: Shape;
  /** Messages too large or nested too deep to be read, which the shape says nothing of. */
  readonly unread: number;
}

/** Where `scanned` is less than `total`, more is being read: ask again. */
export interface MessageSchema {
  /** Messages read so far, of how many. */
  readonly scanned: number;
  readonly total: number;
  /** The most frequent first. A message that holds several kinds counts for each of them. */
  readonly kinds: readonly KindSchema[];
  /** Messages of kinds that are not told, as there were too many. */
  readonly otherKinds: number;
  /** Data messages that no decoder knows. */
  readonly undecoded: number;
}

/** It is there whenever it could be. */
export function isAlways(field: Field, { types }: Shape): boolean {
  return field.seen === types.object;
}

/** It came when the objects that hold it had long been known. */
export function isNew({ first }: Field): boolean {
  return first.after >= NEW_AFTER;
}

/** How many times as often as there are different texts, for them to be the only ones there are. */
const REPEATED = 5;

/** The texts of a place that holds one of a few; null where it does not. */
export function choicesOf({ types, texts }: Shape): readonly string[] | null {
  const closed = texts !== null && texts.length > 0 && types.masked === undefined;
  return closed && (types.string ?? 0) >= texts.length * REPEATED ? texts : null;
}
