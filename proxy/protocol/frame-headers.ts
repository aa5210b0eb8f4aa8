// The frame headers of one message, kept as bytes one after the other (`Message.headers`), taken apart again.
// RFC 6455 §5.2. What they say is read by `parseFrameHeader`.

import { headerLengthFor } from './frame.ts';

/** One view a header, 2 to 14 bytes; a last one that is cut off stays as it is. */
export function splitFrameHeaders(bytes: Uint8Array): Uint8Array[] {
  const headers: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const end = offset + headerLengthFor(bytes[offset + 1] ?? 0);
    headers.push(bytes.subarray(offset, end));
    offset = end;
  }
  return headers;
}
