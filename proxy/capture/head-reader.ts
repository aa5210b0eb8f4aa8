// Reads one HTTP head off a socket and leaves the rest on it: the only place that looks at bytes before it is known
// whose they are.

import type { Duplex } from 'node:stream';
import { findHeadEnd } from '../protocol/http-head.ts';

/** Bytes of a head that are still read; browsers read as many. */
export const MAX_HEAD = 256 * 1024;

export type HeadResult =
  /** Up to and with its empty line; what came after it is on the socket again. */
  | { readonly kind: 'head'; readonly bytes: Buffer }
  /** No HTTP head within the limit, or `accepts` said no. */
  | { readonly kind: 'other'; readonly bytes: Buffer }
  /** The peer closed its side before there was one. */
  | { readonly kind: 'closed'; readonly bytes: Buffer };

/**
 * Resolves with the socket paused and nothing taken off it but what is in the result.
 * `accepts` may give up as soon as the first bytes show that this is no HTTP.
 */
export function readHead(socket: Duplex, accepts: (bytes: Buffer) => boolean): Promise<HeadResult> {
  const { promise, resolve } = Promise.withResolvers<HeadResult>();
  let bytes: Buffer = Buffer.alloc(0);
  const finish = (kind: HeadResult['kind'], length = bytes.length) => {
    socket.off('data', onData);
    socket.off('end', onClosed);
    socket.off('close', onClosed);
    socket.pause();
    if (length < bytes.length) socket.unshift(bytes.subarray(length));
    resolve({ kind, bytes: bytes.subarray(0, length) });
  };
  const onClosed = () => finish('closed');
  const onData = (chunk: Buffer) => {
    const searched = Math.max(0, bytes.length - 3);
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const end = findHeadEnd(bytes, searched);
    if (end !== -1) finish('head', end);
    else if (bytes.length > MAX_HEAD || !accepts(bytes)) finish('other');
  };
  if (socket.readableEnded || socket.destroyed) onClosed();
  else {
    socket.on('data', onData);
    socket.on('end', onClosed);
    socket.on('close', onClosed);
    socket.resume();
  }
  return promise;
}

/** A server's head: as long as it may be an answer. */
export function readAnswerHead(socket: Duplex): Promise<HeadResult> {
  return readHead(socket, (bytes) => 'HTTP/'.startsWith(bytes.toString('latin1', 0, 5)));
}

/** A client's head: up to the limit as long as it may be a request. Empty lines may come before it (RFC 9112 §2.2). */
export function readRequestHead(socket: Duplex): Promise<HeadResult> {
  return readHead(socket, (bytes) =>
    /^[\r\n]*(?:[A-Za-z-]{1,32}(?: |$)|$)/.test(bytes.toString('latin1', 0, 40)),
  );
}
