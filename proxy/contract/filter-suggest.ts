// Autocomplete for the filter language: what may stand at the cursor, with a line of explanation each. It does not know
// which hosts, kinds or fields there are: whoever asks brings those.

import { formatStep } from './filter-format.ts';
import {
  BARE_WORDS,
  FILTER_KEYS,
  findKey,
  type FilterKey,
  type KeyName,
  type KeyScope,
  STATE_WORDS,
} from './filter-keys.ts';
import { valueText } from './filter-of-value.ts';
import type { SampledField } from './message-sample.ts';

export interface Suggestion {
  /** Replaces the text from `from` to `to`. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** One line; empty for values that speak for themselves. */
  readonly doc: string;
}

/** Values seen in the traffic, such as hosts and kinds, most useful first, and the decoded fields. */
export type SeenValues = Readonly<Partial<Record<KeyName, readonly string[]>>> & {
  readonly fields?: readonly SampledField[];
};

interface Candidate {
  readonly text: string;
  readonly doc: string;
  /** What may be typed to find it; the text, where nothing else is said. */
  readonly names?: readonly string[];
}

const MAX_SUGGESTIONS = 50;
/** Values that stand beside the name of a field. */
const SHOWN_VALUES = 4;
const QUOTED_OR_SEPARATOR = /"(?:[^"\\]|\\(?:.|$))*(?:"|$)|[\s()|]/gs;
const KEYED = /^([a-z]+):(.*)$/is;
const OPERATOR = /^(?::(?:>=|<=|=|>|<)?|>=|<=|=|>|<)(?!\$)/;

/**
 * Best first; at most 50.
 * @param first what the filter is mostly about: those keys come first
 */
export function suggest(
  text: string,
  cursor: number,
  seen: SeenValues = {},
  first: KeyScope = 'connection',
): readonly Suggestion[] {
  const { typed, candidates } = completable(wordBefore(text.slice(0, cursor)), seen, first);
  return candidates
    .filter((candidate) => startsLike(candidate, typed))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ text: candidate, doc }) => ({ text: candidate, doc, from: cursor - typed.length, to: cursor }));
}

/** The part of the word that is replaced, and what it could become. */
function completable(word: string, seen: SeenValues, first: KeyScope) {
  const [, name = '', keyed = ''] = KEYED.exec(word) ?? [];
  const key = findKey(name);
  if (key) return { typed: keyed, candidates: valuesOf(key, seen) };
  const fields = seen.fields ?? [];
  for (const field of fields) {
    const value = valueBehind(field, word);
    if (value !== null) return { typed: value, candidates: field.values.map(asValue) };
  }
  return { typed: word, candidates: [...words(first), ...fields.map((each) => asName(each, word))] };
}

/** What has been typed behind the name of this field and an operator; null where that is not the word. */
function valueBehind(field: SampledField, word: string): string | null {
  for (const name of namesOf(field)) {
    const operator = word.startsWith(name) ? OPERATOR.exec(word.slice(name.length)) : null;
    if (operator) return word.slice(name.length + operator[0].length);
  }
  return null;
}

/** What has been typed of the last word, without its signs of negation. */
function wordBefore(text: string): string {
  let start = 0;
  for (const { 0: found, index } of text.matchAll(QUOTED_OR_SEPARATOR)) {
    if (!found.startsWith('"')) start = index + 1;
  }
  return text.slice(start).replace(/^[-!]+/, '');
}

function words(first: KeyScope): readonly Candidate[] {
  const fitting = ({ scope }: FilterKey) => (scope === first || scope === 'both' ? 0 : 1);
  const keys = FILTER_KEYS.toSorted((a, b) => fitting(a) - fitting(b));
  const named = keys.map(({ key, doc, example }) => ({ text: `${key}:`, doc: `${doc}. ${example}` }));
  return first === 'message' ? [...named, ...BARE] : [...BARE, ...named];
}

const BARE: readonly Candidate[] = BARE_WORDS.map(({ word, doc }) => ({ text: word, doc }));

function valuesOf(key: FilterKey, seen: SeenValues): readonly Candidate[] {
  if (key.key === 'is') return STATE_WORDS.map(({ word, doc }) => ({ text: word, doc }));
  return [...key.values, ...(seen[key.key] ?? [])].map(asValue);
}

function asValue(value: string): Candidate {
  return { text: valueText(value), doc: '', names: [value] };
}

/** A field by the way that it was begun: `$.a`, `json:$.a`, `irc.a`, `a.b`, or by the name of any of its steps. */
function asName(field: SampledField, word: string): Candidate {
  const names = namesOf(field);
  const begun = names.find((name) => startsWith(name, word));
  return {
    text: `${begun !== undefined && word !== '' ? begun : names[0]}:`,
    doc: field.values.slice(0, SHOWN_VALUES).join(', '),
    names: [...names, ...field.path],
  };
}

/** The usual one first. */
function namesOf({ protocol, path }: SampledField): readonly string[] {
  const steps = path.map(formatStep).join('');
  const dotted = `${protocol}${steps}`;
  const rooted = [`$${steps}`, `${protocol}:$${steps}`];
  const bare = path.length > 1 && /^[a-z_][\w-]*$/i.test(path[0]!) ? [steps.slice(1)] : [];
  return protocol === 'json' ? [...rooted, dotted, ...bare] : [dotted, ...rooted, ...bare];
}

/** A value that is there in full needs no completion. */
function startsLike({ text, names = [text] }: Candidate, typed: string): boolean {
  return text !== typed && names.some((name) => startsWith(name, typed.replace(/^"/, '')));
}

function startsWith(name: string, typed: string): boolean {
  return name.toLowerCase().startsWith(typed.toLowerCase());
}
