// A message as decoders see it: text and JSON are read when they are first asked for, once for all decoders. It does not
// know which decoders there are.

import type { Decoded, Side } from '../../contract/model.ts';
import { decodeLossy, decodeText } from '../payload-text.ts';
import { maskValue, mayHoldSecret } from '../secrets.ts';
import { type DecodableMessage, type DecoderInput, NO_BYTES } from './decoder.ts';

/** Larger payloads are decoded by their first bytes alone. */
export const MAX_PAYLOAD = 1024 * 1024;
const BEGINNING = 4096;
/** What is nested deeper is not read as JSON: values cross a wire that refuses to descend further. */
const MAX_DEPTH = 64;
export const MASK = '•••';

export class Decodable implements DecodableMessage {
  readonly from: Side;
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly before: Uint8Array;
  readonly cut: boolean;
  readonly #inner: (payload: Uint8Array | string) => Decoded | null;
  #text: string | null | undefined;
  #json: object | null | undefined;
  #masked: boolean | undefined;

  constructor(
    { from, opcode, payload, before }: DecoderInput,
    inner: (payload: Uint8Array | string) => Decoded | null,
  ) {
    this.from = from;
    this.opcode = opcode;
    this.payload = payload;
    this.before = before ?? NO_BYTES;
    this.cut = payload.length > MAX_PAYLOAD;
    this.#inner = inner;
  }

  get text(): string | null {
    if (this.#text === undefined)
      this.#text = this.cut ? decodeLossy(this.payload.subarray(0, BEGINNING)) : decodeText(this.payload);
    return this.#text;
  }

  get json(): object | null {
    if (this.#json === undefined) this.#json = this.cut ? null : parseJson(this.text, () => this.masked);
    return this.#json;
  }

  get masked(): boolean {
    this.#masked ??= this.text !== null && mayHoldSecret(this.text);
    return this.#masked;
  }

  inner(payload: Uint8Array | string): Decoded | null {
    return this.#inner(payload);
  }
}

/** A text as a JSON object or array, secrets masked; null where it is none, or nested too deep to be shown. */
export function readJson(text: string): object | null {
  return parseJson(text, () => mayHoldSecret(text));
}

function parseJson(text: string | null, isMasked: () => boolean): object | null {
  if (text === null || !beginsAsJson(text) || isTooDeep(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return (isMasked() ? maskValue(value, MASK) : value) as object;
  } catch {
    return null; // text that only begins like JSON
  }
}

export function beginsAsJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

export function isTooDeep(text: string): boolean {
  return text.length > 2 * MAX_DEPTH && depth(text) > MAX_DEPTH;
}

/** At least as deep as the value is: brackets inside strings count too. */
function depth(text: string): number {
  let level = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++level);
    else if (code === 0x5d || code === 0x7d) level--;
  }
  return deepest;
}
