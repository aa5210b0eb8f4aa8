// What a filter means for traffic: does it match this connection, this message? A connection whose messages nobody has
// looked at may still match, so the logic is three-valued there.

import type { Filter, Term } from './filter.ts';
import { type Answer, askConnection, type ConnectionFacts, sure } from './filter-connection.ts';
import { askMessage, type FilterMessage, hasText } from './filter-message.ts';
import { isAboutAnyNote, isAboutNotes } from './filter-note.ts';

/** What a literal or a note is looked for in: the messages of one timeline, or everything that was captured. */
export type LiteralInMessage = 'text' | 'url-or-text';

export interface FilterNeeds {
  /** Whether messages must be looked at; false when the connection alone decides. */
  readonly messages: boolean;
  readonly payload: boolean;
  readonly decoded: boolean;
  readonly headers: boolean;
  /** Whether it matters by whom messages are read, whatever they say. */
  readonly decoders: boolean;
  readonly notes: boolean;
  /** Whether it matters what was answered. */
  readonly answers: boolean;
  /** The same, or what answers. */
  readonly pairs: boolean;
}

/**
 * Whether the connection, or any message that it may have, matches.
 * @param literal `url` in a list of connections; `maybe` where messages will be looked at as well
 */
export function matchConnection(
  filter: Filter,
  connection: ConnectionFacts,
  literal: 'url' | 'maybe',
): boolean {
  const answer = fold(filter, (term) =>
    term.type === 'literal' && literal === 'maybe' ? 'maybe' : askConnection(term, connection),
  );
  return answer !== 'no';
}

/** Whether this message of this connection matches. */
export function matchMessage(
  filter: Filter,
  connection: ConnectionFacts,
  message: FilterMessage,
  literal: LiteralInMessage,
): boolean {
  return fold(filter, (term) => askBoth(term, connection, message, literal)) === 'yes';
}

function askBoth(
  term: Term,
  connection: ConnectionFacts,
  message: FilterMessage,
  literal: LiteralInMessage,
): Answer {
  if (term.type === 'literal') {
    const inUrl = literal === 'url-or-text' && term.pattern.regex.test(connection.url);
    return sure(inUrl || hasText(term.pattern, message));
  }
  if (literal === 'url-or-text' && isAboutAnyNote(term) && askConnection(term, connection) === 'yes')
    return 'yes';
  const aboutMessage = isAboutMessages(term);
  return aboutMessage ? sure(askMessage(term, message)) : askConnection(term, connection);
}

export function filterNeeds(filter: Filter): FilterNeeds {
  const terms = [...termsOf(filter)];
  const literal = terms.some((term) => term.type === 'literal');
  const about = (...keys: string[]) => terms.some((term) => term.type === 'text' && keys.includes(term.key));
  const meaning = terms.some(
    (term) => term.type === 'state' && (term.is === 'heartbeat' || term.is === 'unanswered'),
  );
  const answers = terms.some((term) => term.type === 'state' && term.is === 'unanswered');
  const decoded = literal || meaning || about('kind', 'text') || terms.some((term) => term.type === 'field');
  return {
    messages: terms.some(isAboutMessages),
    payload: decoded,
    decoded,
    headers: terms.some((term) => term.type === 'header'),
    decoders: about('proto'),
    notes: terms.some(isAboutNotes),
    answers,
    pairs: answers || terms.some((term) => term.type === 'number' && term.key === 'rtt'),
  };
}

/** The terms that no connection can answer, literals aside: those are looked for in its URL as well. */
export function messageTerms(filter: Filter): readonly Term[] {
  return [...termsOf(filter)].filter((term) => {
    const either = term.type === 'literal' || (term.type === 'state' && term.is === 'violation');
    return isAboutMessages(term) && !either;
  });
}

function isAboutMessages(term: Term): boolean {
  if (isAboutAnyNote(term)) return true;
  switch (term.type) {
    case 'literal':
    case 'direction':
    case 'opcode':
    case 'time':
    case 'field':
      return true;
    case 'text':
      return term.key === 'text' || term.key === 'kind';
    case 'number':
      return term.key === 'size' || term.key === 'rtt';
    case 'state':
      return ['heartbeat', 'unanswered', 'violation', 'injected', 'compressed'].includes(term.is);
    default:
      return false;
  }
}

function* termsOf(filter: Filter): Generator<Term> {
  switch (filter.type) {
    case 'everything':
      return;
    case 'and':
    case 'or':
      for (const each of filter.of) yield* termsOf(each);
      return;
    case 'not':
      yield* termsOf(filter.of);
      return;
    default:
      yield filter;
  }
}

/** Kleene's three-valued logic. */
function fold(filter: Filter, ask: (term: Term) => Answer): Answer {
  switch (filter.type) {
    case 'everything':
      return 'yes';
    case 'and':
      return foldGroup(filter.of, 'no', ask);
    case 'or':
      return foldGroup(filter.of, 'yes', ask);
    case 'not':
      return negate(fold(filter.of, ask));
    default:
      return ask(filter);
  }
}

/** One answer decides the group; one `maybe` without it keeps the group open. */
function foldGroup(of: readonly Filter[], decides: 'yes' | 'no', ask: (term: Term) => Answer): Answer {
  let answer: Answer = negate(decides);
  for (const each of of) {
    const found = fold(each, ask);
    if (found === decides) return decides;
    if (found === 'maybe') answer = 'maybe';
  }
  return answer;
}

function negate(answer: Answer): Answer {
  if (answer === 'maybe') return 'maybe';
  return answer === 'yes' ? 'no' : 'yes';
}
