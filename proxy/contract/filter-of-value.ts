// Terms of the filter language made from what was captured: a value, and where it stands. Whatever the value is, the
// term can be read, fits into one line, and matches that value.

import { formatStep } from './filter-format.ts';
import type { TextKey } from './filter-keys.ts';

/** Longer values make no filter that anybody can read. */
const MAX_VALUE = 200;

/** `kind:PRIVMSG`; null for a value that is too long. */
export function textTerm(key: TextKey, value: string): string | null {
  return value.length > MAX_VALUE ? null : `${key}:${valueText(value)}`;
}

/** `$.price=12`: messages with this value at this place; null for a branch, or a value that is too long. */
export function fieldTerm(path: readonly (string | number)[], value: unknown): string | null {
  const text = String(value);
  if (path.length === 0 || (typeof value === 'object' && value !== null) || text.length > MAX_VALUE)
    return null;
  return `${fieldName(path)}=${valueText(text)}`;
}

/** `$.price`: messages that have this field; null for no path at all. */
export function presenceTerm(path: readonly (string | number)[]): string | null {
  return path.length === 0 ? null : fieldName(path);
}

/** The opposite of one term. */
export function exclusionOf(term: string): string {
  return term.startsWith('-') ? term.slice(1) : `-${term}`;
}

function fieldName(path: readonly (string | number)[]): string {
  return `$${path.map((step) => formatStep(String(step))).join('')}`;
}

/** A value as it must be written to mean itself: bare, quoted, or where neither can say it, as an expression. */
export function valueText(value: string): string {
  if (value === '' || /[*\p{Cc}]/u.test(value)) return `/^${value.replace(SIGNS, escapeSign)}$/i`;
  return /^[^\s()|"/<>=][^\s()|"]*$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

const SIGNS = /[\\^$.*+?()[\]{}|/]|\p{Cc}/gu;

function escapeSign(sign: string): string {
  const code = sign.charCodeAt(0);
  return code < 0x20 || code >= 0x7f ? `\\x${code.toString(16).padStart(2, '0')}` : `\\${sign}`;
}
