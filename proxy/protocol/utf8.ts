// UTF-8, RFC 3629 §4, checked piece by piece: RFC 6455 §8.1 wants it of every text message, whose code points
// may be cut anywhere by fragments and segments. It judges and never decodes.

export interface Utf8Checker {
  /** False once anything so far cannot be UTF-8. */
  push(bytes: Uint8Array): boolean;
  /** True when all of it was UTF-8 and nothing is cut off. */
  readonly complete: boolean;
  /** Ready for another text. */
  reset(): void;
}

export function createUtf8Checker(): Utf8Checker {
  return new Checker();
}

class Checker implements Utf8Checker {
  private valid = true;
  /** Continuation bytes still to come, and the range of the next one (RFC 3629 §4: no overlong forms, no surrogates). */
  private missing = 0;
  private low = 0x80;
  private high = 0xbf;

  get complete(): boolean {
    return this.valid && this.missing === 0;
  }

  reset(): void {
    this.valid = true;
    this.missing = 0;
    this.low = 0x80;
    this.high = 0xbf;
  }

  push(bytes: Uint8Array): boolean {
    let i = 0;
    while (this.valid && i < bytes.length) {
      if (this.missing === 0) i = endOfAscii(bytes, i);
      if (i < bytes.length) this.step(bytes[i++]!);
    }
    return this.valid;
  }

  private step(byte: number): void {
    this.valid = this.missing === 0 ? this.lead(byte) : this.continuation(byte);
  }

  private lead(byte: number): boolean {
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte === 0xe0) this.low = 0xa0;
    else if (byte === 0xed) this.high = 0x9f;
    else if (byte === 0xf0) this.low = 0x90;
    else if (byte === 0xf4) this.high = 0x8f;
    return true;
  }

  private continuation(byte: number): boolean {
    if (byte < this.low || byte > this.high) return false;
    this.low = 0x80;
    this.high = 0xbf;
    this.missing--;
    return true;
  }
}

/** Offset of the first byte from `start` on that is not ASCII: most text is, so eight at a time. */
function endOfAscii(bytes: Uint8Array, start: number): number {
  let i = start;
  for (const end = bytes.length - 7; i < end; i += 8) {
    const low = bytes[i]! | bytes[i + 1]! | bytes[i + 2]! | bytes[i + 3]!;
    const high = bytes[i + 4]! | bytes[i + 5]! | bytes[i + 6]! | bytes[i + 7]!;
    if ((low | high) >= 0x80) break;
  }
  while (i < bytes.length && bytes[i]! < 0x80) i++;
  return i;
}
