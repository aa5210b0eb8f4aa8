// Two sockets joined by one WebSocket: every chunk moves into the sink's memory, is written to the other side from
// there, and only then looked at (a header walk). Nothing is answered, merged or held back. Messages of our own go in
// at boundaries only (RFC 6455 §5.4), and never after a Close frame (§5.5.1). It does not decode.

import type net from 'node:net';
import { FramescopeError } from '../contract/errors.ts';
import type { EndCause, Side } from '../contract/model.ts';
import { OPCODE, isControl } from '../protocol/frame.ts';
import { type Boundary, type FrameWalker, createFrameWalker } from '../protocol/frame-walker.ts';
import { now } from './clock.ts';
import type { End } from './end.ts';
import { joinEnds } from './join.ts';

export interface RelayObserver {
  /** See CaptureSink. */
  keep(from: Side, chunk: Uint8Array, at: number, offset: number, injected: boolean): Buffer;
  written(kept: Buffer): void;
  readonly full: boolean;
  ended(cause: EndCause, by: Side | null): void;
}

export interface Relay {
  /** Puts a whole frame on the wire towards `to` at the next place where it may stand; else rejects with NOT_OPEN. */
  inject(to: Side, frame: Uint8Array): Promise<void>;
  /** Reads on after `bytes` asked for slower reading. */
  resume(): void;
}

interface Pending {
  readonly frame: Uint8Array;
  readonly place: Boundary;
  readonly written: PromiseWithResolvers<void>;
}

/** What one side sends: where in its frames it is, and what waits to be put between two of them. */
interface Direction {
  readonly from: Side;
  readonly sink: net.Socket;
  readonly walker: FrameWalker;
  readonly pending: Pending[];
  /** Bytes that the source has sent. */
  passed: number;
  /** What was given to the sink's socket and not yet taken by it, oldest first. */
  readonly unwritten: Buffer[];
  readonly written: () => void;
  /** Nothing more may be put in: the source is gone, or a Close frame went this way. */
  shut: boolean;
}

export function startRelay(client: End, server: End, observer: RelayObserver): Relay {
  const directions: Readonly<Record<Side, Direction>> = {
    client: direction('client', server.socket, observer),
    server: direction('server', client.socket, observer),
  };
  const join = joinEnds(client, server, {
    data: (from, chunk) => forward(directions[from], chunk, observer),
    over: (from) => shut(directions[from]),
    ended: (cause, by) => observer.ended(cause, by),
  });
  return {
    inject: (to, frame) => inject(directions[to === 'server' ? 'client' : 'server'], frame, observer),
    resume: () => join.readOn(),
  };
}

function direction(from: Side, sink: net.Socket, observer: RelayObserver): Direction {
  const unwritten: Buffer[] = [];
  const written = () => observer.written(unwritten.shift()!);
  return { from, sink, walker: createFrameWalker(), pending: [], passed: 0, unwritten, written, shut: false };
}

/** The way of every byte: kept, written from where it is kept; the walk comes after. */
function forward(d: Direction, chunk: Buffer, observer: RelayObserver): boolean {
  const at = now();
  if (d.pending.length > 0) forwardAround(d, chunk, at, observer);
  else {
    pass(d, chunk, at, observer);
    d.walker.push(chunk);
    if (d.walker.closed) shut(d);
  }
  return !observer.full;
}

function pass(d: Direction, chunk: Buffer, at: number, observer: RelayObserver): void {
  write(d, observer.keep(d.from, chunk, at, d.passed, false));
  d.passed += chunk.length;
}

/** The socket says when it has taken the bytes; then their memory may be used again. */
function write(d: Direction, kept: Buffer): void {
  d.unwritten.push(kept);
  d.sink.write(kept, d.written);
}

/** The same, while something waits to be inserted: the chunk is cut where it may stand. */
function forwardAround(d: Direction, chunk: Buffer, at: number, observer: RelayObserver): void {
  let rest: Buffer = chunk;
  while (rest.length > 0) {
    const piece = rest.subarray(0, walk(d, rest));
    rest = rest.subarray(piece.length);
    pass(d, piece, at, observer);
    if (d.walker.closed) shut(d);
    else flush(d, observer);
  }
}

/** The bytes up to where the next frame of ours may stand; all of them when none waits. */
function walk({ walker, pending: [next] }: Direction, bytes: Buffer): number {
  if (next) return walker.pushUntilBoundary(bytes, next.place);
  walker.push(bytes);
  return bytes.length;
}

function inject(d: Direction, frame: Uint8Array, observer: RelayObserver): Promise<void> {
  const written = Promise.withResolvers<void>();
  const place = isControl(opcodeOf(frame)) ? 'frame' : 'message';
  d.pending.push({ frame, place, written });
  if (d.shut || d.walker.broken || !d.sink.writable) rejectPending(d);
  else flush(d, observer);
  return written.promise;
}

function flush(d: Direction, observer: RelayObserver): void {
  for (let next = d.pending[0]; next && mayStand(d.walker, next.place); next = d.pending[0]) {
    d.pending.shift();
    write(d, observer.keep(d.from, next.frame, now(), d.passed, true));
    next.written.resolve();
    if (opcodeOf(next.frame) === OPCODE.close) shut(d);
  }
}

function mayStand(walker: FrameWalker, place: Boundary): boolean {
  return walker.atFrameBoundary && !walker.broken && (place === 'frame' || !walker.inMessage);
}

function opcodeOf(frame: Uint8Array): number {
  return (frame[0] ?? 0) & 0x0f;
}

function shut(d: Direction): void {
  d.shut = true;
  rejectPending(d);
}

function rejectPending(d: Direction): void {
  for (const { written } of d.pending.splice(0)) written.reject(notOpen());
}

/** The answer to a message for a connection that can carry none any more. */
export function notOpen(): FramescopeError {
  return new FramescopeError('NOT_OPEN', 'This connection is not open any more.', 'Replay it instead.');
}
