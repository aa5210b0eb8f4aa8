// The base framing protocol, RFC 6455 §5.2: the 2 to 14 bytes in front of every payload, read and written.
// It knows one frame at a time: nothing of messages, directions, extensions or what is allowed.

/** RFC 6455 §11.8. */
export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

const NAMES = new Map<number, string>(Object.entries(OPCODE).map(([name, opcode]) => [opcode, name]));

/** Opcode, length, 64-bit extended length, masking key: no header is longer. */
export const MAX_HEADER_LENGTH = 14;

export interface FrameHeader {
  readonly fin: boolean;
  readonly rsv1: boolean;
  readonly rsv2: boolean;
  readonly rsv3: boolean;
  readonly opcode: number;
  readonly masked: boolean;
  /** Big-endian, as on the wire; 0 when not masked (and when the key is zero). */
  readonly maskingKey: number;
  /** Bytes; exact up to 2^53, rounded above, Infinity when the highest of the 64 bits is set (§5.2 forbids it). */
  readonly payloadLength: number;
  /** Bytes, 2 to 14. */
  readonly headerLength: number;
}

export interface FrameFields {
  readonly fin?: boolean;
  readonly rsv1?: boolean;
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** Four bytes; null or absent for an unmasked frame. */
  readonly maskingKey?: Uint8Array | null;
}

/** `text`, `ping`, `continuation`, or `reserved-11` for an opcode without a name. */
export function opcodeName(opcode: number): string {
  return NAMES.get(opcode) ?? `reserved-${opcode}`;
}

/** RFC 6455 §5.2: 3 to 7 and 11 to 15. */
export function isReserved(opcode: number): boolean {
  return !NAMES.has(opcode);
}

/** RFC 6455 §5.5: the highest bit of the opcode. */
export function isControl(opcode: number): boolean {
  return (opcode & 0x8) !== 0;
}

/** Bytes of the header that has this second byte (MASK and the 7-bit length). */
export function headerLengthFor(secondByte: number): number {
  const length7 = secondByte & 0x7f;
  const extended = length7 === 126 ? 2 : length7 === 127 ? 8 : 0;
  return 2 + extended + (secondByte & 0x80 ? 4 : 0);
}

/** The header that begins at `offset`; null when more bytes are needed. */
export function parseFrameHeader(bytes: Uint8Array, offset = 0): FrameHeader | null {
  if (bytes.length < offset + 2) return null;
  const first = bytes[offset]!;
  const second = bytes[offset + 1]!;
  const headerLength = headerLengthFor(second);
  if (bytes.length < offset + headerLength) return null;
  const masked = (second & 0x80) !== 0;
  return {
    fin: (first & 0x80) !== 0,
    rsv1: (first & 0x40) !== 0,
    rsv2: (first & 0x20) !== 0,
    rsv3: (first & 0x10) !== 0,
    opcode: first & 0x0f,
    masked,
    maskingKey: masked ? readUint32(bytes, offset + headerLength - 4) : 0,
    payloadLength: readPayloadLength(bytes, offset),
    headerLength,
  };
}

/** Payload length of the whole header at `offset`; see `FrameHeader.payloadLength`. */
export function readPayloadLength(bytes: Uint8Array, offset: number): number {
  const length7 = bytes[offset + 1]! & 0x7f;
  if (length7 < 126) return length7;
  if (length7 === 126) return (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
  const high = readUint32(bytes, offset + 2);
  return high > 0x7fffffff ? Infinity : high * 2 ** 32 + readUint32(bytes, offset + 6);
}

function readUint32(bytes: Uint8Array, offset: number): number {
  const low = (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
  return bytes[offset]! * 2 ** 24 + low;
}

/** One frame with the shortest length form; the payload is copied, and masked when there is a key. */
export function formatFrame(frame: FrameFields): Uint8Array {
  const { payload } = frame;
  const key = frame.maskingKey ?? null;
  const second =
    (key ? 0x80 : 0) | (payload.length < 126 ? payload.length : payload.length < 65_536 ? 126 : 127);
  const headerLength = headerLengthFor(second);
  const bytes = new Uint8Array(headerLength + payload.length);
  bytes[0] = (frame.fin === false ? 0 : 0x80) | (frame.rsv1 ? 0x40 : 0) | frame.opcode;
  bytes[1] = second;
  writeExtendedLength(bytes, payload.length);
  bytes.set(payload, headerLength);
  if (key) {
    bytes.set(key, headerLength - 4);
    for (let i = 0; i < payload.length; i++) bytes[headerLength + i]! ^= key[i & 3]!;
  }
  return bytes;
}

function writeExtendedLength(bytes: Uint8Array, length: number): void {
  const view = new DataView(bytes.buffer);
  const length7 = bytes[1]! & 0x7f;
  if (length7 === 126) view.setUint16(2, length);
  if (length7 === 127) view.setBigUint64(2, BigInt(length));
}
