// An upgrade that the origin did not accept: its answer's body, passed on byte for byte with back-pressure.

import type { Duplex } from 'node:stream';
import { createBodyReader, keepsAlive } from '../protocol/body-reader.ts';
import type { RequestHead, ResponseHead } from '../protocol/http-head.ts';
import { type End, resetEnd, wasReset } from './end.ts';
import type { Report } from './report.ts';

/**
 * Passes the body of `answer` to the client, whose head it has. Resolves true when the client's connection may carry
 * another request; it may not unless it is `reusable`.
 */
export async function mirrorRefusal(
  request: RequestHead,
  answer: ResponseHead,
  client: End,
  server: End,
  reusable: boolean,
  report: Report,
): Promise<boolean> {
  const complete = await passBody(request, answer, client.socket, server.socket, report);
  if (
    complete &&
    reusable &&
    keepsAlive(request.version, request.headers) &&
    keepsAlive(answer.version, answer.headers)
  ) {
    server.socket.destroy();
    report.ended('fin', 'server');
    return client.socket.writable;
  }
  if (wasReset(client)) report.ended('reset', 'client');
  else if (wasReset(server)) {
    report.ended('reset', 'server');
    resetEnd(client);
  } else report.ended('fin', client.socket.destroyed ? 'client' : 'server');
  server.socket.destroy();
  client.socket.end();
  return false;
}

/** True when the body's end was reached before the connection's. */
function passBody(
  request: RequestHead,
  answer: ResponseHead,
  client: Duplex,
  server: Duplex,
  report: Report,
): Promise<boolean> {
  const body = createBodyReader(request.method, answer.status, answer.headers);
  if (body.done) return Promise.resolve(true);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const readOn = () => server.resume();
  server.on('data', (chunk: Buffer) => {
    const length = body.push(chunk, (piece) => report.body('server', piece));
    if (!client.write(chunk.subarray(0, length))) server.pause();
    if (body.done) resolve(true);
  });
  server.on('end', () => resolve(false));
  server.on('close', () => resolve(false));
  client.on('drain', readOn);
  if (server.readableEnded || server.destroyed) resolve(false);
  else readOn();
  return promise.finally(() => client.off('drain', readOn));
}
