// Payload bytes held back until they are a part worth handing over: what makes one call of many small pieces.
// It grows from small to the size of a part, lets go of everything between messages, and knows no meaning.

const FIRST_SIZE = 1024; // bytes

const NO_BYTES = new Uint8Array(0);

export class PartBuffer {
  /** Bytes held. */
  length = 0;
  private buffer: Uint8Array = NO_BYTES;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get full(): boolean {
    return this.length === this.capacity;
  }

  /** Copies as many of the bytes as fit from `offset` on; returns how many that were. */
  fill(bytes: Uint8Array, offset: number): number {
    const taken = Math.min(this.capacity - this.length, bytes.length - offset);
    this.reserve(this.length + taken);
    this.buffer.set(bytes.subarray(offset, offset + taken), this.length);
    this.length += taken;
    return taken;
  }

  /** What is held, valid until the next `fill`; afterwards it is empty. */
  take(): Uint8Array {
    const held = this.buffer.subarray(0, this.length);
    this.length = 0;
    return held;
  }

  /** Lets go of the memory. */
  release(): void {
    this.length = 0;
    this.buffer = NO_BYTES;
  }

  private reserve(length: number): void {
    if (length <= this.buffer.length) return;
    const size = Math.max(length, this.buffer.length * 2, FIRST_SIZE);
    const grown = new Uint8Array(Math.min(size, this.capacity));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}
