// The structure of values in bytes, for formats in which each begins with its kind and length (MessagePack, CBOR): whether
// they fit exactly, and where each stands, which the libraries that read the values do not tell. It goes first, so that no
// library ever sees lengths and depths that the bytes do not have.

import type { FieldRange } from '../../contract/model.ts';
import { decodeLossy } from '../payload-text.ts';
import { MOST_VALUES } from './values.ts';

/** How a value begins. */
export interface Head {
  readonly shape: 'scalar' | 'text' | 'array' | 'map' | 'tag' | 'break';
  /** Its own bytes. */
  readonly size: number;
  /** Content bytes of a scalar, elements of an array, pairs of a map (Infinity: up to a break), number of a tag. */
  readonly length: number;
  /** Under which the value of a tag is shown; null: instead of the tag. */
  readonly name?: string | null;
}

/** Null where no value begins so, or the bytes end before its head does. */
export type HeadReader = (bytes: Uint8Array, at: number) => Head | null;

export interface Structure {
  readonly values: number;
  /** The first one. */
  readonly first: Head;
  /** Names of its pairs are all texts. */
  readonly named: boolean;
  readonly tags: ReadonlySet<number>;
  readonly ranges: readonly FieldRange[];
}

const MAX_DEPTH = 60;
const MOST_RANGES = 5000;
const LONGEST_KEY = 256;

/** Null where the bytes are not exactly some values, or too many. */
export function structureOf(bytes: Uint8Array, readHead: HeadReader): Structure | null {
  const first = readHead(bytes, 0);
  if (!first) return null;
  const walk = new Walk(bytes, readHead);
  let values = 0;
  for (; walk.at < bytes.length; values += 1) {
    if (values === MOST_VALUES || !walk.top(values)) return null;
  }
  if (values === 1) for (const range of walk.ranges) range.part = null;
  return { values, first, named: walk.named, tags: walk.tags, ranges: walk.ranges };
}

/** While it is found. */
type Found = { -readonly [name in keyof FieldRange]: FieldRange[name] };

class Walk {
  at = 0;
  named = true;
  readonly tags = new Set<number>();
  readonly ranges: Found[] = [];
  readonly #bytes: Uint8Array;
  readonly #readHead: HeadReader;
  #part = 0;

  constructor(bytes: Uint8Array, readHead: HeadReader) {
    this.#bytes = bytes;
    this.#readHead = readHead;
  }

  /** An object is the fields, anything else the field `value`. */
  top(part: number): boolean {
    this.#part = part;
    const isMap = this.#readHead(this.#bytes, this.at)?.shape === 'map';
    return this.#value(isMap ? [] : ['value'], 0) === 'value';
  }

  #value(path: readonly string[] | null, depth: number): 'value' | 'break' | null {
    const from = this.at;
    const head = this.#readHead(this.#bytes, from);
    if (!head || depth > MAX_DEPTH) return null;
    this.at += head.size;
    if (head.shape === 'break') return 'break';
    const place = path && this.#place(path, from);
    if (!this.#content(head, path, depth)) return null;
    if (place) place.to = this.at;
    return 'value';
  }

  #content(head: Head, path: readonly string[] | null, depth: number): boolean {
    switch (head.shape) {
      case 'scalar':
      case 'text':
        this.at += head.length;
        return this.at <= this.#bytes.length;
      case 'tag':
        this.tags.add(head.length);
        return this.#value(path && head.name ? [...path, head.name] : null, depth + 1) === 'value';
      case 'array':
      case 'map':
        return this.#elements(head, path, depth);
      case 'break':
        return false;
    }
  }

  #elements({ shape, length }: Head, path: readonly string[] | null, depth: number): boolean {
    for (let n = 0; n < length; n += 1) {
      const key = shape === 'map' ? this.#key(depth) : String(n);
      if (key === 'break' || key === null) return key === 'break' && length === Infinity;
      const name = typeof key === 'string' ? key : key.text;
      const read = this.#value(path && name !== null ? [...path, name] : null, depth + 1);
      if (read === 'break') return shape === 'array' && length === Infinity;
      if (read === null) return false;
    }
    return true;
  }

  /** Its text, where it is one. */
  #key(depth: number): { readonly text: string | null } | 'break' | null {
    const from = this.at;
    const head = this.#readHead(this.#bytes, from);
    const read = this.#value(null, depth + 1);
    if (read !== 'value' || !head) return read === 'break' ? 'break' : null;
    const isName = head.shape === 'text' && head.length <= LONGEST_KEY;
    if (depth === 0 && !isName) this.named = false;
    return { text: isName ? decodeLossy(this.#bytes.subarray(from + head.size, this.at)) : null };
  }

  #place(path: readonly string[], from: number): Found | null {
    if (this.ranges.length === MOST_RANGES) return null;
    const place: Found = { part: this.#part, path, from, to: from };
    this.ranges.push(place);
    return place;
  }
}

/** Bytes that a guess needs, unless it has names. */
const FEW = 8;

/** Whether bytes that can be read so are likely to be meant so: an object, or a list of some length. */
export function isBelievable(bytes: Uint8Array, { first, named }: Structure): boolean {
  if (first.shape === 'map') return named && bytes.length > 2;
  return first.shape === 'array' && bytes.length >= FEW;
}

export function unsigned(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let n = 0; n < size; n += 1) value = value * 256 + (bytes[at + n] ?? 0);
  return value;
}
