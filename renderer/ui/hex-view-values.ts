// What a few bytes mean as numbers and text, in both byte orders. Pure.

export interface ByteReading {
  /** `int32`, `float64`, `utf-8`. */
  readonly type: string;
  readonly little: string;
  /** Null where byte order does not matter. */
  readonly big: string | null;
}

type Read = (view: DataView, littleEndian: boolean) => number | bigint;

const NUMBERS: readonly (readonly [type: string, size: number, read: Read])[] = [
  ['int8', 1, (view) => view.getInt8(0)],
  ['uint8', 1, (view) => view.getUint8(0)],
  ['int16', 2, (view, little) => view.getInt16(0, little)],
  ['uint16', 2, (view, little) => view.getUint16(0, little)],
  ['int32', 4, (view, little) => view.getInt32(0, little)],
  ['uint32', 4, (view, little) => view.getUint32(0, little)],
  ['int64', 8, (view, little) => view.getBigInt64(0, little)],
  ['uint64', 8, (view, little) => view.getBigUint64(0, little)],
  ['float32', 4, (view, little) => view.getFloat32(0, little)],
  ['float64', 8, (view, little) => view.getFloat64(0, little)],
];

/** Every reading of the bytes from `offset` on, for which there are enough of them. */
export function readBytes(bytes: Uint8Array, offset: number): readonly ByteReading[] {
  const left = bytes.length - offset;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, Math.min(8, left));
  return NUMBERS.filter(([, size]) => size <= left).map(([type, size, read]) => ({
    type,
    little: String(read(view, true)),
    big: size === 1 ? null : String(read(view, false)),
  }));
}

/** `0000001f` */
export function formatOffset(offset: number): string {
  return offset.toString(16).padStart(8, '0');
}

/** `0f` */
export function formatByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** The character that an ASCII column shows: a dot where it has no picture. */
export function formatAscii(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
