// Values as MessagePack and back, whatever their keys are called: the library refuses to read the key `__proto__`, which JSON
// of anybody may have, and one message would end the link to a page. On the wire it has another name.

import { Encoder, decode } from '@msgpack/msgpack';

const encoder = new Encoder({ ignoreUndefined: true });

const REFUSED = '__proto__';
const ALIAS = '\0proto';

export function encodeValue(value: unknown): Uint8Array<ArrayBuffer> {
  const bytes = encoder.encode(value);
  return holds(bytes, REFUSED) ? encoder.encode(renamed(value, REFUSED, ALIAS)) : bytes;
}

/** @throws on what is no MessagePack */
export function decodeValue(data: ArrayBuffer): unknown {
  const value = decode(data);
  return holds(new Uint8Array(data), ALIAS) ? renamed(value, ALIAS, REFUSED) : value;
}

/** Whether a text stands somewhere in it, as a key or otherwise. @param text ASCII */
function holds(bytes: Uint8Array, text: string): boolean {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < text.length && bytes[at + length] === text.charCodeAt(length)) length += 1;
    if (length === text.length) return true;
  }
  return false;
}

/** A copy whose keys are own properties in any case. */
function renamed(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, from, to));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key === from ? to : key,
    renamed(each, from, to),
  ]);
  return Object.fromEntries(entries);
}
