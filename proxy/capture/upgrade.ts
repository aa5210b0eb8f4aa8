// The way of an upgrade (RFC 6455 §4, RFC 9110 §7.8): dial the origin first, give it the client's own head, mirror
// whatever it answers, then relay. No byte of either head is ours, but for the proxy's own fields.

import type { ConnectionId } from '../contract/ids.ts';
import type { Failure } from '../contract/model.ts';
import { type Negotiation, negotiated } from '../protocol/deflate.ts';
import {
  type RequestHead,
  type ResponseHead,
  combinedValue,
  hasToken,
  headerValue,
  parseResponseHead,
} from '../protocol/http-head.ts';
import { withClientTls } from './client-tls.ts';
import { now } from './clock.ts';
import { type End, wasReset } from './end.ts';
import { UpstreamError, explainError, notHttp } from './failure.ts';
import { type HeadResult, readAnswerHead } from './head-reader.ts';
import { formatErrorAnswer } from './http-error.ts';
import type { Lane, Ticket } from './lane.ts';
import { isWebSocket, openedUpgrade } from './opened.ts';
import { mirrorRefusal } from './refusal.ts';
import { type EarlyWords, watchPresence } from './presence.ts';
import { type Opening, type Relay, type RelayObserver, startRelay } from './relay.ts';
import { type AnswerTimes, type Report, type ReportOptions, openReport } from './report.ts';
import { type Target, formatAuthority } from './target.ts';
import { joinTunnel } from './tunnel.ts';
import type { Upstream, UpstreamConnection } from './upstream.ts';

export interface UpgradeRequest {
  readonly lane: Lane;
  readonly target: Target;
  /** What to ask for at the origin. */
  readonly path: string;
  readonly head: RequestHead;
  /** The head as it came in, as latin1. */
  readonly headText: string;
}

export interface UpgradeOptions extends ReportOptions {
  readonly upstream: Upstream;
  readonly opened: (id: ConnectionId, relay: Relay) => void;
  readonly closed: (id: ConnectionId) => void;
}

/**
 * True for a request that a 101 may answer: `Connection: Upgrade` with an `Upgrade` field. One with a body is
 * answered like any other request first.
 */
export function isUpgrade({ headers }: RequestHead): boolean {
  if (!hasToken(headers, 'connection', 'upgrade') || headerValue(headers, 'upgrade') === null) return false;
  return (
    headerValue(headers, 'transfer-encoding') === null &&
    /^0*$/.test(headerValue(headers, 'content-length') ?? '')
  );
}

/**
 * Serves one upgrade. Resolves true when the client's socket may carry another request (a refusal that keeps
 * the connection alive), false when it is over or belongs to the relay.
 */
export async function forwardUpgrade(request: UpgradeRequest, options: UpgradeOptions): Promise<boolean> {
  const { lane, target, path, head, headText } = request;
  const { client, ticket } = lane;
  const report = openReport(openedUpgrade(head, headText, target, path, ticket), options);
  ticket?.claimed(report.id);
  const presence = watchPresence(client);
  try {
    const server = await options.upstream.dial(target, presence.left);
    presence.left.addEventListener('abort', () => server.raw.destroy());
    report.dialled(withClientTls(server.dialled, client));
    const asked = performance.now();
    let sent = asked;
    server.socket.write(originHead(request), 'latin1', () => (sent = performance.now()));
    presence.listen(server);
    const result = await finalHead(client, server);
    presence.left.throwIfAborted();
    presence.end();
    const times = { request: sent - asked, wait: performance.now() - sent };
    const reply: Reply = { result, times, early: presence.said };
    return await mirror(reply, request, server, report, options);
  } catch (error) {
    presence.end();
    const left = presence.left.aborted;
    if (error instanceof UpstreamError && error.dialled) report.dialled(withClientTls(error.dialled, client));
    refuse(client, report, left ? whyLeft(ticket) : explainError(error, target), left ? 'client' : null);
    return false;
  }
}

const CLIENT_LEFT: Failure = {
  code: 'CLIENT_LEFT',
  message: 'The client closed the connection before there was an answer.',
  hint: '',
};

/** A client of our own may have said why. */
function whyLeft(ticket: Ticket | null): Failure {
  return ticket?.leaving?.aborted ? (ticket.leaving.reason as Failure) : CLIENT_LEFT;
}

const PROXY_FIELDS =
  /(?<=\n)proxy-(?:connection|authorization|framescope)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gi;
