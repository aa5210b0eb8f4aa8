// The HTTP lane: http-mitm-proxy's request pipeline behind an interface of ours, and the only file that imports
// it. Its listening, CONNECT, TLS, certificate and WebSocket code is never reached: sockets are fed to a server
// that does not listen. What it alters on the way (heads, back-pressure, aborts) is put right through its hooks.

/* oxlint-disable no-underscore-dangle -- the library's hooks are called so */

import http from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCallback, type IContext, Proxy as MitmProxy } from 'http-mitm-proxy';
import type { Failure, Timing } from '../contract/model.ts';
import { type RequestHead, headerValue, parseRequestHead } from '../protocol/http-head.ts';
import { createBodyTap } from './body-tap.ts';
import { type ClientAgent, type TargetedOptions, createClientAgent } from './client-agent.ts';
import { resetEnd, wasReset } from './end.ts';
import { explainError } from './failure.ts';
import { MAX_HEAD } from './head-reader.ts';
import { BAD_TARGET, errorAnswer, formatErrorAnswer } from './http-error.ts';
import type { Lane } from './lane.ts';
import {
  flushHead,
  formatInterim,
  headOfRequest,
  mirrorHead,
  originFields,
  pairsOf,
} from './mirrored-head.ts';
import { openedNowhere, openedRequest } from './opened.ts';
import { type Report, type ReportOptions, openReport, reportFailure } from './report.ts';
import {
  type AbsoluteTarget,
  type Target,
  formatAuthority,
  parseAbsolute,
  parseAuthority,
} from './target.ts';
import { isUpgrade } from './upgrade.ts';
import type { Upstream } from './upstream.ts';

export interface HttpLaneOptions extends ReportOptions {
  readonly upstream: Upstream;
  /** A later request on a kept-alive socket turned out to be an upgrade or a CONNECT. */
  readonly switched: (lane: Lane, head: RequestHead) => void;
  /** Requests for Framescope itself; true when it was one and is being answered. */
  readonly portal: (request: http.IncomingMessage, response: http.ServerResponse, lane: Lane) => boolean;
}

export interface HttpLane {
  /** Serves HTTP/1.1 requests on this socket; bytes already read were unshifted. */
  serve(lane: Lane): void;
}

/** A client socket in the lane. */
interface Client {
  readonly lane: Lane;
  readonly agent: ClientAgent;
  /** The last request that was taken on. */
  latest: Exchange | null;
}

/** One request and its answer on their way through the lane. */
interface Exchange {
  readonly client: Client;
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly target: Target;
  readonly report: Report;
  /** When the request's head went out. */
  askedAt: number;
}

export function createHttpLane(options: HttpLaneOptions): HttpLane {
  const clients = new WeakMap<Duplex, Client>();
  const pipeline = new Pipeline(options);
  const server = http.createServer({
    maxHeaderSize: MAX_HEAD,
    requireHostHeader: false,
    noDelay: false, // has been set
    keepAliveTimeout: 0,
    requestTimeout: 0,
    headersTimeout: 0,
    shouldUpgradeCallback: (request) => isUpgrade(headOfRequest(request)),
  });
  const serve = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const client = clients.get(request.socket);
    client?.agent.inTurn(() => {
      if (!options.portal(request, response, client.lane)) pipeline.serve(client, request, response);
    });
  };
  const leave = (request: http.IncomingMessage, socket: Duplex, rest: Buffer): void => {
    const client = clients.get(socket);
    if (rest.length > 0) socket.unshift(rest);
    client?.agent.inTurn(() => options.switched(client.lane, headOfRequest(request)));
  };
  server.on('request', serve);
  server.on('checkContinue', serve); // the origin says whether to continue
  server.on('checkExpectation', serve);
  server.on('upgrade', leave);
  server.on('connect', leave);
  server.on('clientError', (error: ParseError, socket) => {
    const client = clients.get(socket);
    if (client) refuseNonsense(client, error, options);
  });
  return {
    serve(lane) {
      const { socket } = lane.client;
      const known = clients.get(socket);
      clients.set(socket, {
        lane,
        agent: known?.agent ?? createClientAgent(options.upstream, lane),
        latest: null,
      });
      server.emit('connection', socket);
      socket.resume();
    },
  };
}

