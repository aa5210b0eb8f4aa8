// What one place of many messages was seen to hold, added up value by value in bounded memory. Our own and not
// genson-js, which makes a schema of every message anew to merge it with the last one, and of how often, since when and
// with which values a field was there keeps nothing.

import type { Seq } from '../contract/ids.ts';
import {
  type FirstSeen,
  LONGEST_NAME,
  LONGEST_TEXT,
  MOST_EXAMPLES,
  MOST_FIELDS,
  MOST_TEXTS,
  type Range,
  type Shape,
  type ValueType,
} from '../contract/message-schema.ts';
import { MASK } from '../formats/decoders/decodable.ts';

/** The message that a value was found in. */
export interface Sighting {
  readonly seq: Seq;
  readonly at: number;
}

interface FieldCounts {
  readonly counts: ShapeCounts;
  readonly first: FirstSeen;
  seen: number;
}

/** How many fields one kind may still get. */
export class Room {
  #left = MOST_FIELDS;

  /** False where there is none left. */
  take(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }
}

export class ShapeCounts {
  readonly #room: Room;
  readonly #types = new Map<ValueType, number>();
  /** Null: too many, or too long ones. */
  #texts: Set<string> | null = new Set();
  readonly #examples = new Set<string | number>();
  #secret = false;
  #range: Range | null = null;
  readonly #fields = new Map<string, FieldCounts>();
  #items: ShapeCounts | null = null;
  #more = false;

  constructor(room: Room) {
    this.#room = room;
  }

  get told(): Shape {
    return {
      types: Object.fromEntries(this.#types),
      texts: this.#texts && [...this.#texts],
      examples: [...this.#examples],
      secret: this.#secret,
      range: this.#range,
      fields: Array.from(this.#fields, ([name, { counts, seen, first }]) => ({
        name,
        shape: counts.told,
        seen,
        first,
      })),
      items: this.#items?.told ?? null,
      more: this.#more,
    };
  }

  /** As deep as decoders let values be. */
  add(value: unknown, sighting: Sighting): void {
    const type = typeOf(value);
    if (type === null) return;
    const before = this.#types.get(type) ?? 0;
    this.#types.set(type, before + 1);
    if (type === 'string') this.#addText(value as string);
    else if (type === 'number' || type === 'integer') this.#addNumber(Number(value));
    else if (type === 'array') this.#addItems(value as readonly unknown[], sighting);
    else if (type === 'object') this.#addFields(value as object, before, sighting);
  }

  #addText(text: string): void {
    const fits = text.length <= LONGEST_TEXT;
    this.#exemplify(fits ? text : `${text.slice(0, LONGEST_TEXT).toWellFormed()}…`);
    this.#secret ||= text.includes(MASK);
    if (!fits || this.#secret) this.#texts = null;
    this.#texts?.add(text);
    if (this.#texts && this.#texts.size > MOST_TEXTS) this.#texts = null;
  }

  #addNumber(value: number): void {
    const { least, most } = this.#range ?? { least: value, most: value };
    if (this.#range === null || value < least || value > most)
      this.#range = { least: Math.min(least, value), most: Math.max(most, value) };
    this.#exemplify(value);
  }

  #exemplify(value: string | number): void {
    if (this.#examples.size < MOST_EXAMPLES) this.#examples.add(value);
  }

  #addItems(items: readonly unknown[], sighting: Sighting): void {
    if (items.length === 0) return;
    if (this.#items === null && this.#room.take()) this.#items = new ShapeCounts(this.#room);
    if (this.#items === null) this.#more = true;
    else for (const item of items) this.#items.add(item, sighting);
  }

  /** @param after objects that were here before */
  #addFields(object: object, after: number, { seq, at }: Sighting): void {
    for (const [name, value] of Object.entries(object)) {
      if (typeOf(value) === null) continue;
      const field = this.#fields.get(name) ?? this.#newField(name, { seq, at, after });
      if (field === null) continue;
      field.seen += 1;
      field.counts.add(value, { seq, at });
    }
  }

  #newField(name: string, first: FirstSeen): FieldCounts | null {
    if (name.length > LONGEST_NAME || !this.#room.take()) {
      this.#more = true;
      return null;
    }
    const field = { counts: new ShapeCounts(this.#room), first, seen: 0 };
    this.#fields.set(name, field);
    return field;
  }
}

/** Null for what is as good as not there. */
function typeOf(value: unknown): ValueType | null {
  switch (typeof value) {
    case 'string':
      return value === MASK ? 'masked' : 'string';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    case 'bigint':
      return 'integer';
    case 'boolean':
      return 'boolean';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'array' : 'object';
    default:
      return null;
  }
}
