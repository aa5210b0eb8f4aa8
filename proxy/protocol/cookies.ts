// Cookies as HTTP carries them, RFC 6265: the pairs of `Cookie` (§4.2), and `Set-Cookie` with its attributes (§5.2).
// Tolerant, for showing what was said; it keeps no cookie jar.

import { headerValues, type Headers } from './http-head.ts';

export interface Cookie {
  /** Empty for a value that stands alone. */
  readonly name: string;
  readonly value: string;
}

export interface SetCookie extends Cookie {
  /** In order, names as they were written; null for one without a value, such as `Secure`. */
  readonly attributes: readonly (readonly [name: string, value: string | null])[];
}

/** Of all `Cookie` fields of a request, in order. */
export function requestCookies(headers: Headers): Cookie[] {
  return headerValues(headers, 'Cookie')
    .flatMap((value) => value.split(';'))
    .filter((pair) => pair.trim() !== '')
    .map(parsePair);
}

/** One for each `Set-Cookie` field of an answer, in order. */
export function answerCookies(headers: Headers): SetCookie[] {
  return headerValues(headers, 'Set-Cookie').map((field) => {
    const [pair = '', ...attributes] = field.split(';');
    const { name, value } = parsePair(pair);
    return { name, value, attributes: attributes.filter(hasText).map(parseAttribute) };
  });
}

function parsePair(pair: string): Cookie {
  const equals = pair.indexOf('=');
  if (equals < 0) return { name: '', value: pair.trim() };
  return { name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() };
}

function parseAttribute(text: string): readonly [string, string | null] {
  const equals = text.indexOf('=');
  if (equals < 0) return [text.trim(), null];
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

function hasText(text: string): boolean {
  return text.trim() !== '';
}
