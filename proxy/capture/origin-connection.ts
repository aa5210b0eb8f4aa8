// One connection to an origin on behalf of one client: requests go out in order, and what comes back belongs to them
// in the same order (RFC 9112 §9.3.2). Answers are passed on as they come; a bad or missing one is answered in the
// origin's place.

import type { Failure } from '../contract/model.ts';
import { type BodyReader, createBodyReader } from '../protocol/body-reader.ts';
import { findResponseFault } from '../protocol/head-fault.ts';
import { type ResponseHead, parseResponseHead } from '../protocol/http-head.ts';
import { passBody, writeHead } from './body-passage.ts';
import { type End, resetEnd, wasReset } from './end.ts';
import { type Exchange, badAnswer, cutShort, noAnswer, unaskedUpgrade } from './exchange.ts';
import { explainError, notHttp } from './failure.ts';
import { type HeadResult, readAnswerHead } from './head-reader.ts';
import { hangUp } from './http-error.ts';
import type { Target } from './target.ts';
import type { UpstreamConnection } from './upstream.ts';

export interface OriginConnection {
  readonly target: Target;
  readonly server: UpstreamConnection;
  /** Exchanges whose answers have not passed. */
  readonly asked: Exchange[];
  /** It has answered before: a client knows how to meet the end of such a connection (RFC 9112 §9.3.1). */
  proven: boolean;
  /** No more answers will come. */
  over: boolean;
  /** The client listens to this one, so that its end is the client's too. */
  heard: boolean;
}

/** What comes after an answer: the next one; nothing; or nothing, and the client has had our own last word. */
type Next = 'answer' | 'end' | 'refused';

/** Runs until the origin sends no more answers. */
export async function passAnswers(origin: OriginConnection, client: End): Promise<void> {
  let next: Next = 'answer';
  while (next === 'answer') next = await passNext(origin, client);
  origin.over = true;
  for (const exchange of origin.asked) breakOff(exchange, origin, client, noAnswer(exchange.target));
  if (next === 'refused') origin.server.raw.destroy();
  else followEnd(origin, client);
}

/** A FIN as a FIN, a reset as a reset, also one that comes later. */
function followEnd(origin: OriginConnection, client: End): void {
  const { server } = origin;
  if (!origin.heard) server.socket.destroySoon();
  else if (wasReset(server)) resetEnd(client);
  else client.socket.end();
  server.socket.once('close', () => {
    if (origin.heard && wasReset(server)) resetEnd(client);
  });
}

async function passNext(origin: OriginConnection, client: End): Promise<Next> {
  const result = await readAnswerHead(origin.server.socket);
  const [exchange] = origin.asked;
  if (!exchange) return passUnasked(result, origin, client);
  if (result.kind === 'closed') return passSilence(exchange, origin, client);
  const text = result.bytes.toString('latin1');
  const head = result.kind === 'head' ? parseResponseHead(text) : null;
  if (!head) return refuse(exchange, origin, client, notHttp(exchange.target, result.bytes));
  const failure = findFailure(text, head, exchange);
  if (failure) return refuse(exchange, origin, client, failure);
  const { status, statusText, headers } = head;
  const body = createBodyReader(exchange.request.method, status, headers);
  writeHead(client.socket, result.bytes, body);
  if (status < 200) return 'answer';
  exchange.answered({ status, statusText, responseHeaders: headers, responseHead: text });
  return passAnswerBody(exchange, body, origin, client);
}

function findFailure(text: string, head: ResponseHead, { target }: Exchange): Failure | null {
  const fault = findResponseFault(text, head);
  if (fault) return badAnswer(target, fault);
  return head.status === 101 ? unaskedUpgrade(target) : null;
}

async function passAnswerBody(
  exchange: Exchange,
  body: BodyReader,
  origin: OriginConnection,
  client: End,
): Promise<Next> {
  const { server, asked } = origin;
  const { report, target } = exchange;
  const passage = await passBody(body, server.socket, client.socket, (piece) => report.body('server', piece));
  const untilClose = passage === 'ended' && body.untilClose && server.socket.readableEnded;
  if (passage === 'whole' || (untilClose && !hasLeft(client))) {
    exchange.passed('server');
    asked.shift();
    origin.proven = true;
    return untilClose ? 'end' : 'answer';
  }
  const broken = passage === 'broken';
  breakOff(exchange, origin, client, broken ? badAnswer(target, BROKEN_CHUNKS) : cutShort(target));
  if (broken) server.raw.destroy();
  return 'end';
}

export const BROKEN_CHUNKS = 'its chunks are malformed (RFC 9112 §7.1)';

/** What an origin says that was not asked, such as a 408 before it hangs up, is passed on when somebody hears it. */
async function passUnasked(
  { bytes }: HeadResult,
  { server, heard }: OriginConnection,
  client: End,
): Promise<Next> {
  if (bytes.length === 0 || !heard) return 'end';
  client.socket.write(bytes);
  await passBody(createBodyReader('GET', 200, []), server.socket, client.socket, () => undefined);
  return 'end';
}

/** No answer came. That a proven connection ends is the client's to meet: it may ask again. */
function passSilence(exchange: Exchange, origin: OriginConnection, client: End): Next {
  const { socket, raw } = origin.server;
  const error = socket.errored ?? raw.errored;
  const failure = error ? explainError(error, exchange.target) : noAnswer(exchange.target);
  if (!origin.proven) return refuse(exchange, origin, client, failure);
  breakOff(exchange, origin, client, failure);
  return 'end';
}

/** Answers in the origin's place, if there is still somebody who listens. */
function refuse(exchange: Exchange, origin: OriginConnection, client: End, failure: Failure): Next {
  const listens = !hasLeft(client) && client.socket.writable;
  breakOff(exchange, origin, client, failure);
  if (!listens) return 'end';
  hangUp(client, failure);
  return 'refused';
}

/** The row's end: whoever went away first is who ended it. */
function breakOff(exchange: Exchange, { server }: OriginConnection, client: End, failure: Failure): void {
  if (hasLeft(client)) exchange.broke('client', client, null);
  else exchange.broke('server', server, failure);
}

function hasLeft({ socket }: End): boolean {
  return socket.readableEnded || socket.destroyed;
}
