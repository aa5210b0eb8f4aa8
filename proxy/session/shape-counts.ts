// What one place of many messages was seen to hold, added up value by value in bounded memory. Our own and not
// genson-js, which makes a schema of every message anew to merge it with the last one, and of how often, since when and
// with which values a field was there keeps nothing.

import type { Seq } from '../contract/ids.ts';
import {
  type Entries,
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
import { areData } from './data-names.ts';

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

interface EntryCounts {
  readonly names: string[];
  readonly counts: ShapeCounts;
  readonly first: FirstSeen;
  seen: number;
}

/** How many fields one kind may still get. */
export class Room {
  #left = MOST_FIELDS;

  /** False where there is none left. */
  take(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  give(fields: number): void {
    this.#left += fields;
  }

  get isFull(): boolean {
    return this.#left === 0;
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
  #entries: EntryCounts | null = null;
  /** Fields when it was looked whether their names are data; Infinity: all that there is room for. */
  #looked = 0;
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
      entries: this.#entries && entriesOf(this.#entries),
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
      const place = this.#entries ? this.#entry(name) : this.#field(name, { seq, at, after });
      if (place === null) continue;
      place.seen += 1;
      place.counts.add(value, { seq, at });
    }
  }

  #entry(name: string): EntryCounts {
    const entries = this.#entries!;
    if (entries.names.length < MOST_EXAMPLES && !entries.names.includes(name)) entries.names.push(name);
    return entries;
  }

  /** Null where there is no room for it. */
  #field(name: string, first: FirstSeen): FieldCounts | EntryCounts | null {
    const known = this.#fields.get(name);
    if (known) return known;
    if (!this.#areData()) return this.#newField(name, first);
    this.#gather(first);
    return this.#entry(name);
  }

  /** Looked at again when there are other fields, or no room for more. */
  #areData(): boolean {
    const { isFull } = this.#room;
    const looked = isFull ? Infinity : this.#fields.size;
    if (looked === this.#looked) return false;
    this.#looked = looked;
    const fields = Array.from(this.#fields, ([name, { seen, counts }]) => ({
      name,
      seen,
      type: counts.#only,
    }));
    return areData(fields, this.#types.get('object') ?? 0, isFull);
  }

  /** The only type that there was, an integer being a number; null where there were several. */
  get #only(): ValueType | null {
    const types = new Set([...this.#types.keys()].map((type) => (type === 'integer' ? 'number' : type)));
    const [type] = types;
    return types.size === 1 ? type! : null;
  }

  /** From now on its names are data. */
  #gather(first: FirstSeen): void {
    const fields = [...this.#fields];
    this.#room.give(this.#fieldsBelow);
    this.#fields.clear();
    this.#more = false;
    this.#entries = {
      names: fields.slice(0, MOST_EXAMPLES).map(([name]) => name),
      counts: new ShapeCounts(this.#room),
      first: fields[0]?.[1].first ?? first,
      seen: 0,
    };
    for (const [, field] of fields) this.#absorbEntry(field);
  }

  #absorbEntry({ counts, seen }: Pick<FieldCounts, 'counts' | 'seen'>): void {
    this.#entries!.seen += seen;
    this.#entries!.counts.absorb(counts);
  }

  /** Fields, and items of arrays, that took room. */
  get #size(): number {
    const entries = this.#entries ? this.#entries.counts.#size : 0;
    return this.#fieldsBelow + entries + (this.#items ? 1 + this.#items.#size : 0);
  }

  get #fieldsBelow(): number {
    return Array.from(this.#fields.values(), ({ counts }) => 1 + counts.#size).reduce(
      (sum, each) => sum + each,
      0,
    );
  }

  /** All that the other was seen to hold, this was, too. The other is left alone. */
  absorb(other: ShapeCounts): void {
    for (const [type, count] of other.#types) this.#types.set(type, (this.#types.get(type) ?? 0) + count);
    this.#absorbScalars(other);
    for (const [name, field] of other.#fields) this.#absorbField(name, field);
    if (other.#entries) this.#absorbEntries(other.#entries);
    if (other.#items && this.#items === null && this.#room.take()) this.#items = new ShapeCounts(this.#room);
    if (other.#items) this.#items?.absorb(other.#items);
    this.#more ||= other.#more || (other.#items !== null && this.#items === null);
  }

  #absorbScalars(other: ShapeCounts): void {
    this.#secret ||= other.#secret;
    const texts = this.#texts && other.#texts ? new Set([...this.#texts, ...other.#texts]) : null;
    this.#texts = texts && texts.size <= MOST_TEXTS && !this.#secret ? texts : null;
    for (const each of other.#examples) this.#exemplify(each);
    if (other.#range === null) return;
    const { least, most } = this.#range ?? other.#range;
    this.#range = {
      least: Math.min(least, other.#range.least),
      most: Math.max(most, other.#range.most),
    };
  }

  #absorbField(name: string, { counts, seen, first }: FieldCounts): void {
    if (this.#entries) return this.#absorbEntry({ counts, seen });
    const field = this.#fields.get(name) ?? this.#newField(name, { ...first, after: 0 });
    if (field === null) return;
    field.seen += seen;
    field.counts.absorb(counts);
  }

  #absorbEntries({ names, counts, seen, first }: EntryCounts): void {
    if (!this.#entries) this.#gather(first);
    for (const name of names) this.#entry(name);
    this.#absorbEntry({ counts, seen });
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

function entriesOf({ names, counts, seen, first }: EntryCounts): Entries {
  return { names: [...names], values: counts.told, seen, first };
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
