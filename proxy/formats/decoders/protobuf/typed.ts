// Fields of a message whose type is known, by name: 64 bits as digits, bytes as hex, enums by the names of their values, a
// oneof by the name of the field that it has, times as text, an Any as what it holds. What the type does not know is shown as
// the wire has it.

import protobufjs from 'protobufjs';
import { decodeText } from '../../payload-text.ts';
import { hexOf } from '../shown-bytes.ts';
import { type Fields, contentBytes, rawFields } from './raw.ts';
import { DEEPEST, type Path, Reading, shownFloat, shownNumber } from './reading.ts';
import { ANY, fullNameOf, hasText, textOfWellKnown } from './well-known.ts';
import {
  type WireField,
  type WireType,
  isBroken,
  readVarint,
  readWire,
  unzigzag,
  varintEnd,
} from './wire.ts';

/** What makes a message not one of its type. */
export class TypeMismatch extends Error {}

type Type = protobufjs.Type;
type Field = protobufjs.FieldBase;

interface Place {
  readonly reading: Reading;
  readonly path: Path;
  readonly depth: number;
}

/** @throws TypeMismatch */
export function typedFields(type: Type, wire: readonly WireField[], place: Place): Fields {
  const fields = new Map<string, unknown>();
  const unknown: WireField[] = [];
  for (const each of wire) {
    const field = type.fieldsById[each.number];
    if (field === undefined || isUnknown(field)) unknown.push(each);
    else if (field instanceof protobufjs.MapField) addEntry(fields, field, each, place);
    else addValue(fields, field, each, place);
  }
  const known = [...fields].map(([name, value]) => [name, value instanceof Map ? asObject(value) : value]);
  const { reading, path, depth } = place;
  return { ...asObject(known), ...rawFields(reading, unknown, path, depth) };
}

function asObject(entries: Iterable<readonly unknown[]>): Fields {
  return Object.fromEntries(entries as Iterable<readonly [string, unknown]>);
}

/** Of a type that is in no file. */
function isUnknown({ type, resolvedType }: Field): boolean {
  return !(type in SCALARS) && resolvedType === null;
}

function addValue(fields: Map<string, unknown>, field: Field, wire: WireField, place: Place): void {
  if (!field.repeated) {
    const value = valueAt(field, wire, within(place, field.name));
    if (value === NOT_SHOWN) return;
    fields.set(field.name, value);
    if (field.partOf && !field.partOf.name.startsWith('_')) fields.set(field.partOf.name, field.name);
    return;
  }
  const list = (fields.get(field.name) as unknown[] | undefined) ?? [];
  fields.set(field.name, list);
  for (const each of isPacked(field, wire) ? unpacked(field, wire, place.reading) : [wire]) {
    const value = valueAt(field, each, within(place, field.name, String(list.length)));
    if (value === NOT_SHOWN) return;
    list.push(value);
  }
}

/** The key is field 1 of an entry, the value field 2. */
function addEntry(
  fields: Map<string, unknown>,
  field: protobufjs.MapField,
  wire: WireField,
  place: Place,
): void {
  const { reading } = place;
  const entry = messageAt(field, wire, reading);
  const key = entry.findLast(({ number }) => number === 1);
  const value = entry.findLast(({ number }) => number === 2);
  const name = key ? String(scalarAt(field.keyType, field, key, reading)) : '';
  const shown = value ? valueAt(field, value, within(place, field.name, name)) : null;
  if (shown === NOT_SHOWN) return;
  const entries = (fields.get(field.name) as Map<string, unknown> | undefined) ?? new Map<string, unknown>();
  fields.set(field.name, entries.set(name, shown));
}

const NOT_SHOWN = Symbol('one value too many');

function within({ reading, path, depth }: Place, ...names: readonly string[]): Place {
  return { reading, path: [...path, ...names], depth };
}

function valueAt(field: Field, wire: WireField, { reading, path, depth }: Place): unknown {
  if (!reading.take(path, wire.from, wire.to)) return NOT_SHOWN;
  const { resolvedType } = field;
  if (!(resolvedType instanceof protobufjs.Type)) return scalarAt(scalarOf(field), field, wire, reading);
  if (depth >= DEEPEST) return hexOf(contentBytes(reading, wire));
  return messageValue(resolvedType, messageAt(field, wire, reading), { reading, path, depth: depth + 1 });
}

function messageValue(type: Type, wire: readonly WireField[], place: Place): unknown {
  if (hasText(type.fullName) && type.fieldsArray.every(({ resolvedType }) => resolvedType === null)) {
    const unseen = new Reading(place.reading.bytes, null); // a text has no fields that stand somewhere
    const text = textOfWellKnown(type.fullName, typedFields(type, wire, { ...place, reading: unseen }));
    if (text !== null) return text;
  }
  const held = type.fullName === ANY ? heldValue(type, wire, place) : null;
  return held ?? typedFields(type, wire, place);
}