interface ParseError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/** What Node's parser does not take for a request, or for the rest of one, is answered here. */
function refuseNonsense({ lane, agent, latest }: Client, error: ParseError, options: HttpLaneOptions): void {
  const { socket } = lane.client;
  if (!error.rawPacket || !socket.writable) {
    socket.destroy();
    return;
  }
  const failure = badRequest(error);
  if (latest && !latest.request.complete) {
    fail(latest, failure);
    return;
  }
  const head = parseRequestHead(error.rawPacket) ?? { method: '', target: '', version: '', headers: [] };
  reportFailure(openReport(openedNowhere(head), options), failure);
  agent.inTurn(() => socket.end(formatErrorAnswer(failure)));
}

function badRequest({ message }: ParseError): Failure {
  return {
    code: 'BAD_REQUEST',
    message: `This is no valid HTTP request: ${message.replace(/^Parse Error: /, '')}.`,
    hint: 'Two readings of one request would hide what was asked for, so it goes nowhere.',
  };
}

/** The library with its own doors closed. No override changes what a hook means. */
class Pipeline extends MitmProxy {
  readonly #options: HttpLaneOptions;
  readonly #exchanges = new WeakMap<http.IncomingMessage, Exchange>();

  constructor(options: HttpLaneOptions) {
    super();
    this.#options = options;
    this.options = {};
    this.keepAlive = true;
    this.onRequest((context, next) => this.#request(context, next));
    this.onResponse((context, next) => this.#response(context, next));
  }

  serve(client: Client, request: http.IncomingMessage, response: http.ServerResponse): void {
    const head = headOfRequest(request);
    const way = wayOf(head, client.lane);
    if (!way) {
      reportFailure(openReport(openedNowhere(head), this.#options), BAD_TARGET);
      answerFailure(response, BAD_TARGET);
      return;
    }
    const report = openReport(openedRequest(head, way.target, way.path), this.#options);
    const exchange = { client, request, response, target: way.target, report, askedAt: 0 };
    client.latest = exchange;
    this.#exchanges.set(request, exchange);
    request.url = way.path;
    request.headers.host ??= formatAuthority(way.target); // the library goes nowhere without
    const finished = client.agent.begin();
    response.on('close', finished);
    try {
      this._onHttpServerRequest(false, request, response);
    } catch (error) {
      fail(exchange, explainError(error, way.target)); // Node refuses to write such a head
    }
  }

  #request(context: IContext, next: ErrorCallback): void {
    const { clientToProxyRequest: request, proxyToClientResponse: response } = context;
    const { client, target, report } = this.#exchangeOf(context);
    const options: Partial<TargetedOptions> & { readonly setDefaultHeaders: false } = {
      target,
      host: target.host,
      port: target.port,
      headers: originFields(headOfRequest(request), client.lane.tunnel !== null),
      setDefaultHeaders: false,
      agent: client.agent.agent,
    };
    Object.assign(context.proxyToServerRequestOptions ?? {}, options);
    context.requestFilters.push(
      createBodyTap(
        (piece) => report.body('client', piece),
        () => context.proxyToServerRequest,
      ),
    );
    response.on('close', () => {
      if (response.writableFinished) report.ended('fin', 'server');
      else abandon(context, client, report);
    });
    next();
  }

  override _onRequestHeaders(context: IContext, callback: ErrorCallback): void {
    super._onRequestHeaders(context, (error) => {
      callback(error); // makes the request to the origin
      this.#asked(context);
    });
  }

  #asked(context: IContext): void {
    const { clientToProxyRequest, proxyToServerRequest: request, proxyToClientResponse: response } = context;
    const exchange = this.#exchangeOf(context);
    if (!request) return;
    request.on('socket', (socket) => {
      exchange.askedAt = performance.now();
      const dialled = exchange.client.agent.dialledOf(socket);
      if (dialled)
        exchange.report.dialled(request.reusedSocket ? { ...dialled, timing: NO_TIMING } : dialled);
    });
    request.on('information', (interim) => {
      if (interim.statusCode !== 101) response.socket?.write(formatInterim(interim));
    });
    request.on('upgrade', (_answer, socket) => {
      socket.destroy();
      fail(exchange, unasked(exchange.target));
    });
    clientToProxyRequest.on('end', () => addTrailers(request, clientToProxyRequest));
    flushHead(request);
  }

  #response(context: IContext, next: ErrorCallback): void {
    const { proxyToClientResponse: response, serverToProxyResponse: answer } = context;
    const { report, askedAt } = this.#exchangeOf(context);
    if (!answer) return;
    const answered = {
      status: answer.statusCode ?? 0,
      statusText: answer.statusMessage ?? '',
      responseHeaders: pairsOf(answer.rawHeaders),
      responseHead: null,
    };
    report.answered(answered, performance.now() - askedAt);
    mirrorHead(answer, response);
    answer.on('end', () => addTrailers(response, answer));
    context.responseFilters.push(
      createBodyTap(
        (piece) => report.body('server', piece),
        () => response,
      ),
    );
    next();
  }

  #exchangeOf(context: IContext): Exchange {
    const exchange = this.#exchanges.get(context.clientToProxyRequest);
    if (!exchange) throw new Error('a request that was never taken on');
    return exchange;
  }

  /** Never text into a half-sent body: an answer that cannot be finished is cut off, as it would be without us. */
  override _onError(_kind: string, context: IContext | null, error: Error): void {
    if (!context) return;
    const { proxyToClientResponse: response, proxyToServerRequest: request } = context;
    const exchange = this.#exchangeOf(context);
    if (response.headersSent) cutShort(context, exchange);
    else if (request?.reusedSocket) giveBack(exchange, error);
    else fail(exchange, explainError(error, exchange.target));
  }

  override _createHttpsServer(): never {
    throw new Error('TLS is terminated elsewhere');
  }
}

const NO_TIMING: Timing = { dns: null, connect: null, tls: null, wait: null };

/** The CONNECT target when there is one, never the Host field of a tunnelled request; else the absolute URI's. */
function wayOf({ target: url, headers }: RequestHead, lane: Lane): AbsoluteTarget | null {
  const absolute = parseAbsolute(url);
  if (lane.tunnel) return { target: lane.tunnel, path: absolute?.path ?? url };
  if (absolute) return absolute;
  const authority = parseAuthority(headerValue(headers, 'host') ?? '', 80);
  return authority && { target: { ...authority, secure: false }, path: url };
}

function addTrailers(to: http.OutgoingMessage, { rawTrailers }: http.IncomingMessage): void {
  if (rawTrailers.length > 0)
    to.addTrailers(pairsOf(rawTrailers).map(([name, value]): [string, string] => [name, value]));
}

function unasked(target: Target): Failure {
  return {
    code: 'UNASKED_UPGRADE',
    message: `${formatAuthority(target)} switched protocols, though this request did not let it.`,
    hint: '',
  };
}

/** The client went away first: the origin hears it at once. */
function abandon(context: IContext, { lane }: Client, report: Report): void {
  context.proxyToServerRequest?.destroy();
  context.serverToProxyResponse?.destroy();
  report.ended(wasReset(lane.client) ? 'reset' : 'fin', 'client');
}

/** The origin went away in the middle of its answer: so does the client's connection, with a FIN or a reset alike. */
function cutShort(
  { serverToProxyResponse: answer, proxyToClientResponse: response }: IContext,
  exchange: Exchange,
): void {
  const { client, target, report } = exchange;
  const reset = answer?.socket.errored !== null;
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
function giveBack({ client, target, report }: Exchange, error: Error): void {
  reportFailure(report, explainError(error, target));
  client.lane.client.socket.destroy();
}

function fail({ client, response, report }: Exchange, failure: Failure): void {
  reportFailure(report, failure);
  if (response.headersSent) client.lane.client.socket.destroy();
  else answerFailure(response, failure);
}

function answerFailure(response: http.ServerResponse, failure: Failure): void {
  const { status, statusText, headers, body } = errorAnswer(failure);
  response.writeHead(status, statusText, headers.flat());
  response.end(body);
}
