// Messages of SignalR's hub protocols (github.com/dotnet/aspnetcore, src/SignalR/docs/specs/HubProtocol.md) as records with
// the names of the JSON protocol: JSON texts that each end with 0x1e, or MessagePack arrays with their length in front.
// The client's package parses them too, but would bring all of the client along.

import type { FieldRange } from '../../contract/model.ts';
import { readJson } from './decodable.ts';
import type { DecodableMessage } from './decoder.ts';
import { jsonRanges } from './json-ranges.ts';
import { readMsgpack, readMsgpackHead } from './msgpack.ts';
import { type JsonRecord, asRecord } from './record.ts';
import { structureOf } from './structure.ts';
import { plain } from './values.ts';

const SEPARATOR = '\u001E';
/** Records that are read of one message. */
const MOST = 200;
const LONGEST_LENGTH = 5;

export const TYPES = [
  'handshake',
  'Invocation',
  'StreamItem',
  'Completion',
  'StreamInvocation',
  'CancelInvocation',
  'Ping',
  'Close',
  'Ack',
  'Sequence',
] as const;

/** Elements of the arrays, after the type; a Completion names what its last one is. */
const CALL = ['headers', 'invocationId', 'target', 'arguments', 'streamIds'];
const ELEMENTS: readonly (readonly string[])[] = [
  [],
  CALL,
  ['headers', 'invocationId', 'item'],
  ['headers', 'invocationId', 'resultKind', 'result'],
  CALL,
  ['headers', 'invocationId'],
  [],
  ['error', 'allowReconnect'],
  ['sequenceId'],
  ['sequenceId'],
];

export function isTexts(text: string | null): text is string {
  return text !== null && text.endsWith(SEPARATOR) && text.startsWith('{');
}

/** Null where one of them is no JSON object. */
export function readTexts(text: string): readonly JsonRecord[] | null {
  const records = text
    .slice(0, -1)
    .split(SEPARATOR, MOST)
    .map((each) => asRecord(readJson(each)));
  return records.includes(null) ? null : records.filter((each) => each !== null);
}

interface Body {
  readonly from: number;
  readonly to: number;
}

/** Where the arrays stand; null where the bytes are not exactly some, each with a type that there is. */
export function bodiesOf(bytes: Uint8Array): readonly Body[] | null {
  const bodies: Body[] = [];
  for (let at = 0; at < bytes.length;) {
    const from = at + lengthBytes(bytes, at);
    const to = from + lengthAt(bytes, at);
    const [array, type] = [bytes[from] ?? 0, bytes[from + 1] ?? 0];
    if (
      to > bytes.length ||
      to < from + 2 ||
      array < 0x91 ||
      array > 0x97 ||
      type < 1 ||
      type >= TYPES.length
    )
      return null;
    if (bodies.length === MOST) return bodies;
    bodies.push({ from, to });
    at = to;
  }
  return bodies;
}

function lengthBytes(bytes: Uint8Array, at: number): number {
  let size = 1;
  while (size < LONGEST_LENGTH && (bytes[at + size - 1] ?? 0) >= 0x80) size += 1;
  return size;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const digits = bytes.subarray(at, at + lengthBytes(bytes, at));
  return digits.reduce((length, byte, place) => length + (byte & 0x7f) * 0x80 ** place, 0);
}

/** Null where one of them is no array, or holds more than it says. */
export function readBodies(bytes: Uint8Array): readonly JsonRecord[] | null {
  const records = (bodiesOf(bytes) ?? []).map(({ from, to }) => readBody(bytes.subarray(from, to)));
  return records.includes(null) ? null : records.filter((each) => each !== null);
}

function readBody(body: Uint8Array): JsonRecord | null {
  const values = readMsgpack(body);
  if (values?.length !== 1) return null;
  const [type, ...elements] = plain(values[0]) as readonly unknown[];
  if (typeof type !== 'number') return null;
  const names = elementsOf(type, elements[2]);
  const named = elements.map((value, place) => [names[place] ?? `element ${place}`, value] as const);
  return { type, ...Object.fromEntries(named.filter(([, value]) => value !== null)) };
}

/** Result kinds: 1 error, 2 nothing, 3 a value. */
function elementsOf(type: number, resultKind: unknown): readonly string[] {
  const names = ELEMENTS[type] ?? [];
  return TYPES[type] === 'Completion' && resultKind === 1 ? names.with(3, 'error') : names;
}

export function recordRanges({ payload, text }: DecodableMessage): readonly FieldRange[] {
  return isTexts(text) ? textRanges(payload, text) : bodyRanges(payload);
}

function textRanges(payload: Uint8Array, text: string): readonly FieldRange[] {
  const found: FieldRange[] = [];
  const texts = text.slice(0, -1).split(SEPARATOR, MOST);
  let at = 0;
  for (const [number, each] of texts.entries()) {
    const length = Buffer.byteLength(each);
    const record = { payload: payload.subarray(at, at + length), text: each, json: readJson(each) };
    const part = texts.length === 1 ? null : number;
    for (const { path, from, to } of jsonRanges(record))
      found.push({ part, path, from: at + from, to: at + to });
    at += length + 1;
  }
  return found;
}

function bodyRanges(payload: Uint8Array): readonly FieldRange[] {
  const found: FieldRange[] = [];
  const bodies = bodiesOf(payload) ?? [];
  for (const [number, body] of bodies.entries()) {
    const bytes = payload.subarray(body.from, body.to);
    const names = ['type', ...elementsOf(bytes[1] ?? 0, resultKindIn(bytes))];
    const part = bodies.length === 1 ? null : number;
    for (const { path, from, to } of structureOf(bytes, readMsgpackHead)?.ranges ?? []) {
      const [, element, ...below] = path;
      const named = element === undefined ? [] : [names[Number(element)] ?? '', ...below];
      found.push({ part, path: named, from: body.from + from, to: body.from + to });
    }
  }
  return found;
}

function resultKindIn(body: Uint8Array): unknown {
  const places = structureOf(body, readMsgpackHead)?.ranges ?? [];
  const kind = places.find(({ path }) => path.length === 2 && path[1] === '3');
  return kind && body[kind.from];
}
