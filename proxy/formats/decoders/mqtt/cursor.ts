// Walks through the body of a control packet and notes where each field stands (MQTT 5 §1.5). It never reads beyond the
// end: what does not fit is a misfit, and nothing moves any more.

export interface Place {
  readonly path: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Elements of a list whose places are told. */
const MOST = 1000;

export class Cursor {
  readonly places: Place[] = [];
  at: number;
  failed = false;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, from: number, end: number) {
    this.#bytes = bytes;
    this.at = from;
    this.#end = end;
  }

  get done(): boolean {
    return this.failed || this.at >= this.#end;
  }

  /** Every byte was some field's. */
  get fits(): boolean {
    return !this.failed && this.at === this.#end;
  }

  misfit(): void {
    this.failed = true;
  }

  /** The last of the bytes that it goes over; 0 where they are not there. */
  skip(bytes: number, path?: readonly string[]): number {
    const from = this.at;
    if (from + bytes > this.#end) this.misfit();
    if (this.failed) return 0;
    this.at += bytes;
    if (path) this.place(path, from);
    return this.#bytes[this.at - 1] ?? 0;
  }

  /** Two bytes of length, and as many as that: text or binary data. */
  text(path?: readonly string[]): void {
    const high = this.skip(1);
    const length = high * 256 + this.skip(1);
    const from = this.at;
    if (length > this.#end - from) this.misfit();
    if (this.failed) return;
    this.at += length;
    if (path) this.place(path, from);
  }

  /** A variable byte integer. */
  variable(): number {
    let value = 0;
    for (let scale = 1; scale <= 0x20_00_00; scale *= 0x80) {
      const byte = this.skip(1);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    this.misfit();
    return 0;
  }

  rest(path: readonly string[]): void {
    this.skip(this.#end - this.at, path);
  }

  /** At least one, to the end. */
  each(walk: (n: string) => void): void {
    if (this.done) this.misfit();
    for (let n = 0; !this.done; n += 1) walk(String(n));
  }

  place(path: readonly string[], from: number): void {
    if (this.places.length < MOST) this.places.push({ path, from, to: this.at });
  }
}
