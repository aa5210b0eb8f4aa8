// Reading a socket into memory that is used again for every read of every socket. Node takes 64 KiB of fresh memory
// for each read otherwise, and its collector has more to do in a flood than the relay. What does that is Node's
// `onread`, which is public for sockets that we dial only: for those that were accepted, and for TLS, its inside is
// used where it is as known (lib/net.js, lib/internal/stream_base_commons.js); elsewhere sockets are read as usual.

import net from 'node:net';

/** Larger than Node's own reads: a flood takes fewer turns. */
const MEMORY_BYTES = 256 * 1024;

const memory = Buffer.allocUnsafeSlow(MEMORY_BYTES);

interface Handle {
  useUserBuffer?(memory: Uint8Array): void;
}

interface Internals {
  readonly _handle: Handle | null;
  [key: symbol]: unknown;
}

interface Keys {
  readonly buffer: symbol;
  readonly callback: symbol;
}

/** The names of what `onread` sets in a socket; null where they are not as known. */
function findKeys(): Keys | null {
  const socket = new net.Socket({ onread: { buffer: memory, callback: () => true } });
  const keys = Object.getOwnPropertySymbols(socket);
  const named = (name: string) => keys.find(({ description }) => description === name);
  const buffer = named('kBuffer');
  const callback = named('kBufferCb');
  const { [buffer ?? Symbol('none')]: set } = socket as unknown as Internals;
  return buffer && callback && set === memory ? { buffer, callback } : null;
}

const keys = findKeys();

/**
 * Gives each chunk that the socket receives to `take`, in order; it is valid only during the call. Reading begins with
 * `resume` and rests with `pause`; the end is heard of as always.
 */
export function readInto(socket: net.Socket, take: (chunk: Buffer) => void): void {
  socket.on('data', take); // what was read before, and everything where the inside is not as known
  const internals = socket as unknown as Internals;
  const { _handle: handle } = internals;
  if (!keys || typeof handle?.useUserBuffer !== 'function') return;
  internals[keys.buffer] = memory;
  internals[keys.callback] = (length: number): boolean => {
    take(memory.subarray(0, length));
    return true;
  };
  handle.useUserBuffer(memory);
}
