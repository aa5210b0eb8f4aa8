// Two sockets joined by one WebSocket: every chunk moves into the sink's memory, is written to the other side from
// there, and only then looked at (a header walk). Nothing is answered, merged or held back. Messages of our own go in
// at boundaries only (RFC 6455 §5.4), and never after a Close frame (§5.5.1). It does not decode: a direction whose
// messages are to be judged one by one is led through a gate (gate.ts). While the sink skims, it gets headers, and the
// peer a copy of the bytes.

import type net from 'node:net';
import { FramescopeError } from '../contract/errors.ts';
import type { EndCause, Side } from '../contract/model.ts';
import type { Negotiation } from '../protocol/deflate.ts';
import { OPCODE, isControl } from '../protocol/frame.ts';
import { type Boundary, type FrameWalker, createFrameWalker } from '../protocol/frame-walker.ts';
import type { GateNotice } from '../protocol/message-gate.ts';
import { now } from './clock.ts';
import type { End } from './end.ts';
import { Gate, type Guard } from './gate.ts';
import { type Join, joinEnds } from './join.ts';
import type { EarlyWords } from './presence.ts';
import { skim } from './skim.ts';

export interface RelayObserver {
  /**
   * See CaptureSink. Under a gate these are the bytes that were received, whatever becomes of them; a message that goes
   * on in place of another is an injected one.
   */
  keep(from: Side, chunk: Uint8Array, at: number, offset: number, injected: boolean): Buffer;
  skip(from: Side, length: number, at: number, offset: number): void;
  written(kept: Buffer): void;
  readonly full: boolean;
  readonly skims: boolean;
  /** What a gate did to messages of this side, in order with the bytes. */
  gated(from: Side, notice: GateNotice): void;
  ended(cause: EndCause, by: Side | null): void;
}

export interface Relay {
  /** Puts a whole frame on the wire towards `to` at the next place where it may stand; else rejects with NOT_OPEN. */
  inject(to: Side, frame: Uint8Array): Promise<void>;
  /**
   * Puts what this side sends under a guard, from its next message on; null takes it away again. Fails for a guard
   * with NOT_OPEN where no message can come any more.
   */
  gate(from: Side, guard: Guard | null): void;
  /** Reads on after `bytes` asked for slower reading. */
  resume(): void;
}

interface Pending {
  readonly frame: Uint8Array;
  readonly place: Boundary;
  readonly written: PromiseWithResolvers<void>;
}

/** What goes to one side: where in its frames it is, and what waits to be put between two of them. */
interface Direction {
  readonly from: Side;
  readonly source: net.Socket;
  readonly sink: net.Socket;
  /** Of what was written to the sink. */
  readonly walker: FrameWalker;
  readonly pending: Pending[];
  /** Bytes that the source has sent. */
  passed: number;
  /** What was given to the sink's socket and not yet taken by it, oldest first. */
  readonly unwritten: Buffer[];
  readonly written: () => void;
  gate: Gate | null;
  /** Of what the source sent, where that is not what was written: behind a gate that stands. */
  received: FrameWalker | null;
  /** Nothing more may be put in: the source is gone, or a Close frame went this way. */
  shut: boolean;
}

type Directions = Readonly<Record<Side, Direction>>;

/** What went before the relay. */
export interface Opening {
  /** Of the client, passed on before the server's answer. */
  readonly early: readonly EarlyWords[];
  /** Asked when there is a gate. */
  agreed(): Negotiation;
}

export function startRelay(client: End, server: End, opening: Opening, observer: RelayObserver): Relay {
  const directions: Directions = {
    client: direction('client', client.socket, server.socket, observer),
    server: direction('server', server.socket, client.socket, observer),
  };
  for (const { bytes, at } of opening.early) {
    observer.written(keep(directions.client, bytes, at, observer));
    note(directions.client, bytes);
  }
  const join = joinEnds(client, server, {
    data: (from, chunk) => forward(directions[from], chunk, observer),
    over: (from) => end(directions[from]),
    ended: (cause, by) => observer.ended(cause, by),
  });
  const resume = () => readOn(join, directions);
  return {
    inject: (to, frame) => inject(directions[to === 'server' ? 'client' : 'server'], frame, observer),
    gate(from, guard) {
      const d = directions[from];
      if (guard) d.gate ??= gateFor(d, opening, observer, resume);
      d.gate?.setGuard(guard);
      if (d.gate) settleGate(d, d.gate);
    },
    resume,
  };
}

function direction(from: Side, source: net.Socket, sink: net.Socket, observer: RelayObserver): Direction {
  const unwritten: Buffer[] = [];
  return {
    from,
    source,
    sink,
    walker: createFrameWalker(),
    pending: [],
    passed: 0,
    unwritten,
    written: () => observer.written(unwritten.shift()!),
    gate: null,
    received: null,
    shut: false,
  };
}

function readOn(join: Join, directions: Directions): void {
  join.readOn();
  for (const { gate, source } of Object.values(directions)) if (gate?.full) source.pause();
}

/** The way of every byte: kept, written from where it is kept; the walk comes after. */
function forward(d: Direction, chunk: Buffer, observer: RelayObserver): boolean {
  const at = now();
  let room = true;
  if (d.gate !== null || d.pending.length > 0) room = forwardAround(d, chunk, at, observer);
  else if (observer.skims) {
    passSkimmed(d, chunk, null, at, observer);
    if (d.walker.closed) shut(d);
  } else {
    pass(d, chunk, at, observer);
    note(d, chunk);
  }
  return room && !observer.full;
}

