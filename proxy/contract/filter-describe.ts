// A filter in plain English, so that people see how theirs was understood. Only reads the filter.

import type { FieldTerm, Filter, NumberTest, Pattern, Term, TimeTest } from './filter.ts';
import type { NumberKey, StateWord, TextKey } from './filter-keys.ts';

const SUBJECTS: Readonly<Record<TextKey | NumberKey, string>> = {
  host: 'the host',
  url: 'the URL',
  path: 'the path',
  method: 'the method',
  scheme: 'the scheme',
  proto: 'the protocol',
  subprotocol: 'the subprotocol',
  text: 'the text',
  kind: 'the kind',
  mark: 'the mark',
  comment: 'the comment',
  status: 'the status',
  close: 'the close code',
  messages: 'the number of messages',
  bytes: 'the number of bytes on the wire',
  size: 'the payload size in bytes',
  rtt: 'the time to the answer in milliseconds',
};

const STATES: Readonly<Record<StateWord, string>> = {
  open: 'the connection is open',
  closed: 'the connection is closed',
  failed: 'the connection failed',
  connecting: 'the connection waits for its answer',
  replay: 'the connection is a replay',
  retry: 'the connection retries an upgrade',
  heartbeat: 'the message is a heartbeat',
  unanswered: 'the message asks and was not answered in time',
  violation: 'a rule of the protocol is broken',
  injected: 'Framescope sent the message',
  compressed: 'the message is compressed',
  marked: 'it is marked',
  pinned: 'the connection is pinned',
};

const TRAFFIC = {
  websocket: 'it is a WebSocket',
  http: 'it is an HTTP request',
  tunnel: 'it is a tunnel',
} as const;

const COMPARISONS = {
  '=': 'is',
  '>': 'is more than',
  '>=': 'is at least',
  '<': 'is less than',
  '<=': 'is at most',
} as const;

const TIMES = { '=': 'at', '>': 'after', '>=': 'at or after', '<': 'before', '<=': 'at or before' } as const;

/** `it is a WebSocket and the host is like *.twitch.tv and not (the message is a heartbeat)`. */
export function describeFilter(filter: Filter): string {
  switch (filter.type) {
    case 'everything':
      return 'everything';
    case 'and':
      return filter.of.map(describePart).join(' and ');
    case 'or':
      return filter.of.map(describePart).join(' or ');
    case 'not':
      return `not (${describeFilter(filter.of)})`;
    default:
      return describeTerm(filter);
  }
}

function describePart(filter: Filter): string {
  const group = filter.type === 'and' || filter.type === 'or';
  return group ? `(${describeFilter(filter)})` : describeFilter(filter);
}

function describeTerm(term: Term): string {
  switch (term.type) {
    case 'literal':
      return `URL or text ${describePattern(term.pattern, false)}`;
    case 'traffic':
      return TRAFFIC[term.kind];
    case 'resource':
      return `the type is ${term.is}`;
    case 'connection':
      return `the connection is c${term.id}`;
    case 'state':
      return STATES[term.is];
    case 'text':
      return `${SUBJECTS[term.key]} ${describePattern(term.pattern, isWhole(term.key))}`;
    case 'header':
      return `the header ${term.name} ${term.pattern ? describePattern(term.pattern, false) : 'is there'}`;
    case 'number':
      return `${SUBJECTS[term.key]} ${describeNumber(term.test)}`;
    case 'direction':
      return term.from === 'client' ? 'the client sent it' : 'the client received it';
    case 'opcode':
      return `the opcode is ${term.opcode}`;
    case 'time':
      return `it happened ${describeTime(term.test)}`;
    case 'field':
      return describeField(term);
  }
}

function isWhole(key: TextKey): boolean {
  return !['host', 'url', 'path', 'text', 'comment'].includes(key);
}

function describePattern({ type, text, flags }: Pattern, whole: boolean): string {
  if (type === 'regex') return `matches /${text}/${flags}`;
  if (type === 'wildcard') return `is like ${text}`;
  return whole ? `is ${text}` : `contains “${text}”`;
}

function describeField({ path, test }: FieldTerm): string {
  const field = `the field ${path.join('.')}`;
  if (test === null) return `${field} is there`;
  return `${field} ${'operator' in test ? describeNumber(test) : describePattern(test, true)}`;
}

function describeNumber({ type, operator, value }: NumberTest): string {
  const number = type === 'hundred' ? `${value / 100}xx` : value.toLocaleString('en');
  return `${COMPARISONS[operator]} ${number}`;
}

function describeTime({ operator, text }: TimeTest): string {
  return `${TIMES[operator]} ${text.replace('T', ' ')}`;
}
