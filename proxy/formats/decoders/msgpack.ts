// MessagePack (github.com/msgpack/msgpack, spec.md), whatever protocol it belongs to: kind, one line, fields; several
// values in one message are its parts. Any bytes might be some: only what fits exactly is believed.

import { decodeMulti, decodeTimestampExtension, EXT_TIMESTAMP, ExtensionCodec } from '@msgpack/msgpack';
import type { Decoded } from '../../contract/model.ts';
import {
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Unread,
} from './decoder.ts';
import { countOf, hexOf } from './shown-bytes.ts';
import { type Head, isBelievable, structureOf, unsigned } from './structure.ts';
import { decodedValues, Named } from './values.ts';

const SUBPROTOCOL = /msgpack|messagepack/i;

export const msgpack: Decoder = {
  name: 'msgpack',
  label: 'MessagePack',
  reads: 'binary',
  recognises,
  decode,
  spellings: () => [],
  heartbeat: null,
  ranges: ({ payload }) => structureOf(payload, readMsgpackHead)?.ranges ?? [],
};

function recognises({ subprotocol }: DecoderContext, { payload, cut }: DecodableMessage): number {
  if (subprotocol !== null && SUBPROTOCOL.test(subprotocol)) return CONFIDENCE.subprotocol;
  const first = readMsgpackHead(payload, 0);
  if (cut || (first?.shape !== 'map' && first?.shape !== 'array')) return CONFIDENCE.none;
  const structure = structureOf(payload, readMsgpackHead);
  return structure && isBelievable(payload, structure) ? CONFIDENCE.guess : CONFIDENCE.none;
}

function decode({ payload, cut }: DecodableMessage): Decoded | Unread | null {
  if (cut) return { unread: `${countOf(payload.length)} are too many for a row` };
  const values = readMsgpack(payload);
  return values
    ? decodedValues('msgpack', values)
    : { unread: `no value fits the ${countOf(payload.length)}` };
}

/** Null where the bytes are not exactly some values. @throws on some that the library does not read */
export function readMsgpack(payload: Uint8Array): readonly unknown[] | null {
  if (!structureOf(payload, readMsgpackHead)) return null;
  const options = { extensionCodec: EXTENSIONS, useBigInt64: true, rawStrings: false } as const;
  return [...decodeMulti(payload, { ...options, mapKeyConverter: keyOf })];
}

function keyOf(key: unknown): string | number {
  return typeof key === 'number' || typeof key === 'string' ? key : String(key);
}

/** Types of extensions are -128 to 127, of which -1 alone has a meaning for all. */
const EXTENSIONS = new ExtensionCodec();
for (let type = -128; type < 128; type += 1) {
  if (type === EXT_TIMESTAMP) continue;
  EXTENSIONS.register({ type, encode: () => null, decode: (data) => new Named(`ext ${type}`, hexOf(data)) });
}
EXTENSIONS.register({ type: EXT_TIMESTAMP, encode: () => null, decode: decodeTimestampExtension });

export function readMsgpackHead(bytes: Uint8Array, at: number): Head | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80 || first >= 0xe0) return { shape: 'scalar', size: 1, length: 0 };
  if (first < 0x90) return { shape: 'map', size: 1, length: first & 0x0f };
  if (first < 0xa0) return { shape: 'array', size: 1, length: first & 0x0f };
  if (first < 0xc0) return { shape: 'text', size: 1, length: first & 0x1f };
  const head = HEADS[first];
  if (!head || at + 1 + head[1] > bytes.length) return null;
  const [shape, lengthBytes, more] = head;
  return { shape, size: 1 + lengthBytes, length: more + unsigned(bytes, at + 1, lengthBytes) };
}

/** Shape, bytes of its length, and bytes that it has besides. */
const HEADS: Readonly<Record<number, readonly [Head['shape'], number, number]>> = {
  0xc0: ['scalar', 0, 0],
  0xc2: ['scalar', 0, 0],
  0xc3: ['scalar', 0, 0],
  0xc4: ['scalar', 1, 0],
  0xc5: ['scalar', 2, 0],
  0xc6: ['scalar', 4, 0],
  0xc7: ['scalar', 1, 1],
  0xc8: ['scalar', 2, 1],
  0xc9: ['scalar', 4, 1],
  0xca: ['scalar', 0, 4],
  0xcb: ['scalar', 0, 8],
  0xcc: ['scalar', 0, 1],
  0xcd: ['scalar', 0, 2],
  0xce: ['scalar', 0, 4],
  0xcf: ['scalar', 0, 8],
  0xd0: ['scalar', 0, 1],
  0xd1: ['scalar', 0, 2],
  0xd2: ['scalar', 0, 4],
  0xd3: ['scalar', 0, 8],
  0xd4: ['scalar', 0, 2],
  0xd5: ['scalar', 0, 3],
  0xd6: ['scalar', 0, 5],
  0xd7: ['scalar', 0, 9],
  0xd8: ['scalar', 0, 17],
  0xd9: ['text', 1, 0],
  0xda: ['text', 2, 0],
  0xdb: ['text', 4, 0],
  0xdc: ['array', 2, 0],
  0xdd: ['array', 4, 0],
  0xde: ['map', 2, 0],
  0xdf: ['map', 4, 0],
};
