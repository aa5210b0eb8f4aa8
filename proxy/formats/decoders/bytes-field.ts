// Bytes as a field of a decoded message: how many, and the first of them in hex. All of them are in the Hex view.

const MOST_SHOWN = 64;

export interface BytesField {
  readonly length: number;
  /** Of the first 64 bytes. */
  readonly hex: string;
}

export function bytesField(bytes: Uint8Array): BytesField {
  const shown = bytes.subarray(0, MOST_SHOWN);
  return { length: bytes.length, hex: Array.from(shown, hexByte).join('') };
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** `1 byte`, `12 bytes` */
export function countBytes(length: number): string {
  return length === 1 ? '1 byte' : `${length} bytes`;
}
