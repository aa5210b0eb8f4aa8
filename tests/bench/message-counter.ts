// Counts the messages of one direction by a header walk (RFC 6455 §5.2, §5.4), cheap enough not to be what is measured:
// whatever a proxy did to frames, a message is a message. It never looks at payloads.

import {
  MAX_HEADER_LENGTH,
  headerLengthFor,
  isControl,
  readPayloadLength,
} from '../../proxy/protocol/frame.ts';
import { HeaderBuffer } from '../../proxy/protocol/header-buffer.ts';

export class MessageCounter {
  /** Whole messages so far; control frames are none. */
  messages = 0;
  /** Payload bytes of the current frame still to come. */
  private left = 0;
  /** The current frame ends a message. */
  private last = false;
  private readonly header = new HeaderBuffer();

  push(bytes: Uint8Array): void {
    let offset = 0;
    while (offset < bytes.length) {
      if (this.left === 0) {
        offset += this.readHeader(bytes, offset);
      } else {
        const skipped = Math.min(this.left, bytes.length - offset);
        this.left -= skipped;
        offset += skipped;
        this.countWhole();
      }
    }
  }

  private readHeader(bytes: Uint8Array, offset: number): number {
    const { header } = this;
    if (header.length === 0 && bytes.length - offset >= MAX_HEADER_LENGTH) {
      this.enterFrame(bytes, offset);
      return headerLengthFor(bytes[offset + 1]!);
    }
    const taken = header.fill(bytes, offset);
    if (header.whole) {
      this.enterFrame(header.bytes, 0);
      header.length = 0;
    }
    return taken;
  }

  private enterFrame(bytes: Uint8Array, offset: number): void {
    const first = bytes[offset]!;
    this.last = (first & 0x80) !== 0 && !isControl(first & 0x0f);
    this.left = readPayloadLength(bytes, offset);
    this.countWhole();
  }

  private countWhole(): void {
    if (this.left === 0 && this.last) this.messages += 1;
  }
}
