// How a connection ended, where it was not as it should: what the close code means, what it usually comes from, and what
// to do. RFC 6455 §7.4 and the registry of IANA; what was silent before its end is told by silent-end.ts.

import type { Finding, Severity } from '../../contract/finding.ts';
import type { Ending, Side } from '../../contract/model.ts';
import { closeCodeMeaning, closeCodeName } from '../../protocol/close.ts';
import {
  type ConnectionFinder,
  type ConnectionSubject,
  findingOf,
  messageEvidence,
  named,
} from '../finder.ts';
import { isAbrupt, silenceBeforeEnd } from './silent-end.ts';

/** A close code that is no accident: nothing is said about it. */
const WELL: ReadonlySet<number> = new Set([1000, 1001]);

/** What each usually comes from, and what to do. */
const ADVICE: Readonly<Record<number, string>> = {
  1002: 'Look at the violations of the last messages before it: one of the two libraries, or a proxy between them, has a bug.',
  1003: 'Usually binary where only text is accepted, or the other way round. Look at the last message before it.',
  1007: 'Usually a text that is not UTF-8, such as binary sent as text. Look at the last message before it.',
  1008: 'Usually a missing or expired token, a wrong origin, or too many messages. Look at what was sent last, and at the reason.',
  1009: 'Send less at once, in several messages, or raise the limit of the receiver (maxPayload, max_size, maxMessageSize).',
  1010: 'Let the server negotiate the extension that the client asks for, or the client do without it.',
  1011: 'The log of the server has the exception; the last message before it is what was being worked on.',
  1012: 'A deployment. Reconnect after a random delay, so that not all clients come back at once.',
  1013: 'Reconnect with a delay that doubles, and with random jitter.',
  1014: 'The server behind the gateway is down or answered wrongly: look at the log of the gateway.',
  3000: 'Renew the credentials before connecting again.',
  3003: 'These credentials may not do this: reconnecting does not help.',
  3008: 'The server waited for something, often a login or a heartbeat. Look at what it expects first.',
};

export const close: ConnectionFinder = {
  kind: 'close',
  find(subject) {
    const { ending, status } = subject.connection;
    if (ending === null || status !== 101) return [];
    if (ending.code !== null) return WELL.has(ending.code) ? [] : [withCode(subject, ending, ending.code)];
    return isAbrupt(subject.connection) && silenceBeforeEnd(subject) === null
      ? [abrupt(subject, ending)]
      : [];
  },
};

function withCode(subject: ConnectionSubject, { by, reason }: Ending, code: number): Finding {
  const { connection } = subject;
  const quoted = reason === '' ? '' : ` (“${reason}”)`;
  const own = code >= 4000 && code < 5000;
  return findingOf('close', connection, {
    severity: severityOf(code),
    topic: `close ${code} ${by}`,
    what: `${by === null ? 'It was' : named(by)} closed with ${code}${own ? '' : ` ${closeCodeName(code)}`}${quoted}: ${lowerFirst(closeCodeMeaning(code))}`,
    advice:
      ADVICE[code] ??
      (own ? `Codes from 4000 on are the application’s own: its documentation names ${code}.` : ''),
    evidence: endEvidence(subject, by),
  });
}

/** What the application means by its own codes is not known here. */
function severityOf(code: number): Severity {
  return code === 1012 || code >= 3000 ? 'info' : 'warning';
}

/** A client's program that is ended, or a page's browser, often goes without a word: that is no fault of the server. */
function abrupt(subject: ConnectionSubject, { by, cause }: Ending): Finding {
  const { connection } = subject;
  const how = cause === 'reset' ? 'was reset' : 'ended';
  return findingOf('close', connection, {
    severity: by === 'client' && cause === 'fin' ? 'info' : 'warning',
    topic: `close 1006 ${by} ${cause}`,
    what: `The TCP connection ${how}${by === null ? '' : ` by the ${by}`} without a Close frame, which programs see as 1006 Abnormal Closure.`,
    advice: ABRUPT[by ?? 'nobody'],
    evidence: endEvidence(subject, by),
  });
}

const ABRUPT: Readonly<Record<Side | 'nobody', string>> = {
  client:
    'The program or the tab was ended, or crashed. Where it was not, let it close with 1000 or 1001 first.',
  server:
    'The server crashed or was killed, or a proxy in front of it cut the connection: their logs of that time say which.',
  nobody: 'Something on the way was lost: look at the network of that time.',
};

function endEvidence({ connection, facts }: ConnectionSubject, by: Side | null) {
  const frame = by === null ? null : facts[by].closeSeq;
  if (frame !== null) return messageEvidence(connection.id, frame, 'Close frame');
  return facts.lastSeq > 0
    ? messageEvidence(connection.id, facts.lastSeq, 'Last message')
    : [{ kind: 'connection', connection: connection.id, label: 'The connection' } as const];
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
