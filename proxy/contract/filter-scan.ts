// A place in the text of a filter: stepping over it, reading one value, and saying what cannot be read there.
// What words mean is not known here.

import type { FilterError } from './filter.ts';

export interface Cursor {
  readonly text: string;
  at: number;
  /** Brackets and negations around this place. */
  depth: number;
}

/** A value as it stands in the text, before its key says what it means. */
export interface Value {
  readonly type: 'word' | 'quoted' | 'regex';
  readonly text: string;
  readonly flags: string;
  readonly start: number;
  readonly end: number;
}

/** Carries a FilterError out of the descent; never leaves parseFilter. */
export class Unreadable extends Error {
  readonly error: FilterError;

  constructor(start: number, end: number, message: string, hint: string) {
    super(message);
    this.error = { position: start, length: Math.max(1, end - start), message, hint };
  }
}

const WORD = /[^\s()|"]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
/** What follows the last slash must be flags and nothing else: `/api/v1` is a word. */
const REGEX = /\/((?:[^\\/[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/([imsu]*)(?=[\s()|"]|$)/sy;

export function atEnd(cursor: Cursor): boolean {
  return cursor.at >= cursor.text.length;
}

/** The next character; empty at the end. */
export function peek(cursor: Cursor): string {
  return cursor.text.charAt(cursor.at);
}

/** Steps over `sign` if it stands here, and tells. */
export function take(cursor: Cursor, sign: string): boolean {
  if (peek(cursor) !== sign) return false;
  cursor.at++;
  return true;
}

export function skipSpace(cursor: Cursor): void {
  match(cursor, /\s+/y);
}

/** Steps over what a sticky expression matches here; stays where it matches nothing. */
export function match(cursor: Cursor, sticky: RegExp): RegExpExecArray | null {
  sticky.lastIndex = cursor.at;
  const found = sticky.exec(cursor.text);
  if (found) cursor.at = sticky.lastIndex;
  return found;
}

/** A quoted text, a regular expression or a word; null where none begins. */
export function readValue(cursor: Cursor): Value | null {
  const start = cursor.at;
  const value = (type: Value['type'], text: string, flags = ''): Value => ({
    type,
    text,
    flags,
    start,
    end: cursor.at,
  });
  if (peek(cursor) === '"') return value('quoted', readQuoted(cursor));
  const regex = match(cursor, REGEX);
  if (regex) return value('regex', regex[1]!, regex[2]);
  const word = match(cursor, WORD);
  return word && value('word', word[0]);
}

function readQuoted(cursor: Cursor): string {
  const start = cursor.at;
  const found = match(cursor, QUOTED);
  if (!found) {
    throw new Unreadable(start, cursor.text.length, 'This quote is never closed.', 'Add " at the end.');
  }
  if (found[1] === '')
    throw new Unreadable(start, cursor.at, 'There is nothing between the quotes.', 'Write a text there.');
  return unquote(found[1]!);
}

/** What stands between two quotes, without its escapes. */
export function unquote(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}
