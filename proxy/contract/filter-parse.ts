// Text to filter, by recursive descent over the grammar in filter.ts. Never throws: what cannot be read is an error
// with its place and what to write instead. What a filter means for traffic is not known here.

import type { Filter, FilterError } from './filter.ts';
import { atEnd, type Cursor, peek, skipSpace, take, Unreadable } from './filter-scan.ts';
import { parseTerm } from './filter-term.ts';

export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly error: FilterError };

/** Brackets and negations inside one another; far more than anybody reads, far less than the stack holds. */
const MAX_DEPTH = 100;

export function parseFilter(text: string): ParsedFilter {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  try {
    skipSpace(cursor);
    return { ok: true, filter: atEnd(cursor) ? { type: 'everything' } : parseWhole(cursor) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, error: error.error };
    throw error;
  }
}

/** One of the filters that must all match, and where it stands in the text. */
export interface Conjunct {
  readonly filter: Filter;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** In the order of the text, up to what cannot be read. Alternatives that no bracket holds are one conjunct. */
export function parseConjuncts(text: string): readonly Conjunct[] {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  const conjuncts: Conjunct[] = [];
  try {
    readConjuncts(cursor, conjuncts);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return peek(cursor) === '|' ? alternatives(text) : conjuncts;
}

function readConjuncts(cursor: Cursor, into: Conjunct[]): void {
  skipSpace(cursor);
  while (!atEnd(cursor) && !'|)'.includes(peek(cursor))) {
    const from = cursor.at;
    into.push({ filter: parseNot(cursor), from, to: cursor.at });
    skipSpace(cursor);
  }
}

function alternatives(text: string): readonly Conjunct[] {
  const parsed = parseFilter(text);
  if (!parsed.ok) return [];
  return [{ filter: parsed.filter, from: text.length - text.trimStart().length, to: text.trimEnd().length }];
}

function parseWhole(cursor: Cursor): Filter {
  const filter = parseOr(cursor);
  if (atEnd(cursor)) return filter;
  throw new Unreadable(
    cursor.at,
    cursor.at + 1,
    'This bracket closes nothing.',
    'Remove it, or quote it: ")".',
  );
}

function parseOr(cursor: Cursor): Filter {
  const of = [parseAnd(cursor)];
  while (take(cursor, '|')) of.push(parseAnd(cursor));
  return of.length === 1 ? of[0]! : { type: 'or', of };
}

function parseAnd(cursor: Cursor): Filter {
  const conjuncts: Conjunct[] = [];
  readConjuncts(cursor, conjuncts);
  if (conjuncts.length === 0) throw missing(cursor);
  return conjuncts.length === 1
    ? conjuncts[0]!.filter
    : { type: 'and', of: conjuncts.map(({ filter }) => filter) };
}

function missing(cursor: Cursor): Unreadable {
  const hint = 'Write a word there; a sign that you are looking for goes into quotes: "|".';
  return new Unreadable(cursor.at, cursor.at + 1, 'Something to look for is missing here.', hint);
}

function parseNot(cursor: Cursor): Filter {
  const start = cursor.at;
  while (take(cursor, '-') || take(cursor, '!'));
  const negations = cursor.at - start;
  if (negations > 0 && /^[\s|)]?$/.test(peek(cursor))) {
    const hint = 'Put the word right behind it; to look for the sign itself, quote it: "-".';
    throw new Unreadable(start, cursor.at, 'There is nothing to negate here.', hint);
  }
  enter(cursor, negations, start);
  let filter = peek(cursor) === '(' ? parseGroup(cursor) : parseTerm(cursor);
  cursor.depth -= negations;
  for (let i = 0; i < negations; i++) filter = { type: 'not', of: filter };
  return filter;
}

function parseGroup(cursor: Cursor): Filter {
  const start = cursor.at++;
  enter(cursor, 1, start);
  const filter = parseOr(cursor);
  if (!take(cursor, ')')) {
    throw new Unreadable(
      start,
      cursor.text.length,
      'This bracket is never closed.',
      'Add ")", or quote it: "(".',
    );
  }
  cursor.depth--;
  return filter;
}

function enter(cursor: Cursor, levels: number, start: number): void {
  cursor.depth += levels;
  if (cursor.depth <= MAX_DEPTH) return;
  throw new Unreadable(
    start,
    cursor.at,
    'The filter is nested too deeply.',
    `Use at most ${MAX_DEPTH} levels.`,
  );
}
