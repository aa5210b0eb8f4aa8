// CBOR (RFC 8949), whatever protocol it belongs to: kind, one line, fields; a sequence of values (RFC 8742) has parts.
// Any bytes might be some: only what fits exactly is believed. cborg reads no strings of indefinite length.

import { decodeFirst, type TagDecoder } from 'cborg';
import type { Decoded } from '../../contract/model.ts';
import {
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Unread,
} from './decoder.ts';
import { countOf } from './shown-bytes.ts';
import { type Head, isBelievable, structureOf, unsigned } from './structure.ts';
import { decodedValues, Named } from './values.ts';

const SUBPROTOCOL = /cbor/i;

export const cbor: Decoder = {
  name: 'cbor',
  label: 'CBOR',
  reads: 'binary',
  recognises,
  decode,
  spellings: () => [],
  heartbeat: null,
  ranges: ({ payload }) => structureOf(payload, readCborHead)?.ranges ?? [],
};

/** RFC 8949 §3.4.6: a tag that says no more than that this is CBOR. */
const SELF_DESCRIBED = 55_799;

function recognises({ subprotocol }: DecoderContext, { payload, cut }: DecodableMessage): number {
  if (subprotocol !== null && SUBPROTOCOL.test(subprotocol)) return CONFIDENCE.subprotocol;
  const first = readCborHead(payload, 0);
  if (cut || !first || first.shape === 'scalar' || first.shape === 'text') return CONFIDENCE.none;
  const structure = structureOf(payload, readCborHead);
  if (!structure) return CONFIDENCE.none;
  if (first.shape === 'tag' && first.length === SELF_DESCRIBED) return CONFIDENCE.shape;
  return isBelievable(payload, structure) ? CONFIDENCE.guess : CONFIDENCE.none;
}

function decode({ payload, cut }: DecodableMessage): Decoded | Unread | null {
  if (cut) return { unread: `${countOf(payload.length)} are too many for a row` };
  const values = readCbor(payload);
  return values ? decodedValues('cbor', values) : { unread: `no value fits the ${countOf(payload.length)}` };
}

/** Null where the bytes are not exactly some values. @throws on some that cborg does not read */
export function readCbor(payload: Uint8Array): readonly unknown[] | null {
  const tags = structureOf(payload, readCborHead)?.tags;
  if (!tags) return null;
  const options = { useMaps: true, tags: Object.fromEntries([...tags].map((tag) => [tag, tagReader(tag)])) };
  const values: unknown[] = [];
  for (let rest = payload; rest.length > 0;) {
    const [value, left] = decodeFirst(rest, options) as [unknown, Uint8Array];
    values.push(value);
    rest = left;
  }
  return values;
}

/** RFC 8949 §3.4: those that say what to make of a value; the rest are shown with it. */
function tagReader(tag: number): TagDecoder {
  return (inside) => {
    const value: unknown = inside();
    if (tag === 1 && typeof value === 'number') return new Date(value * 1000);
    if ((tag === 2 || tag === 3) && value instanceof Uint8Array) return bigInteger(value, tag === 3);
    return isTransparent(tag) ? value : new Named(`tag ${tag}`, value);
  };
}

/** Dates as texts, and URIs: the text says it. */
function isTransparent(tag: number): boolean {
  return tag === 0 || tag === 32 || tag === SELF_DESCRIBED;
}

function bigInteger(bytes: Uint8Array, negative: boolean): unknown {
  if (bytes.length > 32) return bytes;
  const value = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
  return negative ? -1n - value : value;
}

const SHAPES: readonly Head['shape'][] = [
  'scalar',
  'scalar',
  'scalar',
  'text',
  'array',
  'map',
  'tag',
  'scalar',
];
const INDEFINITE = 31;

/** RFC 8949 §3. */
export function readCborHead(bytes: Uint8Array, at: number): Head | null {
  const first = bytes[at];
  if (first === undefined) return null;
  const [major, minor] = [first >> 5, first & 0x1f];
  const shape = SHAPES[major]!;
  if (minor === INDEFINITE) {
    if (major === 7) return { shape: 'break', size: 1, length: 0 };
    return major === 4 || major === 5 ? { shape, size: 1, length: Infinity } : null;
  }
  const extra = minor < 24 ? 0 : 2 ** (minor - 24);
  if (extra > 8 || at + 1 + extra > bytes.length) return null;
  const value = extra === 0 ? minor : unsigned(bytes, at + 1, extra);
  if (major < 2 || major === 7) return { shape, size: 1 + extra, length: 0 };
  const name = shape === 'tag' && !isTransparent(value) && (value < 1 || value > 3) ? `tag ${value}` : null;
  return { shape, size: 1 + extra, length: value, name };
}
