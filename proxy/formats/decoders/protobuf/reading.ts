// One message while its fields are read: where each stood, and how many values may still be shown, so that what comes out
// is bounded whatever is nested in it.

import type { FieldRange } from '../../../contract/model.ts';
import { hexOf } from '../shown-bytes.ts';

/** Values that are shown of one message. */
const MOST_VALUES = 5000;
/** Messages in messages. */
export const DEEPEST = 24;

export type Path = readonly string[];

export class Reading {
  readonly bytes: Uint8Array;
  readonly ranges: FieldRange[] = [];
  /** What a field of the type `bytes` is shown as. */
  readonly shown: (bytes: Uint8Array) => unknown;
  readonly #part: number | null;
  #left = MOST_VALUES;

  constructor(bytes: Uint8Array, part: number | null, shown: (bytes: Uint8Array) => unknown = hexOf) {
    this.bytes = bytes;
    this.shown = shown;
    this.#part = part;
  }

  /** There were more values than are shown. */
  get isCut(): boolean {
    return this.#left < 0;
  }

  /** One more value is to be shown; false: it is one too many. */
  take(path: Path, from: number, to: number): boolean {
    this.#left -= 1;
    if (this.#left < 0) return false;
    if (from < to) this.ranges.push({ part: this.#part, path, from, to });
    return true;
  }

  view({ from, to }: { readonly from: number; readonly to: number }): DataView {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + from, to - from);
  }
}

/** A number as JSON has it: what it has no word for is text, and so is what has more digits than it keeps. */
export function shownNumber(value: number | bigint): number | string {
  const number = Number(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(number) ? number : String(value);
  return Number.isFinite(value) ? value : String(value);
}

/** With the digits that it was written with, not those that 64 bits would need. */
export function shownFloat(value: number): number | string {
  const short = Number(value.toPrecision(7));
  return shownNumber(Math.fround(short) === value ? short : value);
}
