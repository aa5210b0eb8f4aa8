// Bytes as people read them in a field: text where they are text, else hex digits with their number.

import { decodeText } from '../payload-text.ts';
import { maskText } from '../secrets.ts';
import { MASK } from './decodable.ts';

const MOST_HEX = 64;
/** Control characters but tab, line feed and carriage return. */
// oxlint-disable-next-line no-control-regex -- they are what tells bytes from text
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

/** Null where they are no text that people would write. */
export function readableText(bytes: Uint8Array): string | null {
  const text = decodeText(bytes);
  return text === null || CONTROL.test(text) ? null : text;
}

/** `00 ff 12 (3 bytes)`; of many only the first. */
export function hexOf(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, MOST_HEX), (byte) => byte.toString(16).padStart(2, '0'));
  const more = bytes.length > MOST_HEX ? ' …' : '';
  return `${digits.join(' ')}${more} (${countOf(bytes.length)})`.trimStart();
}

/** Text with its secrets masked, or hex. */
export function shownBytes(bytes: Uint8Array): string {
  const text = readableText(bytes);
  return text === null ? hexOf(bytes) : maskText(text, MASK);
}

/** `1,024 bytes` */
export function countOf(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en')} bytes`;
}
