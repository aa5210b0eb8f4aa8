// The answers that Framescope gives itself, when there is no origin to mirror: one readable page and a
// failure that says what to do. Text only, so that no part of a request becomes markup.

import type { Failure } from '../contract/model.ts';

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

export interface ErrorAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** The connection closes after it. */
export function errorAnswer(failure: Failure): ErrorAnswer {
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
