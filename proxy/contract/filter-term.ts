// One term of a filter, from text: `ws`, `key:value`, `$.price>100`, or a literal. Which terms there are, not how
// they are joined (filter-parse.ts).

import type { FieldTerm, Filter, Operator, Pattern, Term } from './filter.ts';
import {
  BARE_WORDS,
  findKey,
  type FilterKey,
  type KeyName,
  type NumberKey,
  OPCODE_WORDS,
  RESOURCE_TYPES,
  STATE_WORDS,
  type TextKey,
} from './filter-keys.ts';
import { type Cursor, match, peek, readValue, Unreadable, unquote, type Value } from './filter-scan.ts';
import {
  parseDurationTest,
  parseNumberTest,
  parseTimeTest,
  plain,
  type Reach,
  regex,
  wildcard,
} from './filter-value.ts';
import { parseConnectionId } from './ids.ts';

const KEY = /([a-z]+):/iy;
const OPERATOR = />=|<=|>|<|=/y;
const HEADER_NAME = /[^\s()|"=]+/y;
const NAMED_STEP = String.raw`\["(?:[^"\\]|\\.)*"\]`;
const FIELD_STEPS = String.raw`(?:\.[\w-]+|\[\d+\]|${NAMED_STEP})+`;
const FIELD_STEP = /\.([\w-]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/gs;
const ROOTED_FIELD = new RegExp(String.raw`(?:([a-z][\w-]*):)?\$(${FIELD_STEPS})(?=[:<>=\s()|]|$)`, 'iy');
const DOTTED_FIELD = new RegExp(String.raw`()([a-z_][\w-]*${FIELD_STEPS})(?=[:<>=])`, 'iy');

const STATES = STATE_WORDS.map(({ word }) => word);

/** Texts that match only as a whole; the others may stand anywhere. */
const WHOLE: ReadonlySet<TextKey> = new Set<TextKey>([
  'method',
  'scheme',
  'proto',
  'subprotocol',
  'kind',
  'mark',
]);

/** One term, or the alternatives of `key:value|value`. Something other than space, bracket or `|` stands here. */
export function parseTerm(cursor: Cursor): Filter {
  return parseKeyed(cursor) ?? parseField(cursor) ?? parseLiteral(cursor);
}

function parseLiteral(cursor: Cursor): Term {
  const value = readValue(cursor)!;
  const bare = value.type === 'word' && BARE_WORDS.find(({ word }) => word === value.text);
  if (bare) return { type: 'traffic', kind: bare.kind };
  return {
    type: 'literal',
    pattern: value.type === 'regex' ? toPattern(value, 'anywhere') : plain(value.text, 'anywhere'),
  };
}

function parseKeyed(cursor: Cursor): Filter | null {
  const start = cursor.at;
  const key = findKey(match(cursor, KEY)?.[1] ?? '');
  if (!key) {
    cursor.at = start;
    return null;
  }
  const of = [parseKeyValue(cursor, key.key)];
  while (alternativeFollows(cursor)) {
    cursor.at++;
    of.push(parseKeyValue(cursor, key.key));
  }
  return of.length === 1 ? of[0]! : { type: 'or', of };
}

/** A `|` that touches the values on both its sides, where no key of its own follows: `op:text|binary`. */
function alternativeFollows(cursor: Cursor): boolean {
  if (peek(cursor) !== '|') return false;
  const next: Cursor = { text: cursor.text, at: cursor.at + 1, depth: 0 };
  if (/^[\s()|!-]?$/.test(peek(next))) return false;
  const key = match({ ...next }, KEY)?.[1];
  return !(key && findKey(key)) && !match({ ...next }, ROOTED_FIELD) && !match({ ...next }, DOTTED_FIELD);
}

function parseKeyValue(cursor: Cursor, key: KeyName): Term {
  switch (key) {
    case 'is':
      return { type: 'state', is: choose(cursor, key, STATES) };
    case 'type':
      return { type: 'resource', is: choose(cursor, key, RESOURCE_TYPES) };
    case 'dir':
      return {
        type: 'direction',
        from: choose(cursor, key, ['sent', 'received']) === 'sent' ? 'client' : 'server',
      };
    case 'op':
      return { type: 'opcode', opcode: choose(cursor, key, OPCODE_WORDS) };
    case 'status':
    case 'close':
    case 'messages':
    case 'bytes':
    case 'size':
      return parseNumber(cursor, key);
    case 'rtt':
      return parseDuration(cursor);
    case 'at':
      return parseTime(cursor);
    case 'id':
      return parseId(cursor);
    case 'header':
      return parseHeader(cursor);
    default:
      return parseText(cursor, key);
  }
}

function parseText(cursor: Cursor, key: TextKey): Term {
  const value = needValue(cursor, key);
  const whole = WHOLE.has(key) || (key === 'host' && value.text.includes('*'));
  return { type: 'text', key, pattern: toPattern(value, whole ? 'whole' : 'anywhere') };
}

function parseNumber(cursor: Cursor, key: NumberKey): Term {
  const operator = readOperator(cursor);
  const value = needValue(cursor, key);
  const test = value.type !== 'regex' ? parseNumberTest(operator, value.text) : null;
  if (test) return { type: 'number', key, test };
  throw unreadable(value, `"${value.text}" is not a number.`, `Write it like ${findKey(key)!.example}.`);
}

function parseDuration(cursor: Cursor): Term {
  const operator = readOperator(cursor);
  const value = needValue(cursor, 'rtt');
  const test = value.type !== 'regex' ? parseDurationTest(operator, value.text) : null;
  if (test) return { type: 'number', key: 'rtt', test };
  throw unreadable(
    value,
    `"${value.text}" is not ${operator === '=' ? 'a comparison with a time' : 'a length of time'}.`,
    'Write it like rtt:>200ms, rtt:<1.5s or rtt:>=80us.',
  );
}

function parseTime(cursor: Cursor): Term {
  const operator = readOperator(cursor);
  const value = needValue(cursor, 'at');
  const test = value.type !== 'regex' ? parseTimeTest(operator, value.text) : null;
  if (test) return { type: 'time', test };
  throw unreadable(
    value,
    `"${value.text}" is not a time.`,
    'Write it like at:>12:30 or at:<2025-11-22T12:30:15.',
  );
}

function parseId(cursor: Cursor): Term {
  const value = needValue(cursor, 'id');
  const id = parseConnectionId(value.text);
  if (id !== null) return { type: 'connection', id };
  throw unreadable(value, `"${value.text}" names no connection.`, 'Write it like id:c3.');
}

function parseHeader(cursor: Cursor): Term {
  const name = match(cursor, HEADER_NAME)?.[0].toLowerCase();
  if (!name) throw noValue(cursor, 'header');
  if (match(cursor, /=/y) === null) return { type: 'header', name, pattern: null };
  return { type: 'header', name, pattern: toPattern(needValue(cursor, 'header'), 'anywhere') };
}

/** `$.price>100`, `json:$.type=trade`, `irc.command:PRIVMSG`, `$["first name"]`; null where no field stands. */
function parseField(cursor: Cursor): FieldTerm | null {
  const rooted = match(cursor, ROOTED_FIELD);
  const found = rooted ?? match(cursor, DOTTED_FIELD);
  if (!found) return null;
  const first = rooted ? rooted[1] : /^[\w-]+/.exec(found[2]!)![0];
  const path = [...(first ? [first] : []), ...stepsOf(found[2]!)];
  return { type: 'field', path, rooted: rooted !== null && !rooted[1], test: parseFieldTest(cursor) };
}

function stepsOf(text: string): readonly string[] {
  return Array.from(
    text.matchAll(FIELD_STEP),
    ([, name, index, quoted]) => name ?? index ?? unquote(quoted!),
  );
}

function parseFieldTest(cursor: Cursor): FieldTerm['test'] {
  const colon = match(cursor, /:/y);
  const operator = match(cursor, OPERATOR)?.[0] as Operator | undefined;
  if (!colon && !operator) return null;
  const value = readValue(cursor);
  if (!value)
    throw new Unreadable(
      cursor.at,
      cursor.at + 1,
      'The value of this field is missing.',
      'Write it like $.type=trade.',
    );
  if (!operator || operator === '=') return toPattern(value, 'whole');
  const test = value.type !== 'regex' ? parseNumberTest(operator, value.text) : null;
  if (test?.type === 'compare') return test;
  throw unreadable(value, `"${value.text}" is not a number.`, 'Compare a field like $.price>100.');
}

function readOperator(cursor: Cursor): Operator {
  return (match(cursor, OPERATOR)?.[0] ?? '=') as Operator;
}

function needValue(cursor: Cursor, key: KeyName): Value {
  const value = readValue(cursor);
  if (value) return value;
  throw noValue(cursor, key);
}

function noValue(cursor: Cursor, key: KeyName): Unreadable {
  return new Unreadable(
    cursor.at,
    cursor.at + 1,
    `${key}: needs a value.`,
    `Write it like ${findKey(key)!.example}.`,
  );
}

function choose<T extends string>(cursor: Cursor, key: FilterKey['key'], words: readonly T[]): T {
  const value = needValue(cursor, key);
  const word = words.find((each) => each === value.text.toLowerCase());
  if (word) return word;
  throw unreadable(value, `${key}: knows no "${value.text}".`, `Use one of ${words.join(', ')}.`);
}

function toPattern(value: Value, reach: Reach): Pattern {
  if (value.type !== 'regex') return wildcard(value.text, reach);
  try {
    return regex(value.text, value.flags);
  } catch (error) {
    throw unreadable(
      value,
      `This regular expression is not valid: ${reasonOf(error)}.`,
      'Correct it, or search for the text with quotes.',
    );
  }
}

/** `Invalid regular expression: /(/: Unterminated group` says the expression again. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(message.lastIndexOf(': ') + 1).trim();
}

function unreadable(value: Value, message: string, hint: string): Unreadable {
  return new Unreadable(value.start, value.end, message, hint);
}