/** Of an Any: what it holds, beside its type; null where that is in no file, or does not fit. */
function heldValue({ root }: Type, wire: readonly WireField[], place: Place): Fields | null {
  const { reading, path, depth } = place;
  const [typed, held] = [1, 2].map((id) => wire.findLast((each) => each.number === id));
  const typeUrl = typed?.type === 'bytes' ? decodeText(contentBytes(reading, typed)) : null;
  const type = typeUrl === null ? null : root.lookup(fullNameOf(typeUrl));
  if (!typed || !(type instanceof protobufjs.Type) || depth >= DEEPEST) return null;
  const inside = held?.type === 'bytes' ? readWire(reading.bytes, held.from, held.to) : [];
  if (isBroken(inside)) return null;
  const before = reading.ranges.length;
  try {
    if (!reading.take([...path, TYPE], typed.from, typed.to)) return null;
    const value = messageValue(type, inside, { ...place, depth: depth + 1 });
    return typeof value === 'string' ? { [TYPE]: typeUrl, value } : { [TYPE]: typeUrl, ...(value as Fields) };
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    reading.ranges.length = before;
    return null;
  }
}

/** As the JSON of an Any has it. */
const TYPE = '@type';

function messageAt(field: Field, wire: WireField, { bytes }: Reading): readonly WireField[] {
  if (wire.type !== 'bytes' && wire.type !== 'group') throw mismatch(field, wire);
  const fields = readWire(bytes, wire.from, wire.to);
  if (isBroken(fields)) throw new TypeMismatch(`${named(field)}: ${fields.broken}`);
  return fields;
}

interface Scalar {
  readonly wire: WireType;
  readonly read: (reading: Reading, wire: WireField) => unknown;
}

const varint = (meaning: (value: bigint) => unknown): Scalar => ({
  wire: 'varint',
  read: ({ bytes }, { from, to }) => meaning(readVarint(bytes, from, to)),
});

const fixed32 = (read: (view: DataView) => number | string): Scalar => ({
  wire: 'fixed32',
  read: (reading, wire) => read(reading.view(wire)),
});

const fixed64 = (read: (view: DataView) => number | string): Scalar => ({
  wire: 'fixed64',
  read: (reading, wire) => read(reading.view(wire)),
});

const SCALARS: Readonly<Record<string, Scalar>> = {
  int32: varint((value) => Number(BigInt.asIntN(32, value))),
  uint32: varint((value) => Number(BigInt.asUintN(32, value))),
  sint32: varint((value) => Number(unzigzag(BigInt.asUintN(32, value)))),
  int64: varint((value) => String(BigInt.asIntN(64, value))),
  uint64: varint(String),
  sint64: varint((value) => String(unzigzag(value))),
  bool: varint((value) => value !== 0n),
  fixed32: fixed32((view) => view.getUint32(0, true)),
  sfixed32: fixed32((view) => view.getInt32(0, true)),
  float: fixed32((view) => shownFloat(view.getFloat32(0, true))),
  fixed64: fixed64((view) => String(view.getBigUint64(0, true))),
  sfixed64: fixed64((view) => String(view.getBigInt64(0, true))),
  double: fixed64((view) => shownNumber(view.getFloat64(0, true))),
  string: { wire: 'bytes', read: (reading, wire) => decodeText(contentBytes(reading, wire)) },
  bytes: { wire: 'bytes', read: (reading, wire) => reading.shown(contentBytes(reading, wire)) },
};

/** An enum is an `int32` on the wire. */
function scalarOf({ type, resolvedType }: Field): string {
  return resolvedType ? 'int32' : type;
}

function scalarAt(scalar: string, field: Field, wire: WireField, reading: Reading): unknown {
  const known = SCALARS[scalar]!;
  if (wire.type !== known.wire) throw mismatch(field, wire);
  const value = known.read(reading, wire);
  if (value === null) throw new TypeMismatch(`${named(field)} is not valid UTF-8`);
  const { resolvedType } = field;
  return resolvedType instanceof protobufjs.Enum && typeof value === 'number'
    ? (resolvedType.valuesById[value] ?? value)
    : value;
}

function isPacked(field: Field, { type }: WireField): boolean {
  const scalar = SCALARS[scalarOf(field)];
  return type === 'bytes' && !(field.resolvedType instanceof protobufjs.Type) && scalar?.wire !== 'bytes';
}

function* unpacked(
  field: Field,
  { number, at, from, to }: WireField,
  { bytes }: Reading,
): Generator<WireField> {
  const type = SCALARS[scalarOf(field)]!.wire;
  for (let next = from; next < to;) {
    const end = type === 'varint' ? varintEnd(bytes, next, to) : next + (type === 'fixed32' ? 4 : 8);
    if (end === null || end > to) throw new TypeMismatch(`${named(field)}: its last value does not end`);
    yield { number, type, at, from: next, to: end };
    next = end;
  }
}

function named({ id, name }: Field): string {
  return `field ${id} (${name})`;
}

function mismatch(field: Field, { type }: WireField): TypeMismatch {
  return new TypeMismatch(`${named(field)} is no ${field.type}, but ${type}`);
}
