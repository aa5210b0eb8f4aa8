// Bytes to base64 (RFC 4648 §4), in any runtime.

/** A multiple of three, so that the pieces join without padding. */
const STEP = 3 * 2048;

export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += STEP) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + STEP)));
  }
  return text;
}