/** What is done with bytes that are on their way. */
function note(d: Direction, chunk: Uint8Array): void {
  d.walker.push(chunk);
  if (d.walker.closed) shut(d);
}

function pass(d: Direction, chunk: Buffer, at: number, observer: RelayObserver): void {
  write(d, keep(d, chunk, at, observer));
}

/** The bytes up to the first such place, or all, without their long payloads; returns how many they are. */
function passSkimmed(
  d: Direction,
  chunk: Buffer,
  place: Boundary | null,
  at: number,
  observer: RelayObserver,
): number {
  const length = keepSkimmed(d, d.walker, chunk, place, at, observer);
  write(d, Buffer.from(chunk.subarray(0, length)));
  return length;
}

function keepSkimmed(
  d: Direction,
  walker: FrameWalker,
  chunk: Buffer,
  place: Boundary | null,
  at: number,
  observer: RelayObserver,
): number {
  return skim(walker, chunk, place, {
    keep: (bytes) => observer.written(keep(d, bytes, at, observer)),
    skip(length) {
      observer.skip(d.from, length, at, d.passed);
      d.passed += length;
    },
  });
}

function keep(d: Direction, chunk: Buffer, at: number, observer: RelayObserver): Buffer {
  const kept = observer.keep(d.from, chunk, at, d.passed, false);
  d.passed += chunk.length;
  return kept;
}

/** The socket says when it has taken the bytes; then their memory may be used again. */
function write(d: Direction, kept: Buffer): void {
  d.unwritten.push(kept);
  d.sink.write(kept, d.written);
}

/** The same, while something waits to be inserted or a gate is to stand: the chunk is cut where it may. */
function forwardAround(d: Direction, chunk: Buffer, at: number, observer: RelayObserver): boolean {
  let rest: Buffer = chunk;
  while (rest.length > 0) {
    if (d.gate?.stands) return forwardThrough(d, d.gate, rest, at, observer);
    rest = rest.subarray(passPiece(d, rest, at, observer));
    if (d.walker.closed) shut(d);
    else flush(d, observer);
    if (d.gate) settleGate(d, d.gate);
  }
  return true;
}

/** The bytes up to where the next frame of ours, or a gate, may stand, or all when none waits; returns how many they are. */
function passPiece(d: Direction, bytes: Buffer, at: number, observer: RelayObserver): number {
  const place = d.pending[0]?.place ?? (d.gate ? 'message' : null);
  if (observer.skims) return passSkimmed(d, bytes, place, at, observer);
  const length = walk(d.walker, bytes, place);
  pass(d, bytes.subarray(0, length), at, observer);
  return length;
}

function walk(walker: FrameWalker, bytes: Buffer, place: Boundary | null): number {
  if (place) return walker.pushUntilBoundary(bytes, place);
  walker.push(bytes);
  return bytes.length;
}

/** What is received is observed first here: what it becomes, and when, is the gate's to say. False: it is full. */
function forwardThrough(
  d: Direction,
  gate: Gate,
  chunk: Buffer,
  at: number,
  observer: RelayObserver,
): boolean {
  keepReceived(d, chunk, at, observer);
  const room = gate.push(Buffer.from(chunk));
  settleGate(d, gate);
  return room;
}

function keepReceived(d: Direction, chunk: Buffer, at: number, observer: RelayObserver): void {
  const received = (d.received ??= createFrameWalker());
  if (observer.skims) keepSkimmed(d, received, chunk, null, at, observer);
  else {
    observer.written(keep(d, chunk, at, observer));
    received.push(chunk);
  }
}

function gateFor(d: Direction, { agreed }: Opening, observer: RelayObserver, resume: () => void): Gate {
  if (!isOpen(d)) throw notOpen();
  return new Gate(d.from, {
    agreed,
    write: (bytes, ours) => emit(d, bytes, ours, observer),
    notice: (notice) => observer.gated(d.from, notice),
    resume,
  });
}

/** What a gate lets through. */
function emit(d: Direction, bytes: Uint8Array, ours: boolean, observer: RelayObserver): void {
  d.sink.write(bytes);
  d.walker.push(bytes);
  if (ours) observer.written(observer.keep(d.from, bytes, now(), d.passed, true));
  if (d.walker.closed) shut(d);
  else flush(d, observer);
}

/** Shuts the gate where it may stand, and takes it away where nobody needs it. */
function settleGate(d: Direction, gate: Gate): void {
  if (gate.idle) {
    gate.leave();
    d.gate = d.received = null;
  } else if (!gate.stands && !d.shut && mayStand(d.walker, 'message')) gate.begin(d.walker.compressed);
}

function end(d: Direction): void {
  d.gate?.end(d.sink.writable);
  d.gate = null;
  shut(d);
}

function inject(d: Direction, frame: Uint8Array, observer: RelayObserver): Promise<void> {
  const written = Promise.withResolvers<void>();
  const place = isControl(opcodeOf(frame)) ? 'frame' : 'message';
  d.pending.push({ frame, place, written });
  if (isOpen(d)) flush(d, observer);
  else rejectPending(d);
  return written.promise;
}

function isOpen({ shut: over, walker, sink }: Direction): boolean {
  return !over && !walker.broken && sink.writable;
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
