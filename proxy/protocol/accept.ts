// `Sec-WebSocket-Accept`, RFC 6455 §4.2.2: how a server proves that it has read the key.
// It takes any key as it is; whether that is a right one is judged elsewhere.

import { sha1 } from '@noble/hashes/legacy.js';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455 §1.3

/** The accept value that answers a `Sec-WebSocket-Key`: base64 of the SHA-1 of key and GUID. */
export function acceptFor(key: string): string {
  const digest = sha1(new TextEncoder().encode(key.trim() + GUID));
  return btoa(String.fromCharCode(...digest));
}
