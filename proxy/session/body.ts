// A stored body as people want to see it: its content coding undone (RFC 9110 §8.4), within limits.

import { brotliDecompressSync, constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { Body, ConnectionDetail, Side } from '../contract/model.ts';
import { headerValue } from '../protocol/http-head.ts';
import type { Store } from '../store/store.ts';

/** A body may become this large, bytes; beyond it is shown as it was on the wire. */
const LIMIT = 64 * 1024 * 1024;

const flushed = { maxOutputLength: LIMIT, finishFlush: constants.Z_SYNC_FLUSH };

/** Each also takes a body that the budget has cut short, where the coding allows it. */
const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, flushed),
  'x-gzip': (bytes) => gunzipSync(bytes, flushed),
  deflate: (bytes) => inflateSync(bytes, flushed),
  br: (bytes) =>
    brotliDecompressSync(bytes, { maxOutputLength: LIMIT, finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: (bytes) => zstdDecompressSync(bytes, { maxOutputLength: LIMIT }),
};

export function readBody(store: Store, connection: ConnectionDetail, from: Side): Body {
  const headers = from === 'client' ? connection.requestHeaders : connection.responseHeaders;
  const size = from === 'client' ? connection.requestBodySize : connection.responseBodySize;
  const wire = store.body(connection.id, from);
  const coding = (headerValue(headers, 'content-encoding') ?? '').trim().toLowerCase();
  const decoded = decodeContent(wire, coding);
  return {
    size,
    bytes: decoded ?? wire,
    truncated: wire.length < size,
    contentType: headerValue(headers, 'content-type') ?? '',
    decodedFrom: decoded ? coding : '',
  };
}

/** Null where there is nothing to undo, or it cannot be. */
export function decodeContent(wire: Uint8Array, coding: string): Uint8Array | null {
  const decoder = DECODERS[coding];
  if (!decoder || wire.length === 0) return null;
  try {
    return decoder(wire);
  } catch {
    return null; // not what the header says, or too large: the wire's bytes are shown
  }
}