const TICKET = /(?<=\n)proxy-framescope[ \t]*:[^\n]*\n/gi;

/**
 * The client's head with the request target in origin form (RFC 9112 §3.2.1) and without what was meant for the
 * proxy. Inside of a CONNECT the client believes to talk to the origin: there only our own field is meant for us.
 */
export function originHead({ headText, head, path, lane }: UpgradeRequest): string {
  if (lane.tunnel) return headText.replace(TICKET, '');
  const lineEnd = headText.indexOf('\n') + 1;
  const line = headText.slice(0, lineEnd);
  const start = line.indexOf(head.target, head.method.length);
  const fields = headText
    .slice(lineEnd - 1)
    .replace(PROXY_FIELDS, '')
    .slice(1);
  return line.slice(0, start) + path + line.slice(start + head.target.length) + fields;
}

/** The origin's head that is no interim one (RFC 9110 §15.2); those before it are passed on as they come. */
async function finalHead(client: End, server: End): Promise<HeadResult> {
  const result = await readAnswerHead(server.socket);
  const status = (result.kind === 'head' && parseResponseHead(result.bytes)?.status) || 0;
  if (status < 100 || status > 199 || status === 101) return result;
  client.socket.write(result.bytes);
  return finalHead(client, server);
}

interface Reply {
  readonly result: HeadResult;
  readonly times: AnswerTimes;
  /** What the client said meanwhile. */
  readonly early: readonly EarlyWords[];
}

/** Passes the answer on, and what follows it: a relay, a body, or whatever it is. */
function mirror(
  { result, times, early }: Reply,
  { lane: { client }, target, head: asked }: UpgradeRequest,
  server: UpstreamConnection,
  report: Report,
  options: UpgradeOptions,
): Promise<boolean> | boolean {
  if (result.bytes.length === 0) {
    server.socket.destroy();
    refuse(client, report, noAnswer(server, target), 'server');
    return false;
  }
  client.socket.write(result.bytes);
  const head = result.kind === 'head' ? parseResponseHead(result.bytes) : null;
  if (head) reportAnswered(report, head, result.bytes, times);
  else {
    report.failed(notHttp(target, result.bytes));
    report.body('server', result.bytes);
  }
  if (head?.status === 101 && isWebSocket(asked)) {
    relay(client, server, { early, agreed: () => negotiation(asked, head) }, report, options);
    return false;
  }
  for (const { bytes } of early) report.body('client', bytes);
  if (head && head.status !== 101)
    return mirrorRefusal(asked, head, client, server, early.length === 0, report);
  joinTunnel(client, server, { bytes: report.body, ended: report.ended });
  return false;
}

function reportAnswered(report: Report, head: ResponseHead, bytes: Buffer, times: AnswerTimes): void {
  const { status, statusText, headers } = head;
  report.answered(
    { status, statusText, responseHeaders: headers, responseHead: bytes.toString('latin1') },
    times,
  );
}

function negotiation(asked: RequestHead, { headers }: ResponseHead): Negotiation {
  const field = 'sec-websocket-extensions';
  return negotiated(combinedValue(headers, field), combinedValue(asked.headers, field));
}

function relay(
  client: End,
  server: End,
  opening: Opening,
  report: Report,
  { sink, opened, closed }: UpgradeOptions,
): void {
  const { id } = report;
  const observer: RelayObserver = {
    keep: (from, chunk, at, offset, injected) => sink.keep(id, from, chunk, at, offset, injected),
    skip: (from, length, at, offset) => sink.skip(id, from, length, at, offset),
    written: (kept) => sink.written(kept),
    get full() {
      return sink.full;
    },
    get skims() {
      return sink.skims;
    },
    gated: (from, notice) => sink.event({ type: 'gated', id, at: now(), from, notice }),
    ended(cause, by) {
      closed(id);
      report.ended(cause, by);
    },
  };
  opened(id, startRelay(client, server, opening, observer));
}

function noAnswer(server: End, target: Target): Failure {
  if (wasReset(server)) return explainError(server.raw.errored ?? server.socket.errored, target);
  return {
    code: 'NO_ANSWER',
    message: `${formatAuthority(target)} closed the connection without an answer.`,
    hint: 'Does the server accept upgrades on this path?',
  };
}

/** Answers in the origin's place. */
function refuse({ socket }: End, report: Report, failure: Failure, by: 'client' | 'server' | null): void {
  socket.end(formatErrorAnswer(failure));
  report.failed(failure);
  report.ended(by === 'client' ? 'fin' : 'error', by);
}
