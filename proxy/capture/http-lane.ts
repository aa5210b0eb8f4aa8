// The HTTP lane: Node's own parser, fed with sockets by a server that does not listen, and with the last word on what
// is a request. What is one goes down the pipeline, one after the other; upgrades and CONNECTs leave the lane.

import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { Failure } from '../contract/model.ts';
import { type RequestHead, parseRequestHead } from '../protocol/http-head.ts';
import { createClientAgent } from './client-agent.ts';
import { type Client, fail } from './exchange.ts';
import { MAX_HEAD } from './head-reader.ts';
import { formatErrorAnswer } from './http-error.ts';
import type { Lane } from './lane.ts';
import { headOfRequest } from './mirrored-head.ts';
import { Pipeline } from './mitm.ts';
import { openedNowhere } from './opened.ts';
import { type ReportOptions, openReport, reportFailure } from './report.ts';
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

export function createHttpLane(options: HttpLaneOptions): HttpLane {
  const clients = new WeakMap<Duplex, Client>();
  const pipeline = new Pipeline(options);
  const server = http.createServer({
    maxHeaderSize: MAX_HEAD,
    requireHostHeader: false,
    keepAliveTimeout: 0,
    requestTimeout: 0, // how long something may take is for client and origin to say
    headersTimeout: 0,
    shouldUpgradeCallback: (request) => isUpgrade(headOfRequest(request)),
  });
  server.maxHeadersCount = 0;
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
