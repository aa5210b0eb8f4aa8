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

/** What XML may be written with so that its text is not spelled out: character references, CDATA, comments. */
const XML_ESCAPES = ['&#', '<!', '<?'];
/** White space is read as other white space, and these five have entities. */
const UNSURE_IN_XML = /[\s&<>"']+/;

/**
 * For decoders whose fields are the XML of the payload. Names are always spelled out, texts but for their escapes.
 * @param textField under which text stands that has no name
 */
export function spelledAsXml(textField: string, { path, text }: AskedField): readonly string[] | null {
  const said = text !== null && isSpelled(text) ? longestPiece(text) : '';
  if (said !== '') return path === null ? [said] : [said, ...XML_ESCAPES];
  if (path === null) return null;
  const name = path.findLast((step) => !/^\d+$/.test(step) && step !== textField);
  return [name ?? '</'];
}

function longestPiece(text: string): string {
  return text.split(UNSURE_IN_XML).reduce((a, b) => (b.length > a.length ? b : a), '');
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
