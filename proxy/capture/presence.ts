// The client between its upgrade and the answer to it: whether it is still there, and what it says meanwhile, which goes
// to the origin at once as it would without us (RFC 6455 §4.1 has it wait; some do not). It reads no answer.

import { now } from './clock.ts';
import type { End } from './end.ts';

/** Something that the client said before it was answered; `at` is epoch milliseconds. */
export interface EarlyWords {
  readonly bytes: Buffer;
  readonly at: number;
}

export interface Presence {
  /** Aborted when the client has left. */
  readonly left: AbortSignal;
  /** What it has said so far, all of it passed on. */
  readonly said: readonly EarlyWords[];
  /** Passes on what it says to the server that was asked. */
  listen(server: End): void;
  /** The answer is there: what the client says from now on is another's to read. */
  end(): void;
}

/** Bytes that are passed on before there is an answer; the rest waits for it. */
const MAX_EARLY = 64 * 1024;

/** A silent client that closes its side has left, even if it could still read; one that has spoken has said all. */
export function watchPresence({ socket }: End): Presence {
  const leaving = new AbortController();
  const said: EarlyWords[] = [];
  let server: End | null = null;
  let length = 0;

  const leave = () => leaving.abort();
  const finish = () => (server && said.length > 0 ? server.socket.end() : leave());
  const rest = () => {
    socket.off('data', pass);
    socket.pause();
  };
  const pass = (bytes: Buffer) => {
    if (said.length === 0 && mayBeRequest(bytes)) {
      rest();
      socket.unshift(bytes);
      return;
    }
    server?.socket.write(bytes);
    said.push({ bytes, at: now() });
    length += bytes.length;
    if (length >= MAX_EARLY) rest();
  };

  socket.on('end', finish);
  socket.on('close', leave);
  if (socket.readableEnded || socket.destroyed) leave();
  return {
    left: leaving.signal,
    said,
    listen(to) {
      server = to;
      socket.on('data', pass);
      socket.resume();
    },
    end() {
      socket.off('end', finish);
      socket.off('close', leave);
      rest();
    },
  };
}

/** The next request, pipelined, is not for this server to see: frames begin with no letter, requests do. */
function mayBeRequest([first = 0]: Buffer): boolean {
  const letter = first >= 0x41 && first <= 0x5a;
  return letter || first === 0x0d || first === 0x0a; // empty lines may come before one, RFC 9112 §2.2
}
