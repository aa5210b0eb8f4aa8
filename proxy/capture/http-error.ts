// The answers that Framescope gives itself, when there is no origin to mirror: one readable page and a
// failure that says what to do. Text only, so that no part of a request becomes markup.

import type { Failure } from '../contract/model.ts';
import type { End } from './end.ts';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  502: 'Bad Gateway',
  508: 'Loop Detected',
};

/** The request names no place to go. */
export const BAD_TARGET: Failure = {
  code: 'BAD_TARGET',
  message: 'The request names no valid host and port.',
  hint: 'CONNECT takes HOST:PORT; other requests take an absolute URL, as HTTP clients send to a proxy.',
};

/** `fault`: a clause of head-fault.ts. */
export function badRequest(fault: string): Failure {
  return {
    code: 'BAD_REQUEST',
    message: `This is no valid HTTP request: ${fault}.`,
    hint: 'Two readings of one request would hide what was asked for, so it goes nowhere.',
  };
}

interface ErrorAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Answers, and closes: what the client still sends is read and dropped, so that it comes to read this. */
export function hangUp({ socket }: End, failure: Failure): void {
  socket.end(formatErrorAnswer(failure));
  socket.resume();
}

function errorAnswer(failure: Failure): ErrorAnswer {
  const status = statusOf(failure);
  const body = `Framescope: ${failure.message}\n${failure.hint ? `${failure.hint}\n` : ''}`;
  return {
    status,
    statusText: REASONS[status] ?? '',
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Content-Length', String(Buffer.byteLength(body))],
      ['X-Framescope-Error', failure.code],
      ['Connection', 'close'],
    ],
    body,
  };
}

export function formatErrorAnswer(failure: Failure): string {
  const { status, statusText, headers, body } = errorAnswer(failure);
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${status} ${statusText}\r\n${fields}\r\n${body}`;
}

/** The status that says best where it went wrong. */
function statusOf({ code }: Failure): number {
  if (code === 'LOOP') return 508;
  return code === 'BAD_TARGET' || code === 'BAD_REQUEST' ? 400 : 502;
}
