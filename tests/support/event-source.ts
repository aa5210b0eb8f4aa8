// A server of event streams and a client of one, `eventsource`, that goes through an agent.

import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { EventSource, type FetchLike } from 'eventsource';
import { onTestFinished } from 'vitest';

export interface EventStream {
  /** Ends when the bytes are with the client's socket. */
  send(text: string | Uint8Array): void;
  end(): void;
}

export interface EventServer {
  readonly url: string;
  /** The next stream that a client asks for. */
  next(): Promise<EventStream>;
}

export async function startEventServer(headers: http.OutgoingHttpHeaders = {}): Promise<EventServer> {
  const waiting: ((stream: EventStream) => void)[] = [];
  const server = http.createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', ...headers });
    response.flushHeaders();
    waiting.shift()?.({ send: (text) => response.write(text), end: () => response.end() });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    next: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

/** Closed when the test is over. */
export function openEventSource(url: string, agent: http.Agent): EventSource {
  const source = new EventSource(url, { fetch: fetchThrough(agent) });
  onTestFinished(() => source.close());
  return source;
}

function fetchThrough(agent: http.Agent): FetchLike {
  return async (url, init) => {
    const request = http.get(url, { agent, headers: init?.headers });
    init?.signal?.addEventListener('abort', () => request.destroy());
    request.on('error', () => undefined); // aborted
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const body = Readable.toWeb(response) as ReadableStream<Uint8Array>;
    const headers = new Headers({ 'Content-Type': response.headers['content-type'] ?? '' });
    return new Response(body, { status: response.statusCode ?? 0, headers });
  };
}
