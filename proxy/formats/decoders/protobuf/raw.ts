// Fields of which nothing is known but their bytes: what each may mean, side by side where it may be several things. A text
// is believed before a message, a message before numbers.

import { hexOf, readableText } from '../shown-bytes.ts';
import { asRecord, jsonText } from '../record.ts';
import { DEEPEST, type Path, type Reading, shownFloat, shownNumber } from './reading.ts';
import { type WireField, isBroken, readVarint, readWire, unzigzag, varintEnd } from './wire.ts';

const MOST_PACKED = 64;
/** Numbers of nested fields that people give out; of more, the bytes are something else. */
export const LIKELY_NUMBER = 100_000;

export type Fields = Readonly<Record<string, unknown>>;

/** By number; of a number that comes again, all in a list. */
export function rawFields(reading: Reading, fields: readonly WireField[], path: Path, depth: number): Fields {
  const found = Map.groupBy(fields, ({ number }) => String(number));
  const entries = [...found].flatMap(([number, all]): readonly [string, unknown][] => {
    const values = all.flatMap((field, n) => {
      const at = all.length > 1 ? [...path, number, String(n)] : [...path, number];
      return reading.take(at, field.from, field.to) ? [rawValue(reading, field, at, depth)] : [];
    });
    if (values.length === 0) return [];
    return [[number, all.length > 1 ? values : values[0]]];
  });
  return Object.fromEntries(entries);
}

/** The place of the field must have been taken. */
export function rawValue(reading: Reading, field: WireField, path: Path, depth: number): unknown {
  switch (field.type) {
    case 'varint':
      return varintReadings(readVarint(reading.bytes, field.from, field.to));
    case 'fixed32':
      return fixed32Readings(reading.view(field));
    case 'fixed64':
      return fixed64Readings(reading.view(field));
    case 'group':
      return nested(reading, field, path, depth) ?? hexOf(contentBytes(reading, field));
    case 'bytes':
      return bytesReading(reading, field, path, depth);
  }
}

function varintReadings(value: bigint): unknown {
  const negative = value >> 63n === 1n;
  return {
    uint: shownNumber(value),
    ...(negative && { int: shownNumber(BigInt.asIntN(64, value)) }),
    sint: shownNumber(unzigzag(value)),
    ...(value <= 1n && { bool: value === 1n }),
  };
}

function fixed32Readings(view: DataView): unknown {
  const [uint, int] = [view.getUint32(0, true), view.getInt32(0, true)];
  return { uint, ...(int < 0 && { int }), float: shownFloat(view.getFloat32(0, true)) };
}

function fixed64Readings(view: DataView): unknown {
  const [uint, int] = [view.getBigUint64(0, true), view.getBigInt64(0, true)];
  const double = shownNumber(view.getFloat64(0, true));
  return { uint: shownNumber(uint), ...(int < 0n && { int: shownNumber(int) }), double };
}

function bytesReading(reading: Reading, field: WireField, path: Path, depth: number): unknown {
  const bytes = contentBytes(reading, field);
  const text = readableText(bytes);
  if (text !== null) return text;
  const message = nested(reading, field, path, depth);
  if (message) return message;
  const packed = packedNumbers(bytes);
  return packed ? { packed, bytes: hexOf(bytes) } : hexOf(bytes);
}

function nested(reading: Reading, { from, to }: WireField, path: Path, depth: number): Fields | null {
  if (depth >= DEEPEST) return null;
  const fields = readWire(reading.bytes, from, to);
  if (isBroken(fields) || fields.some(({ number }) => number > LIKELY_NUMBER)) return null;
  return rawFields(reading, fields, path, depth + 1);
}

/** Varints to the last byte, and not too many to be shown; else null. */
function packedNumbers(bytes: Uint8Array): readonly (number | string)[] | null {
  const numbers: (number | string)[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = varintEnd(bytes, at, bytes.length);
    if (end === null || numbers.length === MOST_PACKED) return null;
    numbers.push(shownNumber(readVarint(bytes, at, end)));
    at = end;
  }
  return numbers;
}

export function contentBytes({ bytes }: Reading, { from, to }: WireField): Uint8Array {
  return bytes.subarray(from, to);
}

const BRIEF_ENTRIES = 12;

/** `1: 150, 2: "ana", 3: {1: 7}`: the likeliest reading of each. */
export function lineOf(fields: Fields): string {
  const entries = Object.entries(fields).slice(0, BRIEF_ENTRIES);
  return entries.map(([name, value]) => `${name}: ${briefValue(value)}`).join(', ');
}

function briefValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.slice(0, BRIEF_ENTRIES).map(briefValue).join(', ')}]`;
  const record = asRecord(value);
  if (!record) return jsonText(value);
  if ('uint' in record) return String(fraction(record) ?? record['uint']);
  return 'packed' in record ? jsonText(record['bytes']) : `{${lineOf(record)}}`;
}

/** What people write with a fraction has a size that people write; integers, read so, are next to nothing. */
function fraction({ float, double }: Fields): number | null {
  const value = double ?? float;
  if (typeof value !== 'number') return null;
  return Math.abs(value) > 1e-9 && Math.abs(value) < 1e15 ? value : null;
}
