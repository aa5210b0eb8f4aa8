// The HTTP lane: requests of one client in a row, each checked to have one reading only, and passed on as it came;
// answers come back beside them. Upgrades, CONNECTs and requests for Framescope itself leave the lane.

import type { Failure } from '../contract/model.ts';
import { type BodyReader, createRequestBodyReader } from '../protocol/body-reader.ts';
import { findRequestFault } from '../protocol/head-fault.ts';
import { type RequestHead, parseRequestHead } from '../protocol/http-head.ts';
import { passBody, writeHead } from './body-passage.ts';
import { withClientTls } from './client-tls.ts';
import { type ClientOrigins, createClientOrigins } from './client-origins.ts';
import { type End, wasReset } from './end.ts';
import { type Exchange, openExchange } from './exchange.ts';
import { explainError } from './failure.ts';
import { type HeadResult, readRequestHead } from './head-reader.ts';
import { BAD_TARGET, badRequest, hangUp } from './http-error.ts';
import { type Lane, wayOf } from './lane.ts';
import { openedNowhere, openedRequest } from './opened.ts';
import { BROKEN_CHUNKS, type OriginConnection } from './origin-connection.ts';
import { type Report, type ReportOptions, openReport, reportFailure } from './report.ts';
import type { Dialled } from './sink.ts';
import type { AbsoluteTarget } from './target.ts';
import { isUpgrade, originHead } from './upgrade.ts';
import type { Upstream } from './upstream.ts';

export interface HttpLaneOptions extends ReportOptions {
  readonly upstream: Upstream;
  /** A request is none of this lane; `headText` is its head as latin1. */
  readonly switched: (lane: Lane, head: RequestHead, headText: string) => void;
  /** Whether a request is for Framescope itself. */
  readonly isOwn: (lane: Lane, head: RequestHead) => boolean;
}

/** A client in the lane. */
interface Client {
  readonly lane: Lane;
  readonly origins: ClientOrigins;
  readonly options: HttpLaneOptions;
}

/** Serves requests on a socket whose first head was read. */
export async function serveHttp(lane: Lane, first: HeadResult, options: HttpLaneOptions): Promise<void> {
  const { socket } = lane.client;
  const client: Client = { lane, options, origins: createClientOrigins(lane, options.upstream) };
  let next: Next = 'next';
  for (let result = first; next === 'next'; result = await readRequestHead(socket)) {
    next = result.kind === 'closed' || socket.writableEnded ? 'over' : await serveOne(client, result);
    if (next === 'left') return;
  }
  await discard(lane);
  client.origins.end();
}

/** What the client may still send has no place to go. */
function discard({ client: { socket } }: Lane): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on('end', resolve);
  socket.on('close', resolve);
  if (socket.readableEnded || socket.destroyed) resolve();
  else socket.resume();
  return promise;
}

/** `left`: the socket is in other hands. `over`: it carries no other request. */
type Next = 'next' | 'left' | 'over';

async function serveOne(client: Client, { kind, bytes }: HeadResult): Promise<Next> {
  const text = bytes.toString('latin1').replace(/^(?:\r\n)+/, ''); // RFC 9112 §2.2
  if (text === '' && kind === 'head') return 'next';
  const head = parseRequestHead(text);
  const fault = head && kind === 'head' ? findRequestFault(text, head) : NO_REQUEST;
  if (!head || fault) return refuse(client, head, badRequest(fault ?? NO_REQUEST));
  const { lane, options } = client;
  if (head.method === 'CONNECT' || isUpgrade(head) || options.isOwn(lane, head))
    return leave(client, head, text);
  const way = wayOf(head, lane);
  return way ? forward(client, head, text, way) : refuse(client, head, BAD_TARGET);
}

const NO_REQUEST = 'it does not begin with a request line and fields of at most 256 KiB';

/** Answered when its turn has come, and goes nowhere. */
async function refuse(
  { lane, origins, options }: Client,
  head: RequestHead | null,
  failure: Failure,
): Promise<Next> {
  const shown = head ?? { method: '', target: '', version: '', headers: [] };
  reportFailure(openReport(openedNowhere(shown), options), failure);
  await origins.settled();
  hangUp(lane.client, failure);
  return 'over';
}

async function leave({ lane, origins, options }: Client, head: RequestHead, text: string): Promise<Next> {
  await origins.settled();
  origins.leave();
  options.switched(lane, head, text);
  return 'left';
}

async function forward(
  client: Client,
  head: RequestHead,
  headText: string,
  { target, path }: AbsoluteTarget,
): Promise<Next> {
  const { lane, origins, options } = client;
  const report = openReport(openedRequest(head, headText, target, path), options);
  let origin: OriginConnection;
  try {
    origin = await origins.to(target);
  } catch (error) {
    giveUp(lane.client, report, explainError(error, target));
    return 'over';
  }
  report.dialled(withClientTls(dialledBefore(origin) ?? origin.server.dialled, lane.client));
  const exchange = openExchange(head, target, report);
  origin.asked.push(exchange);
  const body = createRequestBodyReader(head.headers);
  const bytes = Buffer.from(originHead({ lane, target, path, head, headText }), 'latin1');
  writeHead(origin.server.socket, bytes, body);
  return passRequestBody(client, exchange, body, origin);
}

/** There is no way to the origin, or nobody any more who wants to go there. */
function giveUp(client: End, report: Report, failure: Failure): void {
  if (client.socket.destroyed) {
    report.ended(wasReset(client) ? 'reset' : 'fin', 'client');
    return;
  }
  reportFailure(report, failure);
  hangUp(client, failure);
}

/** A connection that was made for an earlier request takes no time to make. */
function dialledBefore({ proven, asked, server: { dialled } }: OriginConnection): Dialled | null {
  if (!proven && asked.length === 0) return null;
  return { ...dialled, timing: { dns: null, connect: null, tls: null, wait: null } };
}

async function passRequestBody(
  { lane: { client } }: Client,
  exchange: Exchange,
  body: BodyReader,
  origin: OriginConnection,
): Promise<Next> {
  const { server } = origin;
  const { report } = exchange;
  const passage = await passBody(body, client.socket, server.socket, (piece) => report.body('client', piece));
  if (passage === 'whole') {
    exchange.passed('client');
    return 'next';
  }
  if (passage === 'broken') await breakOff(client, exchange, origin);
  else if (passage === 'ended') exchange.broke('client', client, null);
  else void exchange.over.then(() => exchange.passed('client')); // as much as the origin wanted
  return 'over';
}

/** A request that turned bad on its way: answered when its turn has come, unless the origin was faster. */
async function breakOff(
  client: End,
  { report, answering }: Exchange,
  origin: OriginConnection,
): Promise<void> {
  const failure = badRequest(BROKEN_CHUNKS);
  reportFailure(report, failure);
  await Promise.all(origin.asked.slice(0, -1).map(({ over }) => over));
  if (answering) client.socket.destroy();
  else hangUp(client, failure);
  origin.server.raw.destroy();
}
