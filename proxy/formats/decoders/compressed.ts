// Messages that are compressed as a whole, besides what the connection's extension does: gzip (RFC 1952), zlib (RFC 1950)
// and Zstandard (RFC 8878). What is inside is read in turn. Brotli (RFC 7932) and raw deflate (RFC 1951) begin with nothing
// that tells them from other bytes: they are tried only where somebody chose this decoder.

import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import type { Decoded } from '../../contract/model.ts';
import { CONFIDENCE, type DecodableMessage, type Decoder, type Unread } from './decoder.ts';
import { oneLine } from './one-line.ts';
import { countOf, readableText, shownBytes } from './shown-bytes.ts';

/** What is inflated at most, bytes: a few of gzip may stand for gigabytes. */
const MOST = 4 * 1024 * 1024;
/** Of what is inside and no decoder reads. */
const MOST_SHOWN = 4096;

export const compressed: Decoder = {
  name: 'compressed',
  label: 'Compressed (gzip, zlib, zstd, Brotli)',
  reads: 'binary',
  recognises: (_context, { payload }) => confidence(payload),
  decode,
  spellings: () => [],
  heartbeat: null,
};

type Marked = 'gzip' | 'zlib' | 'zstd';
type Method = Marked | 'brotli' | 'deflate';

/** What begins in any way. */
const UNMARKED = ['brotli', 'deflate'] as const;

type Inflate = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number; finishFlush?: number },
) => Uint8Array;

const INFLATE: Readonly<Record<Method, Inflate>> = {
  gzip: gunzipSync,
  zlib: inflateSync,
  zstd: (bytes, { maxOutputLength }) => zstdDecompressSync(bytes, { maxOutputLength }),
  brotli: (bytes, { maxOutputLength }) => brotliDecompressSync(bytes, { maxOutputLength }),
  deflate: inflateRawSync,
};

/** Whose streams may be flushed without an end, and still be known. */
const FLUSHED: ReadonlySet<Method> = new Set(['gzip', 'zlib']);

interface Inflated {
  readonly bytes: Uint8Array;
  /** It has its end, which those who flush a stream for each message leave out. */
  readonly whole: boolean;
}

function confidence(payload: Uint8Array): number {
  switch (methodOf(payload)) {
    case 'gzip':
    case 'zstd':
      return CONFIDENCE.shape;
    case 'zlib':
      return CONFIDENCE.guess;
    case null:
      return CONFIDENCE.none;
  }
}

/** By the first bytes; those of zlib are a check of each other that one in 31 pairs passes. */
function methodOf(payload: Uint8Array): Marked | null {
  const [first = 0, second = 0, third = 0, fourth = 0] = payload;
  if (first === 0x1f && second === 0x8b && third === 8) return 'gzip';
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return 'zstd';
  const isZlib = first === 0x78 && (second & 0x20) === 0 && (first * 256 + second) % 31 === 0;
  return isZlib && payload.length > 6 ? 'zlib' : null;
}

function decode(message: DecodableMessage): Decoded | Unread | null {
  const { payload, cut } = message;
  const method = methodOf(payload);
  if (cut) {
    const named = method ?? 'compressed';
    return described(named, `${named} of ${countOf(payload.length)}, too large to inflate here`, {}, null);
  }
  if (method === null) return decodeUnmarked(message);
  const inflated = inflate(method, payload);
  if (typeof inflated === 'string') return method === 'zlib' ? null : { unread: inflated };
  return unfolded(message, method, inflated);
}

function decodeUnmarked(message: DecodableMessage): Decoded | Unread {
  for (const method of UNMARKED) {
    const inflated = inflate(method, message.payload);
    if (typeof inflated !== 'string' && inflated.whole && inflated.bytes.length > 0)
      return unfolded(message, method, inflated);
  }
  return { unread: 'it is no gzip, zlib, zstd, Brotli or raw deflate' };
}

function unfolded(message: DecodableMessage, method: Method, { bytes, whole }: Inflated): Decoded {
  const { payload } = message;
  const inner = message.inner(readableText(bytes) ?? bytes);
  const ratio = Math.round((bytes.length / payload.length) * 10) / 10;
  const size = `${method}${whole ? '' : ' without its end'} ${countOf(payload.length)} → ${countOf(bytes.length)}`;
  const shown = inner ? inner.summary : shownBytes(bytes.subarray(0, MOST_SHOWN));
  const sizes = { length: payload.length, inflated: bytes.length, ratio, whole };
  const fields = { method, ...sizes, ...(!inner && { content: shown }) };
  return described(inner?.kind ?? method, `${size} (×${ratio}) ${shown}`, fields, inner);
}

function described(kind: string, summary: string, fields: Decoded['fields'], inner: Decoded | null): Decoded {
  const parts = inner ? [inner] : [];
  return {
    protocol: 'compressed',
    kind,
    summary: oneLine(summary),
    heartbeat: inner?.heartbeat ?? false,
    fields,
    parts,
  };
}

/** A text: why not. */
function inflate(method: Method, payload: Uint8Array): Inflated | string {
  try {
    return { bytes: INFLATE[method](payload, { maxOutputLength: MOST }), whole: true };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') return `more than ${countOf(MOST)} of ${method} inside`;
    const begun = code === 'Z_BUF_ERROR' && FLUSHED.has(method) ? inflateBeginning(method, payload) : null;
    return begun ? { bytes: begun, whole: false } : `${method}: ${message}`;
  }
}

/** Null where there is nothing, or it is broken. */
function inflateBeginning(method: Method, payload: Uint8Array): Uint8Array | null {
  try {
    const options = { maxOutputLength: MOST, finishFlush: constants.Z_SYNC_FLUSH };
    const bytes = INFLATE[method](payload, options);
    return bytes.length > 0 ? bytes : null;
  } catch {
    return null;
  }
}
