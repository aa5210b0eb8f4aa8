// Whether a value stands in a payload as it is read. Numbers may be written in many ways, and some words are made of
// others: a flag of `1` is read as true.

/** In place of a secret. */
const MASK = '•';
const MADE = /^(?:true|false|null|nan|-?infinity|[-+\d.e]+)$/i;

export function isSpelled(text: string): boolean {
  return /\p{L}/u.test(text) && !MADE.test(text) && !text.includes(MASK);
}
