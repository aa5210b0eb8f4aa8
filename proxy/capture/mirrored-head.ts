// Heads of requests and answers on their way through Node's HTTP: the names, case, order and duplicates of their
// fields as they were on the wire, and none of Node's own.

import type http from 'node:http';
import type { Headers } from '../contract/model.ts';
import type { RequestHead } from '../protocol/http-head.ts';

/** Names and values in turn, as Node keeps them, in pairs. */
export function pairsOf(raw: readonly string[]): Headers {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? ''] as const);
}

export function headOfRequest(request: http.IncomingMessage): RequestHead {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    version: `HTTP/${request.httpVersion}`,
    headers: pairsOf(request.rawHeaders),
  };
}

const PROXY_FIELD = /^proxy-(?:connection|authorization|framescope)$/i;
const TICKET = /^proxy-framescope$/i;
const FRAMING = /^(?:content-length|transfer-encoding)$/i;
const WITHOUT_BODY = /^(?:GET|HEAD|DELETE|OPTIONS|TRACE|CONNECT)$/;

/** What the origin gets: everything but what was meant for the proxy. Inside of a CONNECT that is only our own field. */
export function originFields({ method, headers }: RequestHead, tunnelled: boolean): string[] {
  const ours = tunnelled ? TICKET : PROXY_FIELD;
  const fields = headers.filter(([name]) => !ours.test(name));
  const framed = WITHOUT_BODY.test(method) || fields.some(([name]) => FRAMING.test(name));
  // Node would announce a chunked body; an explicit zero says the same as nothing (RFC 9112 §6.3).
  return [...fields.flat(), ...(framed ? [] : ['Content-Length', '0'])];
}

/**
 * Status line and fields go out as they came in, at once, whatever is passed to writeHead. `refused`: Node reads some
 * heads that it does not write.
 */
export function mirrorHead(
  answer: http.IncomingMessage,
  response: http.ServerResponse,
  refused: (error: unknown) => void,
): void {
  for (const field of ['connection', 'date', 'transfer-encoding']) response.removeHeader(field);
  response.sendDate = false;
  const chunked = response.useChunkedEncodingByDefault;
  const fields = pairsOf(answer.rawHeaders).filter(([name]) => chunked || !CODING.test(name));
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number): http.ServerResponse => {
    response.writeHead = writeHead;
    try {
      writeHead(status, answer.statusMessage ?? '', fields.flat());
      flushHead(response);
    } catch (error) {
      refused(error);
    }
    return response;
  };
}

/** Unknown to HTTP/1.0 clients: their body ends with the connection. */
const CODING = /^transfer-encoding$/i;

/** Sends a head before there is any body. Node's own flushHeaders() would write it as UTF-8. */
export function flushHead(message: http.OutgoingMessage): void {
  message.write(NOTHING);
}

const NOTHING = new Uint8Array(0);

/** An interim answer (RFC 9110 §15.2) as text. */
export function formatInterim({
  httpVersion,
  statusCode,
  statusMessage,
  rawHeaders,
}: http.InformationEvent): string {
  const fields = pairsOf(rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n${fields.join('')}\r\n`;
}
