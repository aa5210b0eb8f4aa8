// Payload bytes as text, when they are text: valid UTF-8 (RFC 6455 §8.1), every byte kept, a leading BOM too.

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LOSSY_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const ENCODER = new TextEncoder();

/** Null where the bytes are not valid UTF-8. */
export function decodeText(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** With U+FFFD for what is not valid UTF-8. */
export function decodeLossy(bytes: Uint8Array): string {
  return LOSSY_UTF8.decode(bytes);
}

export function encodeText(text: string): Uint8Array {
  return ENCODER.encode(text);
}
