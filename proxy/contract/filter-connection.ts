// What one term of a filter says about a connection. Terms about messages stay open here: `maybe`.

import { decodersOf } from './decoder-choice.ts';
import type { Pattern, Term } from './filter.ts';
import { compare } from './filter-compare.ts';
import type { StateWord } from './filter-keys.ts';
import { askNotes, isAboutNotes } from './filter-note.ts';
import type { Connection, Headers } from './model.ts';
import type { ConnectionNotes } from './notes.ts';

export type Answer = 'yes' | 'no' | 'maybe';

/** A Connection or a ConnectionDetail; without headers, `header:` stays open. Without notes, there are none. */
export type ConnectionFacts = Connection & {
  readonly notes?: ConnectionNotes | undefined;
  readonly requestHeaders?: Headers;
  readonly responseHeaders?: Headers;
};

export function sure(matches: boolean): Answer {
  return matches ? 'yes' : 'no';
}

export function askConnection(term: Term, connection: ConnectionFacts): Answer {
  if (isAboutNotes(term)) return askNotes(term, connection.notes);
  switch (term.type) {
    case 'literal':
      return sure(term.pattern.regex.test(connection.url));
    case 'traffic':
      return sure(connection.kind === term.kind);
    case 'resource':
      return sure(connection.resourceType === term.is);
    case 'connection':
      return sure(connection.id === term.id);
    case 'state':
      return askState(term.is, connection);
    case 'text':
      return askText(term, connection);
    case 'header':
      return askHeader(term.name, term.pattern, connection);
    case 'number':
      return askNumber(term, connection);
    default:
      return 'maybe';
  }
}

function askState(is: StateWord, connection: ConnectionFacts): Answer {
  switch (is) {
    case 'replay':
      return sure(connection.replayOf !== null && connection.retry === null);
    case 'retry':
      return sure(connection.retry !== null);
    case 'violation':
      return sure(connection.violations > 0);
    case 'heartbeat':
    case 'injected':
    case 'compressed':
      return 'maybe';
    default:
      return sure(connection.state === is);
  }
}

function askText({ key, pattern: { regex } }: Term & { type: 'text' }, connection: ConnectionFacts): Answer {
  switch (key) {
    case 'host':
      return sure(regex.test(connection.host) || regex.test(`${connection.host}:${connection.port}`));
    case 'url':
    case 'path':
    case 'method':
    case 'scheme':
      return sure(regex.test(connection[key]));
    case 'subprotocol':
      return sure(regex.test(connection.subprotocol ?? ''));
    case 'proto':
      return sure([...decodersOf(connection), connection.subprotocol ?? ''].some((name) => regex.test(name)));
    default:
      return 'maybe';
  }
}

function askHeader(name: string, pattern: Pattern | null, connection: ConnectionFacts): Answer {
  const { requestHeaders, responseHeaders } = connection;
  if (!requestHeaders || !responseHeaders) return 'maybe';
  const values = [...requestHeaders, ...responseHeaders].filter(([field]) => field.toLowerCase() === name);
  return sure(values.some(([, value]) => pattern === null || pattern.regex.test(value)));
}

function askNumber({ key, test }: Term & { type: 'number' }, connection: ConnectionFacts): Answer {
  switch (key) {
    case 'status':
      return sure(connection.status !== null && compare(connection.status, test));
    case 'close': {
      const code = closeCode(connection);
      return sure(code !== null && compare(code, test));
    }
    case 'messages':
      return sure(compare(connection.sentMessages + connection.receivedMessages, test));
    case 'bytes':
      return sure(compare(connection.sentBytes + connection.receivedBytes, test));
    case 'size':
    case 'rtt':
      return 'maybe';
  }
}

/** RFC 6455 §7.1.5: 1005 for a Close frame without a code, 1006 where there was none. */
export function closeCode({ ending, kind, status }: ConnectionFacts): number | null {
  if (!ending || kind !== 'websocket' || status !== 101) return null;
  return ending.code ?? (ending.cause === 'close-frame' ? 1005 : 1006);
}
