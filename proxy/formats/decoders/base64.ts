// Text that is wholly base64 or base64url (RFC 4648 §4, §5): what is inside is read in turn. It is believed where the
// bytes begin as something known (JSON, gzip, zlib, an image) and are it; a plain word is also base64, and stays a word.
// What it may begin with is little, so that a filter for what is inside finds it without decoding every text.

import type { Decoded } from '../../contract/model.ts';
import { CONFIDENCE, type DecodableMessage, type Decoder } from './decoder.ts';
import { imageOf } from './image.ts';
import { oneLine } from './one-line.ts';
import { countOf, readableText } from './shown-bytes.ts';

/** `{"a`, `[{"`, gzip, zlib, PNG, JPEG, GIF, WebP. */
const BEGINNINGS = ['eyJ', 'W3si', 'H4sI', 'eJ', 'iVBORw0KGgo', '/9j/', 'R0lGOD', 'UklGR'];
const BEGINS = new RegExp(`^(?:${BEGINNINGS.join('|')})`);
const WHOLLY = /^(?:[\w-]+|[A-Za-z0-9+/]+)={0,2}\s*$/;
/** Characters; less is a word. */
const FEW = 16;

export const base64: Decoder = {
  name: 'base64',
  label: 'Base64',
  reads: 'text',
  recognises: (_context, message) => (isBase64(message) ? CONFIDENCE.likely : CONFIDENCE.none),
  decode,
  spellings: () => BEGINNINGS,
  heartbeat: null,
};

function isBase64({ text, cut }: DecodableMessage): boolean {
  return text !== null && !cut && text.length >= FEW && BEGINS.test(text) && WHOLLY.test(text);
}

function decode(message: DecodableMessage): Decoded | null {
  if (!isBase64(message)) return null;
  const bytes = decodeBase64(message.text!);
  if (bytes === null) return null;
  const image = imageOf(bytes);
  if (image) {
    const { type, width, height } = image;
    const pixels = width === undefined ? '' : `${width}×${height}, `;
    const fields = { length: bytes.length, ...image };
    return described(type, `${type} (${pixels}${countOf(bytes.length)})`, fields, null);
  }
  const inner = message.inner(readableText(bytes) ?? bytes);
  if (inner === null || inner.kind === 'malformed' || !BELIEVED.has(inner.protocol)) return null;
  return described(inner.kind, inner.summary, { length: bytes.length }, inner);
}

/** What bytes of these beginnings are read as; another reading is a chance likeness, unless it is JSON of a protocol. */
const BELIEVED: ReadonlySet<string> = new Set(['json', 'compressed', 'json-rpc', 'graphql', 'ndjson']);

/** Null where its length or its padding is that of no bytes. */
export function decodeBase64(text: string): Uint8Array | null {
  const [written, digits] = [text.trimEnd(), text.trimEnd().replace(/=+$/, '')];
  const padded = written.length > digits.length;
  if (digits.length % 4 === 1 || (padded && written.length % 4 !== 0)) return null;
  return Uint8Array.from(Buffer.from(digits, 'base64url'));
}

function described(kind: string, told: string, fields: Decoded['fields'], inner: Decoded | null): Decoded {
  return {
    protocol: base64.name,
    kind,
    summary: oneLine(`base64 ${told}`),
    heartbeat: inner?.heartbeat ?? false,
    fields,
    parts: inner ? [inner] : [],
  };
}
