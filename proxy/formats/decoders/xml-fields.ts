// An XML element as JSON-like fields: attributes and children by their names, a child that is only text as a string, those
// that repeat as an array, text beside anything else as `text`. It knows no vocabulary.

import type { FieldRange } from '../../contract/model.ts';
import type { DecodableMessage } from './decoder.ts';
import { bytePlaces } from './text-bytes.ts';
import type { XmlElement } from './xml.ts';

/** Text that stands beside attributes or children. */
export const TEXT_FIELD = 'text';
const MOST_RANGES = 5000;

type XmlFields = Readonly<Record<string, unknown>>;

/** What becomes a field; where it stands, characters. */
interface Entry {
  readonly name: string;
  readonly value: XmlElement | string;
  readonly from: number;
  readonly to: number;
}

export function xmlFields(element: XmlElement): XmlFields {
  const fields = [...grouped(element)].map(([name, entries]) => {
    const values = entries.map(({ value }) => valueOf(value));
    return [name, values.length === 1 ? values[0] : values] as const;
  });
  return Object.fromEntries(fields);
}

function valueOf(value: XmlElement | string): unknown {
  if (typeof value === 'string') return value;
  return isText(value) ? textIn(value) : xmlFields(value);
}

function isText({ attributes, content }: XmlElement): boolean {
  return attributes.length === 0 && content.every((each) => typeof each === 'string');
}

/** Its own, without that of its children. */
export function textIn({ content }: XmlElement): string {
  return content.filter((each) => typeof each === 'string').join('');
}

export function childrenOf({ content }: XmlElement): readonly XmlElement[] {
  return content.filter((each) => typeof each !== 'string');
}

/** Bytes that its fields were read from, in the order in which they stand. */
export function xmlRanges(
  { text }: Pick<DecodableMessage, 'text'>,
  element: XmlElement,
): readonly FieldRange[] {
  const ranges: FieldRange[] = [];
  const take = (of: XmlElement, path: readonly string[]) => {
    for (const [name, entries] of grouped(of)) {
      for (const [index, { value, from, to }] of entries.entries()) {
        const own = entries.length === 1 ? [...path, name] : [...path, name, String(index)];
        if (ranges.length === MOST_RANGES) return;
        if (from < to) ranges.push({ part: null, path: own, from, to });
        if (typeof value !== 'string' && !isText(value)) take(value, own);
      }
    }
  };
  take(element, []);
  return inBytes(text ?? '', ranges);
}

function inBytes(text: string, ranges: readonly FieldRange[]): readonly FieldRange[] {
  const places = [...new Set(ranges.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  const placeOf = bytePlaces(text);
  const bytes = new Map(places.map((place) => [place, placeOf(place)]));
  return ranges.map((range) => ({ ...range, from: bytes.get(range.from)!, to: bytes.get(range.to)! }));
}

function grouped(element: XmlElement): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entriesOf(element)) {
    const group = groups.get(entry.name);
    if (group) group.push(entry);
    else groups.set(entry.name, [entry]);
  }
  return groups;
}

function entriesOf(element: XmlElement): readonly Entry[] {
  const { attributes, content, innerFrom, innerTo } = element;
  const alone = content.length === 1;
  const said = content.flatMap((each): readonly Entry[] => {
    if (typeof each !== 'string') return [entryOf(each)];
    if (!alone && each.trim() === '') return [];
    return [{ name: TEXT_FIELD, value: each, from: innerFrom, to: alone ? innerTo : innerFrom }];
  });
  return [...attributes, ...said];
}

/** Where a text stands is between the tags. */
function entryOf(element: XmlElement): Entry {
  const { local, from, to, innerFrom, innerTo } = element;
  const inside = isText(element) && innerFrom < innerTo;
  return { name: local, value: element, from: inside ? innerFrom : from, to: inside ? innerTo : to };
}
