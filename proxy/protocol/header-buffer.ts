// A frame header that chunks cut in two: keeps the bytes of it until it is whole.
// RFC 6455 §5.2. It knows only how long a header is.

import { MAX_HEADER_LENGTH, headerLengthFor } from './frame.ts';

export class HeaderBuffer {
  readonly bytes: Uint8Array = new Uint8Array(MAX_HEADER_LENGTH);
  /** Bytes of the header so far. */
  length = 0;

  get whole(): boolean {
    return this.length >= 2 && this.length === headerLengthFor(this.bytes[1]!);
  }

  /** Takes the header's bytes out of `chunk` from `offset` on; returns how many it took. */
  fill(chunk: Uint8Array, offset: number): number {
    let i = offset;
    while (i < chunk.length && !this.whole) this.bytes[this.length++] = chunk[i++]!;
    return i - offset;
  }
}
