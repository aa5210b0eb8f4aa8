// http-mitm-proxy's request pipeline, and the only file that imports it. Its listening, CONNECT, TLS, certificate and
// WebSocket code is never reached. What it alters on the way (heads, back-pressure, aborts) is put right through its
// hooks.

/* oxlint-disable no-underscore-dangle -- the library's hooks are called so */

import type http from 'node:http';
import { type ErrorCallback, type IContext, Proxy as MitmProxy } from 'http-mitm-proxy';
import type { Failure, Timing } from '../contract/model.ts';
import { createBodyTap } from './body-tap.ts';
import type { TargetedOptions } from './client-agent.ts';
import { type Client, type Exchange, abandon, answerFailure, cutShort, fail, giveBack } from './exchange.ts';
import { explainError } from './failure.ts';
import { MAX_HEAD } from './head-reader.ts';
import { BAD_TARGET } from './http-error.ts';
import { wayOf } from './lane.ts';
import {
  flushHead,
  formatInterim,
  headOfRequest,
  mirrorHead,
  originFields,
  pairsOf,
} from './mirrored-head.ts';
import { openedNowhere, openedRequest } from './opened.ts';
import { type ReportOptions, openReport, reportFailure } from './report.ts';
import { type Target, formatAuthority } from './target.ts';

/** The library with its own doors closed. No override changes what a hook means. */
export class Pipeline extends MitmProxy {
  readonly #options: ReportOptions;
  readonly #exchanges = new WeakMap<http.IncomingMessage, Exchange>();

  constructor(options: ReportOptions) {
    super();
    this.#options = options;
    this.options = {};
    this.keepAlive = true;
    this.onRequest((context, next) => this.#request(context, next));
    this.onResponse((context, next) => this.#response(context, next));
  }

  /** Passes one request on, and its answer back. */
  serve(client: Client, request: http.IncomingMessage, response: http.ServerResponse): void {
    const head = headOfRequest(request);
    const way = wayOf(head, client.lane);
    if (!way) {
      reportFailure(openReport(openedNowhere(head), this.#options), BAD_TARGET);
      answerFailure(response, BAD_TARGET);
      return;
    }
    const report = openReport(openedRequest(head, way.target, way.path), this.#options);
    const exchange: Exchange = { client, request, response, target: way.target, report, askedAt: 0 };
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
    const exchange = this.#exchangeOf(context);
    const { client, target, report } = exchange;
    const options: Partial<TargetedOptions> & { readonly setDefaultHeaders: false } = {
      target,
      host: target.host,
      port: target.port,
      headers: originFields(headOfRequest(request), client.lane.tunnel !== null),
      setDefaultHeaders: false,
      maxHeaderSize: MAX_HEAD,
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
      else {
        context.proxyToServerRequest?.destroy(); // the origin hears it at once
        abandon(exchange);
      }
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
    request.maxHeadersCount = 0;
    request.on('socket', (socket) => {
      exchange.askedAt = performance.now();
      const dialled = exchange.client.agent.dialledOf(socket);
      if (dialled)
        exchange.report.dialled(request.reusedSocket ? { ...dialled, timing: NO_TIMING } : dialled);
    });
    request.on('information', (interim) => {
      if (interim.statusCode !== 101) response.socket?.write(formatInterim(interim), 'latin1');
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
    const exchange = this.#exchangeOf(context);
    const { report, target, askedAt } = exchange;
    if (!answer) return;
    const answered = {
      status: answer.statusCode ?? 0,
      statusText: answer.statusMessage ?? '',
      responseHeaders: pairsOf(answer.rawHeaders),
      responseHead: null,
    };
    report.answered(answered, performance.now() - askedAt);
    mirrorHead(answer, response, (error) => fail(exchange, explainError(error, target)));
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
  override _onError(kind: string, context: IContext | null, error: Error): void {
    if (!context || kind === 'CLIENT_TO_PROXY_REQUEST_ERROR') return; // the end of a client is seen elsewhere
    const { proxyToClientResponse: response, proxyToServerRequest: request } = context;
    const exchange = this.#exchangeOf(context);
    if (response.writableEnded) return;
    if (response.headersSent) cutShort(exchange, context.serverToProxyResponse);
    else if (request?.reusedSocket) giveBack(exchange, error);
    else fail(exchange, explainError(error, exchange.target));
  }

  override _createHttpsServer(): never {
    throw new Error('TLS is terminated elsewhere');
  }
}

const NO_TIMING: Timing = { dns: null, connect: null, tls: null, wait: null };

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
