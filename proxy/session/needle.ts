// What the bytes of a payload must contain for a filter to match it, as one regular expression over many payloads at
// once: most messages need no closer look. It may find too much, never too little.

import type { Decoders } from '../formats/decoders/decoders.ts';
import type { FieldTerm, Filter, Pattern, Term } from '../contract/filter.ts';

/** Shorter ones are found everywhere. */
const SHORTEST = 2;
/** What may be written as an escape, in JSON or in an IRC tag, where the filter has the character itself. */
const ESCAPE = String.raw`\\`;
/** Finds nothing. */
const NOTHING = '(?!)';
/** Characters outside ASCII that a pattern that ignores case takes for these letters (Unicode CaseFolding.txt), as UTF-8. */
const FOLDED: Readonly<Record<string, string>> = { k: '\xe2\x84\xaa', s: '\xc5\xbf' };
/** UTF-8 of a character outside ASCII, or an ASCII letter that it is folded to. */
const BEYOND_ASCII = '(?:[\x80-\xff]{1,4}|[a-zA-Z])';

/** Over bytes read as latin1; null: nothing is sure. */
export function needleOf(filter: Filter, decoders: Decoders): RegExp | null {
  const source = sourceOf(filter, decoders);
  return source === null ? null : new RegExp(`${source}|${ESCAPE}`, 'g');
}

function sourceOf(filter: Filter, decoders: Decoders): string | null {
  switch (filter.type) {
    case 'and':
      return filter.of.map((each) => sourceOf(each, decoders)).reduce(longer, null);
    case 'or': {
      const sources = filter.of.map((each) => sourceOf(each, decoders));
      return sources.includes(null) ? null : sources.join('|');
    }
    case 'not':
    case 'everything':
      return null;
    default:
      return sourceOfTerm(filter, decoders);
  }
}

function longer(a: string | null, b: string | null): string | null {
  if (a === NOTHING || b === NOTHING) return NOTHING;
  return a !== null && (b === null || a.length >= b.length) ? a : b;
}

function sourceOfTerm(term: Term, decoders: Decoders): string | null {
  if (term.type === 'literal') return sourceOfPattern(term.pattern);
  if (term.type === 'field') return sourceOfField(term, decoders);
  if (term.type !== 'text') return null;
  if (term.key === 'kind') return sourceOfSpellings(decoders.spellings(null, false, wholeText(term.pattern)));
  return term.key === 'text' ? sourceOfPattern(term.pattern) : null;
}

function sourceOfField({ path, rooted, test }: FieldTerm, decoders: Decoders): string | null {
  const text = test !== null && !('operator' in test) ? wholeText(test) : null;
  return sourceOfSpellings(decoders.spellings(path, rooted, text));
}

function wholeText({ type, text }: Pattern): string | null {
  return type === 'text' ? text : null;
}

function sourceOfSpellings(spellings: readonly string[] | null): string | null {
  if (spellings === null || spellings.some((text) => text.length < SHORTEST)) return null;
  return spellings.length === 0 ? NOTHING : spellings.map(sourceOfText).join('|');
}

function sourceOfPattern({ type, text }: Pattern): string | null {
  if (type === 'regex') return null;
  const pieces = type === 'wildcard' ? text.split('*') : [text];
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a), '');
  return longest.length < SHORTEST ? null : sourceOfText(longest);
}

function sourceOfText(text: string): string {
  return Array.from(text, anyCase).join('');
}

function anyCase(character: string): string {
  if (character > '\x7f') return BEYOND_ASCII;
  const lower = character.toLowerCase();
  if (!/[a-z]/.test(lower)) return character.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
  const folded = FOLDED[lower];
  const either = `[${lower}${lower.toUpperCase()}]`;
  return folded ? `(?:${either}|${folded})` : either;
}
