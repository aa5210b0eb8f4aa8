// Which image a payload is, by its first bytes. Only raster formats that a browser draws without running anything.

interface Signature {
  readonly type: string;
  readonly bytes: readonly number[];
  readonly offset: number;
}

const SIGNATURES: readonly Signature[] = [
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], offset: 0 },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff], offset: 0 },
  { type: 'image/gif', bytes: [0x47, 0x49, 0x46, 0x38], offset: 0 }, // GIF8
  { type: 'image/webp', bytes: [0x57, 0x45, 0x42, 0x50], offset: 8 }, // WEBP, after RIFF and a length
];

/** A media type, or null for anything else. */
export function imageType(payload: Uint8Array): string | null {
  return SIGNATURES.find((signature) => startsWith(payload, signature))?.type ?? null;
}

function startsWith(payload: Uint8Array, { bytes, offset }: Signature): boolean {
  return bytes.every((byte, index) => payload[offset + index] === byte);
}
