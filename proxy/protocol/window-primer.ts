// A compressed message that does nothing but put bytes into the inflater's window: RFC 1951 §3.2.4, RFC 7692 §7.2.
// With it, one who joins in late can follow a sender that keeps its window. It never goes over a wire.

/** No window is larger (RFC 1951 §2). */
export const MAX_WINDOW = 32 * 1024;

/** One stored block with the newest of these bytes, then the empty one whose 00 00 ff ff the receiver adds. */
export function primerFor(window: Uint8Array): Uint8Array {
  const bytes = window.subarray(-MAX_WINDOW);
  const message = new Uint8Array(BLOCK_HEADER + bytes.length + 1);
  new DataView(message.buffer).setUint16(1, bytes.length, true);
  new DataView(message.buffer).setUint16(3, ~bytes.length & 0xffff, true);
  message.set(bytes, BLOCK_HEADER);
  return message;
}

/** BFINAL, BTYPE 00 and padding; LEN and NLEN. */
const BLOCK_HEADER = 5;
