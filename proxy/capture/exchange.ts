// One request and its answer, and the ways in which they end before their time. It knows no library.

import type http from 'node:http';
import type { Failure } from '../contract/model.ts';
import type { ClientAgent } from './client-agent.ts';
import { resetEnd, wasReset } from './end.ts';
import { explainError } from './failure.ts';
import { errorAnswer } from './http-error.ts';
import type { Lane } from './lane.ts';
import { type Report, reportFailure } from './report.ts';
import { type Target, formatAuthority } from './target.ts';

/** A client socket in the lane. */
export interface Client {
  readonly lane: Lane;
  readonly agent: ClientAgent;
  /** The last request that was taken on. */
  latest: Exchange | null;
}

/** One request and its answer on their way through the lane. */
export interface Exchange {
  readonly client: Client;
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly target: Target;
  readonly report: Report;
  /** When the request's head went out. */
  askedAt: number;
}

/** The client went away before it had its answer. */
export function abandon({ client, report }: Exchange): void {
  report.ended(wasReset(client.lane.client) ? 'reset' : 'fin', 'client');
}

/** The origin went away in the middle of its answer: so does the client's connection, with a FIN or a reset alike. */
export function cutShort(
  { client, response, target, report }: Exchange,
  answer: http.IncomingMessage | undefined,
): void {
  const reset = (answer?.socket.errored ?? null) !== null;
  report.failed({
    code: 'CUT_SHORT',
    message: `${formatAuthority(target)} closed the connection in the middle of its answer.`,
    hint: '',
  });
  report.ended(reset ? 'reset' : 'error', 'server');
  if (reset) resetEnd(client.lane.client);
  else response.socket?.destroySoon();
}

/** The origin closed an idle connection just when it was used again: clients know how to meet that (RFC 9112 §9.3.1). */
export function giveBack({ client, target, report }: Exchange, error: Error): void {
  reportFailure(report, explainError(error, target));
  client.lane.client.socket.destroy();
}

/** Answers in the origin's place, if there is still a place for an answer. */
export function fail({ client, response, report }: Exchange, failure: Failure): void {
  reportFailure(report, failure);
  if (response.headersSent) client.lane.client.socket.destroy();
  else answerFailure(response, failure);
}

export function answerFailure(response: http.ServerResponse, failure: Failure): void {
  const { status, statusText, headers, body } = errorAnswer(failure);
  response.writeHead(status, statusText, headers.flat());
  response.end(body);
}
