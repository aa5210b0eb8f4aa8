// What one term of a filter says about a message. The payload is read, and decoded, only for a term that asks for it.

import type { FieldTerm, Pattern, Term } from './filter.ts';
import { compare, compareTime } from './filter-compare.ts';
import { OPCODES, type StateWord } from './filter-keys.ts';
import { hasNote, isAboutAnyNote } from './filter-note.ts';
import type { Decoded, MessageFacts, Note } from './model.ts';

type KnownFacts = 'from' | 'opcode' | 'at' | 'length' | 'compressed' | 'injected' | 'violations' | 'rtt';

export interface FilterMessage extends Pick<MessageFacts, KnownFacts> {
  /** The payload as text; null where it is none. */
  text(): string | null;
  decoded(): Decoded | null;
  /** A keep-alive of the protocol inside, as its decoder knows it. */
  heartbeat(): boolean;
  /** It asks, and there should have been an answer by now. */
  unanswered(): boolean;
  /** Of the message itself. */
  readonly note?: Note | null;
}

/** Only for terms that a connection leaves open. */
export function askMessage(term: Term, message: FilterMessage): boolean {
  if (isAboutAnyNote(term)) return hasNote(term, message.note);
  switch (term.type) {
    case 'direction':
      return message.from === term.from;
    case 'opcode':
      return message.opcode === OPCODES[term.opcode];
    case 'number':
      return hasNumber(term, message);
    case 'time':
      return compareTime(message.at, term.test);
    case 'text':
      return term.key === 'kind' ? hasKind(term.pattern, message.decoded()) : hasText(term.pattern, message);
    case 'field':
      return hasField(term, message.decoded());
    case 'state':
      return hasState(term.is, message);
    default:
      return false;
  }
}

function hasNumber({ key, test }: Term & { type: 'number' }, { length, rtt }: FilterMessage): boolean {
  if (key !== 'rtt') return compare(length, test);
  return rtt !== null && compare(rtt, test);
}

function hasState(is: StateWord, message: FilterMessage): boolean {
  switch (is) {
    case 'heartbeat':
      return isPingOrPong(message.opcode) || message.heartbeat();
    case 'violation':
      return message.violations.length > 0;
    case 'unanswered':
      return message.unanswered();
    case 'injected':
      return message.injected;
    case 'compressed':
      return message.compressed;
    default:
      return false;
  }
}

function isPingOrPong(opcode: number): boolean {
  return opcode === OPCODES.ping || opcode === OPCODES.pong;
}

/**
 * In the text, or in what people see of it. Every escape that decoders undo is written with a backslash, so only a text
 * with one, or a payload that is none, has to be decoded: that is many times slower than to look.
 */
export function hasText({ regex }: Pattern, message: FilterMessage): boolean {
  const text = message.text();
  if (text !== null && regex.test(text)) return true;
  if (text !== null && !text.includes('\\')) return false;
  const decoded = message.decoded();
  return decoded !== null && isSeen(regex, decoded);
}

function isSeen(regex: RegExp, decoded: Decoded): boolean {
  return wholeAndParts(decoded).some((each) => regex.test(each.summary) || isAmong(regex, each.fields));
}

/** In any text at any depth of the fields. */
function isAmong(regex: RegExp, value: unknown): boolean {
  if (typeof value === 'string') return regex.test(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.values(value).some((each) => isAmong(regex, each));
}

function hasKind(pattern: Pattern, decoded: Decoded | null): boolean {
  return decoded !== null && wholeAndParts(decoded).some((each) => pattern.regex.test(each.kind));
}

function hasField(term: FieldTerm, decoded: Decoded | null): boolean {
  return decoded !== null && wholeAndParts(decoded).some((each) => hasFieldItself(term, each));
}

export function wholeAndParts(decoded: Decoded): readonly Decoded[] {
  return [decoded, ...decoded.parts.flatMap(wholeAndParts)];
}

function hasFieldItself({ path, rooted, test }: FieldTerm, { protocol, fields }: Decoded): boolean {
  const named = !rooted && path[0] === protocol;
  const steps = named ? path.slice(1) : path;
  const found = follow(fields, steps);
  const value = found === undefined ? follow(fields['value'], steps) : found;
  const values = Array.isArray(value) ? value : [value];
  return values.some((each) => hasValue(each, test));
}

function follow(value: unknown, steps: readonly string[]): unknown {
  let at = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

function hasValue(value: unknown, test: FieldTerm['test']): boolean {
  if (value === undefined) return false;
  if (test === null) return true;
  if (!isScalar(value)) return false;
  if ('operator' in test) return value !== null && value !== '' && compare(Number(value), test);
  return test.regex.test(String(value));
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
