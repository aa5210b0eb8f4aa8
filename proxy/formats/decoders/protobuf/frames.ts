// The length-prefixed messages of gRPC and gRPC-Web (PROTOCOL-HTTP2.md, PROTOCOL-WEB.md in grpc/grpc): a byte of flags and
// four of length in front of each. No message of Protocol Buffers begins so: there is no field 0.

const PREFIX = 5;
const COMPRESSED = 1;
const TRAILERS = 0x80;
const MOST_FRAMES = 200;

export interface Frame {
  readonly compressed: boolean;
  /** Its content is lines of text, as in a header. */
  readonly trailers: boolean;
  /** Bytes of the payload, without the prefix. */
  readonly from: number;
  readonly to: number;
}

/** Null where the payload is not exactly some frames. */
export function readFrames(payload: Uint8Array): readonly Frame[] | null {
  const frames: Frame[] = [];
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  for (let at = 0; at < payload.length;) {
    const flags = payload[at]!;
    if ((flags & ~(COMPRESSED | TRAILERS)) !== 0 || at + PREFIX > payload.length) return null;
    const from = at + PREFIX;
    const to = from + view.getUint32(at + 1);
    if (to > payload.length || frames.length === MOST_FRAMES) return null;
    frames.push({ compressed: (flags & COMPRESSED) !== 0, trailers: (flags & TRAILERS) !== 0, from, to });
    at = to;
  }
  return frames.length > 0 ? frames : null;
}
