// Bytes that came in pieces and are kept until they are wanted as one. It takes copies, and just their room.

export class Pieces {
  length = 0;
  private list: Uint8Array[] = [];

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.list.push(Uint8Array.from(bytes));
    this.length += bytes.length;
  }

  /** All of them, still kept. */
  joined(): Uint8Array {
    if (this.list.length > 1) this.list = [this.join()];
    return this.list[0] ?? NO_BYTES;
  }

  /** All of them, no longer kept. */
  take(): Uint8Array {
    const bytes = this.joined();
    this.clear();
    return bytes;
  }

  clear(): void {
    this.list = [];
    this.length = 0;
  }

  private join(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let offset = 0;
    for (const piece of this.list) {
      whole.set(piece, offset);
      offset += piece.length;
    }
    return whole;
  }
}

const NO_BYTES = new Uint8Array(0);
