// One body on its way through: every chunk is written to the other side first and shown second, and a slow reader
// slows its sender. It changes no byte, and takes none that is somebody else's.

import type net from 'node:net';
import type { BodyReader } from '../protocol/body-reader.ts';

export type Passage =
  /** It is over by its own framing. */
  | 'whole'
  /** The source ended before. */
  | 'ended'
  /** The other side is gone: nobody takes the rest. */
  | 'gone'
  /** Its chunks are malformed: from there on nothing was passed. */
  | 'broken';

/** Writes the head before a body, which may have come with it: then both leave in one segment as well. */
export function writeHead(socket: net.Socket, head: Uint8Array, body: BodyReader): void {
  if (body.done) {
    socket.write(head);
    return;
  }
  socket.cork();
  socket.write(head);
  setImmediate(() => socket.uncork());
}

/** Resolves with the source paused; what follows the body is on it again. */
export function passBody(
  body: BodyReader,
  source: net.Socket,
  sink: net.Socket,
  show: (piece: Uint8Array) => void,
): Promise<Passage> {
  if (body.done) return Promise.resolve('whole');
  const { promise, resolve } = Promise.withResolvers<Passage>();
  const readOn = () => source.resume();
  const finish = (passage: Passage) => {
    source.off('data', pass);
    sink.off('drain', readOn);
    source.off('end', end);
    source.off('close', end);
    sink.off('close', vanish);
    source.pause();
    resolve(passage);
  };
  const end = () => finish('ended');
  const vanish = () => finish('gone');
  const pass = (chunk: Buffer) => {
    const pieces: Uint8Array[] = [];
    const length = body.push(chunk, (piece) => pieces.push(piece));
    if (!body.broken && !sink.write(chunk.subarray(0, length))) source.pause();
    const [piece] = pieces;
    if (piece) show(pieces.length === 1 ? piece : Buffer.concat(pieces));
    if (!body.broken && !body.done) return;
    finish(body.done ? 'whole' : 'broken');
    if (length < chunk.length) source.unshift(chunk.subarray(length));
  };
  source.on('data', pass);
  source.on('end', end);
  source.on('close', end);
  sink.on('close', vanish);
  sink.on('drain', readOn);
  if (source.readableEnded || source.destroyed) end();
  else if (sink.destroyed) vanish();
  else if (!sink.writableNeedDrain) readOn();
  return promise;
}
