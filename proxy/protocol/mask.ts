// Masking and unmasking, RFC 6455 §5.3: XOR with a repeated four-byte key, which is its own inverse.
// In place, a word at a time where there is enough to win; it knows nothing of frames.

const WORDS_FROM = 64; // bytes; below, making the Uint32Array costs more than it saves

/**
 * XORs `bytes[start, end)` in place.
 * @param key big-endian, as `FrameHeader.maskingKey`
 * @param position how far into the payload `start` is, in bytes
 */
export function unmask(bytes: Uint8Array, start: number, end: number, key: number, position: number): void {
  if (key === 0) return;
  let i = start;
  let rotated = rotate(key, position);
  if (end - start >= WORDS_FROM) {
    const wordsStart = start + (-(bytes.byteOffset + start) & 3);
    const wordsEnd = wordsStart + ((end - wordsStart) & ~3);
    unmaskBytes(bytes, start, wordsStart, rotated);
    rotated = rotate(rotated, wordsStart - start);
    unmaskWords(bytes, wordsStart, wordsEnd, rotated);
    i = wordsEnd;
  }
  unmaskBytes(bytes, i, end, rotated);
}

/** The key as seen from `by` bytes further on. */
function rotate(key: number, by: number): number {
  const bits = (by & 3) * 8;
  return bits === 0 ? key : (key << bits) | (key >>> (32 - bits));
}

function unmaskBytes(bytes: Uint8Array, start: number, end: number, key: number): void {
  let shift = 24;
  for (let i = start; i < end; i++) {
    bytes[i]! ^= key >>> shift;
    shift = (shift - 8) & 31;
  }
}

const keyBytes = new Uint8Array(4);
const keyWord = new Uint32Array(keyBytes.buffer);
const keyView = new DataView(keyBytes.buffer);

function unmaskWords(bytes: Uint8Array, start: number, end: number, key: number): void {
  keyView.setInt32(0, key);
  const word = keyWord[0]!; // in the machine's own byte order, as the words below
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + start, (end - start) >> 2);
  for (let i = 0; i < words.length; i++) words[i]! ^= word;
}
