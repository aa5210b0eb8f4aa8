// What is spoken inside of a CONNECT: the client's first bytes say whether it is TLS, HTTP in the clear, or something
// opaque. A client that waits for the server to speak first is found out by its silence. It consumes nothing.

import { METHODS } from 'node:http';
import type { End } from './end.ts';

/** What a tunnelled client speaks. */
export type Spoken = 'tls' | 'http' | 'unknown' | 'silent' | 'closed';

export interface FirstWords {
  readonly spoken: Spoken;
  /** What was said before the client closed its side; all else is on the socket again. */
  readonly last: Buffer;
}

const SILENCE_MS = 300;
const TLS_HANDSHAKE = 0x16;
const METHOD_LINES = METHODS.map((method) => `${method} `);
const LONGEST_METHOD = Math.max(...METHOD_LINES.map(({ length }) => length));
const NOTHING = Buffer.alloc(0);

/** Listens for at most 300 ms and leaves the socket paused. */
export function sniff({ socket }: End): Promise<FirstWords> {
  const { promise, resolve } = Promise.withResolvers<FirstWords>();
  let bytes = NOTHING;
  const finish = (spoken: Spoken, last = NOTHING) => {
    clearTimeout(timer);
    socket.off('data', onData);
    socket.off('end', onClosed);
    socket.off('close', onClosed);
    socket.pause();
    if (bytes.length > last.length) socket.unshift(bytes);
    resolve({ spoken, last });
  };
  const onClosed = () => finish(bytes.length > 0 ? 'unknown' : 'closed', bytes);
  const onData = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    const spoken = classify(bytes);
    if (spoken) finish(spoken);
  };
  const timer = setTimeout(() => finish(bytes.length > 0 ? 'unknown' : 'silent'), SILENCE_MS);
  if (socket.readableEnded || socket.destroyed) onClosed();
  else {
    socket.on('data', onData);
    socket.on('end', onClosed);
    socket.on('close', onClosed);
    socket.resume();
  }
  return promise;
}

/** Null while a method may still be coming. Only known methods are HTTP: `HELLO x` belongs to somebody else. */
function classify(bytes: Buffer): Spoken | null {
  if (bytes[0] === TLS_HANDSHAKE) return 'tls';
  const start = bytes.toString('latin1', 0, LONGEST_METHOD);
  if (METHOD_LINES.some((line) => start.startsWith(line))) return 'http';
  return METHOD_LINES.some((line) => line.startsWith(start)) ? null : 'unknown';
}

/**
 * Both sides were silent so far: whether the client is the first to say something. False when the server is, or when
 * either closes. What was said is on its socket again.
 */
export function clientSpeaksFirst(client: End, server: End): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const ears = [client, server].map((end) =>
    listenOnce(end, (spoke) => {
      for (const deafen of ears) deafen();
      resolve(spoke && end === client);
    }),
  );
  return promise;
}

/** Calls `heard` with whether there were bytes, or else the end. Returns how to stop listening. */
function listenOnce({ socket }: End, heard: (spoke: boolean) => void): () => void {
  const onData = (chunk: Buffer) => {
    heard(true);
    socket.unshift(chunk);
  };
  const onClosed = () => heard(false);
  socket.on('data', onData);
  socket.on('end', onClosed);
  socket.on('close', onClosed);
  socket.resume();
  return () => {
    socket.off('data', onData);
    socket.off('end', onClosed);
    socket.off('close', onClosed);
    socket.pause();
  };
}
