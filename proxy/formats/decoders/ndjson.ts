// Several JSON values in one message, each on a line of its own (NDJSON, JSON Lines), as servers that batch send them.
// Each line is what whichever protocol knows it makes of it.

import type { Decoded } from '../../contract/model.ts';
import { type AskedField, CONFIDENCE, type DecodableMessage, type Decoder } from './decoder.ts';
import { oneLine } from './one-line.ts';

/** An object or an array that ends its line, and another that begins the next. */
const TWO_LINES = /^\s*(?:\{[^\n]*\}|\[[^\n]*\])[ \t\r]*\n\s*[{[]/;
/** Lines of one message that are read. */
const MOST_LINES = 500;

export const ndjson: Decoder = {
  name: 'ndjson',
  label: 'NDJSON',
  reads: 'text',
  recognises: (_context, { text, json, cut }) =>
    text !== null && json === null && !cut && TWO_LINES.test(text) ? CONFIDENCE.likely : CONFIDENCE.none,
  decode,
  spellings,
  heartbeat: /p[io]ng|heartbeat|keep[-_]?alive|"ka"/i,
};

/** Kinds are those of its lines, which spell them. */
function spellings({ path, text }: AskedField): readonly string[] | null {
  const made = path === null ? text === null || text.toLowerCase() === 'lines' : path[0] === 'lines';
  return made ? null : [];
}

/** Null where a line is nothing that is known: it is one JSON value on several lines, or none. */
function decode(message: DecodableMessage): Decoded | null {
  if (message.json !== null) return null;
  const lines = message.text!.split('\n').filter((line) => line.trim() !== '');
  const parts = lines.slice(0, MOST_LINES).map((line) => message.inner(line));
  if (!parts.every((part) => part !== null)) return null;
  const kinds = new Set(parts.map(({ kind }) => kind));
  return {
    protocol: ndjson.name,
    kind: kinds.size === 1 ? parts[0]!.kind : 'lines',
    summary: oneLine(`${lines.length} lines: ${parts[0]!.summary}`),
    heartbeat: parts.every(({ heartbeat }) => heartbeat),
    fields: { lines: lines.length },
    parts,
  };
}
