// Autocomplete for the filter language: what may stand at the cursor, with a line of explanation each. It does not know
// which hosts or kinds there are: whoever asks brings those values.

import {
  BARE_WORDS,
  FILTER_KEYS,
  findKey,
  type FilterKey,
  type KeyName,
  STATE_WORDS,
} from './filter-keys.ts';

export interface Suggestion {
  /** Replaces the text from `from` to `to`. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** One line; empty for values that speak for themselves. */
  readonly doc: string;
}

/** Values seen in the traffic, such as hosts and kinds, most useful first. */
export type SeenValues = Readonly<Partial<Record<KeyName, readonly string[]>>>;

interface Candidate {
  readonly text: string;
  readonly doc: string;
}

const MAX_SUGGESTIONS = 50;
const QUOTED_OR_SEPARATOR = /"(?:[^"\\]|\\(?:.|$))*(?:"|$)|[\s()|]/gs;

/** Best first; at most 50. */
export function suggest(text: string, cursor: number, values: SeenValues = {}): readonly Suggestion[] {
  const before = wordBefore(text.slice(0, cursor));
  const word = /^([a-z]+):(.*)$/is.exec(before);
  const key = word && findKey(word[1]!);
  const typed = key ? word[2]! : before;
  const candidates = key ? valuesOf(key, values) : words();
  return candidates
    .filter((candidate) => startsLike(candidate.text, typed))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ text: candidate, doc }) => ({ text: candidate, doc, from: cursor - typed.length, to: cursor }));
}

/** What has been typed of the last word, without its signs of negation. */
function wordBefore(text: string): string {
  let start = 0;
  for (const { 0: found, index } of text.matchAll(QUOTED_OR_SEPARATOR)) {
    if (!found.startsWith('"')) start = index + 1;
  }
  return text.slice(start).replace(/^[-!]+/, '');
}

function words(): readonly Candidate[] {
  const keys = FILTER_KEYS.map(({ key, doc, example }) => ({ text: `${key}:`, doc: `${doc}. ${example}` }));
  return [...BARE_WORDS.map(({ word, doc }) => ({ text: word, doc })), ...keys];
}

function valuesOf(key: FilterKey, seen: SeenValues): readonly Candidate[] {
  if (key.key === 'is') return STATE_WORDS.map(({ word, doc }) => ({ text: word, doc }));
  return [...key.values, ...(seen[key.key] ?? [])].map((value) => ({ text: inQuotes(value), doc: '' }));
}

/** Quoted where the value would otherwise end early, or be read as something else. */
function inQuotes(value: string): string {
  return /^[^\s()|"/<>=][^\s()|"]*$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function startsLike(candidate: string, typed: string): boolean {
  const plain = (text: string) => text.replace(/^"/, '').toLowerCase();
  return plain(candidate).startsWith(plain(typed)) && candidate !== typed;
}
