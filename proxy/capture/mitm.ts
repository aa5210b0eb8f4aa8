// http-mitm-proxy's request pipeline, and the only file that imports it: it serves what is asked of Framescope itself.
// Traffic never goes through it, for Node's parser and writer, on which it stands, change heads and chunks. Its
// listening, CONNECT, TLS, certificate and WebSocket code is never reached.

/* oxlint-disable no-underscore-dangle -- the library's hooks are called so */

import http from 'node:http';
import { type IContext, Proxy as MitmProxy } from 'http-mitm-proxy';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A server that does not listen: it is fed with sockets. */
export function createOwnServer(answer: Answer): http.Server {
  const pipeline = new OwnPipeline(answer);
  return http.createServer((request, response) => pipeline._onHttpServerRequest(false, request, response));
}

class OwnPipeline extends MitmProxy {
  constructor(answer: Answer) {
    super();
    this.options = {};
    this.onRequest(
      ({ clientToProxyRequest, proxyToClientResponse }) =>
        answer(clientToProxyRequest, proxyToClientResponse), // never calls back: nothing goes on to an origin
    );
  }

  /** The client left. */
  override _onError(_kind: string, context: IContext | null): void {
    context?.proxyToClientResponse.destroy();
  }
}
