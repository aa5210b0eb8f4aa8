// What generic binary formats (MessagePack, CBOR) have in common once they are read: their values as JSON-like fields,
// a kind and a line as JSON has them. It knows neither format.

import type { Decoded } from '../../contract/model.ts';
import { maskValue } from '../secrets.ts';
import { MASK } from './decodable.ts';
import { isHeartbeatKind, kindOf } from './json.ts';
import { oneLine } from './one-line.ts';
import { jsonText } from './record.ts';
import { hexOf } from './shown-bytes.ts';

/** Values one after the other that are shown of one message. */
export const MOST_VALUES = 200;
/** Deeper values are no part of a message that people send. */
const MAX_DEPTH = 64;

/** A part for each of several values; null where there is none that is worth a row. */
export function decodedValues(protocol: string, values: readonly unknown[]): Decoded | null {
  const shown = values.map((value) => maskValue(plain(value, 0), MASK));
  const parts = shown.map((value) => decodedValue(protocol, value));
  if (parts.length <= 1) return parts[0] ?? null;
  return {
    protocol,
    kind: 'values',
    summary: oneLine(`${parts.length} values: ${parts.map(({ summary }) => summary).join('; ')}`),
    heartbeat: false,
    fields: {},
    parts,
  };
}

function decodedValue(protocol: string, value: unknown): Decoded {
  const nested = typeof value === 'object' && value !== null;
  const kind = nested ? kindOf(value) : 'value';
  return {
    protocol,
    kind,
    summary: oneLine(jsonText(value)),
    heartbeat: isHeartbeatKind(kind),
    fields: nested && !Array.isArray(value) ? (value as Record<string, unknown>) : { value },
    parts: [],
  };
}

/** A name that a format gives to a value which JSON has no word for, as `timestamp` or `tag 32`. */
export class Named {
  readonly name: string;
  readonly value: unknown;

  constructor(name: string, value: unknown) {
    this.name = name;
    this.value = value;
  }
}

/** JSON-like: bytes as hex, dates as ISO 8601, integers beyond 2^53 as digits, maps by their keys' texts. */
export function plain(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH}`);
  if (value instanceof Uint8Array) return hexOf(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no time' : value.toISOString();
  if (value instanceof Named) return { [value.name]: plain(value.value, depth + 1) };
  if (value instanceof Map) return plainEntries([...value], depth);
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1));
  if (typeof value === 'object' && value !== null) return plainEntries(Object.entries(value), depth);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value === undefined ? null : value;
}

function plainEntries(entries: readonly (readonly [unknown, unknown])[], depth: number): unknown {
  return Object.fromEntries(entries.map(([key, value]) => [keyText(key, depth), plain(value, depth + 1)]));
}

function keyText(key: unknown, depth: number): string {
  return typeof key === 'string' ? key : jsonText(plain(key, depth + 1));
}
