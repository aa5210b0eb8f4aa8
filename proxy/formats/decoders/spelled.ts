// What the text of a message must contain for a decoded field to be what is asked for, so that most messages need not be
// decoded. It knows no protocol.

import type { AskedField } from './decoder.ts';

/** Under which a JSON array stands, though it spells no such name. */
const ARRAY_FIELD = 'value';

/** In place of a secret. */
const MASK = '•';
const MADE = /^(?:true|false|null|nan|-?infinity|[-+\d.e]+)$/i;

/**
 * Whether a value stands in a payload as it is read. Numbers may be written in many ways, and some words are made of
 * others: a flag of `1` is read as true.
 */
export function isSpelled(text: string): boolean {
  return /\p{L}/u.test(text) && !MADE.test(text) && !text.includes(MASK);
}

/** For decoders whose fields are the JSON of the payload. @param made kinds that no payload spells, in any case */
export function spelledAsJson(made: RegExp | null, { path, text }: AskedField): readonly string[] | null {
  const isMade = path === null && text !== null && made?.test(text);
  if (text !== null && isSpelled(text) && !isMade) return [text];
  const key = path?.findLast((step) => !/^\d+$/.test(step));
  return key === undefined || key === ARRAY_FIELD ? null : [key];
}

/** How a decoder names what it reads. */
export interface Naming {
  /** Its fields at the top; what stands below them is spelled as in the payload, names and values. */
  readonly fields: ReadonlySet<string>;
  /** Kinds, or words in fields, that no payload spells; in any case. */
  readonly made: RegExp | null;
}

/** For decoders whose fields have names of their own and hold what the payload does. */
export function spelledUnder({ fields, made }: Naming, { path, text }: AskedField): readonly string[] | null {
  const [top, ...below] = path ?? [];
  if (top !== undefined && !fields.has(top)) return [];
  if (text !== null && isSpelled(text) && !made?.test(text)) return [text];
  const key = below.findLast((step) => !/^\d+$/.test(step));
  return key === undefined ? null : [key];
}
