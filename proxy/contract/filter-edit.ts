// A filter changed by a button or a menu: conjuncts put into its text and taken out, while the rest stays as it was
// typed. A text that is half typed is changed in the part that can be read. Which terms buttons stand for is not known here.

import type { Filter } from './filter.ts';
import { formatFilter } from './filter-format.ts';
import { type Conjunct, parseConjuncts, parseFilter } from './filter-parse.ts';

/** Which conjuncts an edit is about. */
export type Concerns = (filter: Filter) => boolean;

/** The conjuncts that an edit is about; empty where there is none. */
export function conjunctsOf(text: string, concerns: Concerns): readonly Filter[] {
  return parseConjuncts(text).flatMap(({ filter }) => (concerns(filter) ? [filter] : []));
}

/**
 * The text with `term` in place of what the edit is about; with null, without it.
 * @param leads a new term comes behind the leading conjuncts that these are, before everything else
 */
export function replaceConjuncts(
  text: string,
  concerns: Concerns,
  term: string | null,
  leads: Concerns = concerns,
): string {
  const { conjuncts, rest } = takeApart(text);
  const old = conjuncts.findIndex(({ filter }) => concerns(filter));
  const place = old < 0 ? leading(conjuncts, leads) : old;
  const before = conjuncts.slice(0, place);
  const after = conjuncts.slice(place).filter(({ filter }) => !concerns(filter));
  const words = [...before, ...(term === null ? [] : [asConjunct(term)]), ...after];
  return putTogether(words, rest);
}

/** The text with one more conjunct at its end; its opposite goes. Unchanged where it is there. */
export function addConjunct(text: string, term: string): string {
  const added = asConjunct(term);
  if (hasConjunct(text, term)) return text;
  const opposite = formatFilter(negationOf(added.filter));
  const { conjuncts, rest } = takeApart(text);
  const kept = conjuncts.filter(({ filter }) => formatFilter(filter) !== opposite);
  return putTogether([...kept, added], rest);
}

/** The text of a filter that matches what both match. */
export function allOf(one: string, other: string): string {
  return putTogether([...takeApart(one).conjuncts, ...takeApart(other).conjuncts], '');
}

/** The text of the conjuncts that these are, alone. */
export function keepConjuncts(text: string, concerns: Concerns): string {
  const { conjuncts } = takeApart(text);
  return putTogether(
    conjuncts.filter(({ filter }) => concerns(filter)),
    '',
  );
}

/** Whether the term stands in the text by itself, however it is spelled. */
export function hasConjunct(text: string, term: string): boolean {
  return conjunctsOf(text, isTerm(term)).length > 0;
}

/** Concerns what means the same as the term. */
export function isTerm(term: string): Concerns {
  const same = formatFilter(asConjunct(term).filter);
  return (filter) => formatFilter(filter) === same;
}

/** Where the text goes on behind its leading conjuncts that these are, and the space after them. */
export function endOfLead(text: string, leads: Concerns): number {
  const conjuncts = parseConjuncts(text);
  const last = conjuncts[leading(conjuncts, leads) - 1];
  if (!last) return 0;
  return last.to + /^\s*/.exec(text.slice(last.to))![0].length;
}

function leading(conjuncts: readonly { readonly filter: Filter }[], leads: Concerns): number {
  const first = conjuncts.findIndex(({ filter }) => !leads(filter));
  return first < 0 ? conjuncts.length : first;
}

interface Word {
  readonly filter: Filter;
  readonly text: string;
}

/** `rest` cannot be read (yet). */
function takeApart(text: string): { conjuncts: readonly Word[]; rest: string } {
  const conjuncts = parseConjuncts(text);
  const end = conjuncts.at(-1)?.to ?? 0;
  return { conjuncts: conjuncts.map((conjunct) => wordOf(text, conjunct)), rest: text.slice(end).trim() };
}

function wordOf(text: string, { filter, from, to }: Conjunct): Word {
  return { filter, text: text.slice(from, to) };
}

function asConjunct(term: string): Word {
  const parsed = parseFilter(term);
  return { filter: parsed.ok ? parsed.filter : { type: 'everything' }, text: term };
}

/** Side by side binds closer than `|`: alternatives among others need brackets, alone they need none. */
function putTogether(words: readonly Word[], rest: string): string {
  const alone = words.length === 1 && rest === '';
  const texts = words.map((word) => (alone ? withoutBrackets(word) : withBrackets(word)));
  return [...texts, rest].filter((text) => text !== '').join(' ');
}

function withBrackets(word: Word): string {
  return word.filter.type === 'or' && !isClosed(word) ? `(${word.text})` : word.text;
}

function withoutBrackets(word: Word): string {
  const bracketed = word.filter.type === 'or' && word.text.startsWith('(') && isClosed(word);
  return bracketed ? word.text.slice(1, -1).trim() : word.text;
}

/** What follows does not become a part of it. */
function isClosed({ text }: Word): boolean {
  return parseConjuncts(`${text} x`).length === 2;
}

function negationOf(filter: Filter): Filter {
  return filter.type === 'not' ? filter.of : { type: 'not', of: filter };
}
