// What an image is by its first bytes, and how large where those tell it.

export interface Image {
  /** As in MIME. */
  readonly type: string;
  /** Pixels; where they are known. */
  readonly width?: number;
  readonly height?: number;
}

/** Bytes in which all that is read here stands. */
const HEAD = 24;
// oxlint-disable-next-line no-control-regex -- bytes, not text
const PNG = /^\x89PNG\r\n\x1a\n[^]{4}IHDR/;
const GIF = /^GIF8[79]a/;
const JPEG = /^\xff\xd8\xff/;
const WEBP = /^RIFF[^]{4}WEBP/;

/** Null where it is none that is known. */
export function imageOf(bytes: Uint8Array): Image | null {
  if (bytes.length < HEAD) return null;
  const head = String.fromCharCode(...bytes.subarray(0, HEAD));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (PNG.test(head)) return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  if (GIF.test(head))
    return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (JPEG.test(head)) return { type: 'image/jpeg' };
  return WEBP.test(head) ? { type: 'image/webp' } : null;
}
