// The one wire between a Session and a front: `serve` on the engine's side, `connect` on the front's, over any
// Port (a MessagePort, a WebSocket). Requests and answers are birpc's; Changes flow the other way and each
// waits for its answer, which is how a slow page makes the engine coalesce.

import { createBirpc } from 'birpc';
import { type ErrorCode, FramescopeError } from './errors.ts';
import type { ExportId, ViewId } from './ids.ts';
import { decodeValue, encodeValue } from './message-pack.ts';
import type { Change } from './model.ts';
import type { Session } from './session.ts';

/** A two-way pipe for structured-cloneable values. */
export interface Port {
  post(message: unknown): void;
  /** Called for every message; `closed` once, when the other side is gone. */
  listen(message: (data: unknown) => void, closed: () => void): void;
  close(): void;
}

/** What a front may call by name; anything else is refused. */
export const SESSION_METHODS = [
  'info',
  'status',
  'connections',
  'connection',
  'body',
  'openView',
  'closeView',
  'rows',
  'locate',
  'sample',
  'locateTime',
  'overview',
  'statistics',
  'openChat',
  'closeChat',
  'chatRows',
  'locateInChat',
  'chatSummary',
  'schema',
  'message',
  'payload',
  'decoders',
  'writeExampleDecoder',
  'findings',
  'detectFold',
  'foldState',
  'annotations',
  'annotate',
  'send',
  'replay',
  'retryUpgrade',
  'cancelRetry',
  'startExport',
  'readExport',
  'endExport',
  'cancelExport',
  'pause',
  'resume',
  'clear',
  'configure',
  'chooseDecoder',
  'openBrowser',
  'startDemo',
  'stopDemo',
] as const satisfies readonly Exclude<keyof Session, 'subscribe'>[];

type Method = (typeof SESSION_METHODS)[number];
type EngineSide = Pick<Session, Method> & { subscribe(): Promise<void>; unsubscribe(): Promise<void> };
interface FrontSide {
  change(change: Change): Promise<void>;
}

/** Answers one front until its port closes; its views and exports end then. */
export function serve(session: Session, port: Port): void {
  let stop: (() => void) | null = null;
  const views = new Set<ViewId>();
  const chats = new Set<ViewId>();
  const exports = new Set<ExportId>();
  const functions = Object.create(null) as EngineSide;
  for (const method of SESSION_METHODS) Object.assign(functions, { [method]: session[method].bind(session) });
  functions.openView = async (query) => {
    const state = await session.openView(query);
    views.add(state.view);
    return state;
  };
  functions.openChat = async (query) => {
    const state = await session.openChat(query);
    chats.add(state.view);
    return state;
  };
  functions.startExport = async (query) => {
    const id = await session.startExport(query);
    exports.add(id);
    return id;
  };
  functions.subscribe = async () => {
    stop?.();
    stop = await session.subscribe((change) => front.change(change));
  };
  functions.unsubscribe = async () => stop?.();
  const front = createBirpc<FrontSide, EngineSide>(
    functions,
    linkOver(port, () => closed()),
  );
  const closed = () => {
    stop?.();
    front.$close();
    for (const view of views) void session.closeView(view).catch(() => undefined);
    for (const chat of chats) void session.closeChat(chat).catch(() => undefined);
    for (const id of exports) void session.cancelExport(id).catch(() => undefined);
  };
}

export interface Remote {
  readonly session: Session;
  /** Resolves when the engine's side of the port is gone. */
  readonly gone: Promise<void>;
  close(): void;
}

/** A Session that lives at the other end of the port. */
export function connect(port: Port): Remote {
  const listeners = new Set<(change: Change) => void | Promise<void>>();
  const gone = Promise.withResolvers<void>();
  const functions: FrontSide = {
    change: async (change) => {
      await Promise.all(Array.from(listeners, async (listener) => listener(change)));
    },
  };
  const engine = createBirpc<EngineSide, FrontSide>(
    functions,
    linkOver(port, () => {
      engine.$close(engineGone());
      gone.resolve();
    }),
  );
  const call = async (method: Method | 'subscribe', args: unknown[] = []): Promise<unknown> => {
    if (engine.$closed) throw engineGone();
    return Reflect.apply(engine[method], engine, [...args]);
  };
  const calls = Object.fromEntries(
    SESSION_METHODS.map((method) => [method, (...args: unknown[]) => call(method, args)]),
  ) as unknown as Pick<Session, Method>;
  const session: Session = {
    ...calls,
    async subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) await call('subscribe');
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && !engine.$closed) void engine.unsubscribe().catch(() => undefined);
      };
    },
  };
  return { session, gone: gone.promise, close: () => port.close() };
}

function engineGone(): FramescopeError {
  return new FramescopeError('ENGINE_GONE', 'The Framescope engine is not reachable.', 'Start it again.');
}

interface Packet {
  t?: string;
  e?: unknown;
}

/** birpc's options for a link over a port: errors arrive as FramescopeErrors, and only a closed port ends a wait. */
export function linkOver(port: Port, closed: () => void) {
  return {
    post: (packet: unknown) => port.post(packet),
    on: (receive: (packet: unknown) => void) => port.listen(receive, closed),
    serialize: (packet: Packet) => (packet.e ? { ...packet, e: plainError(packet.e) } : packet),
    deserialize: readPacket,
    // an answer that could not be posted: the port closed under it, and `closed` has told everyone
    onGeneralError: (_error: unknown, method?: string) => method !== undefined,
    timeout: -1, // an export or a dial may take as long as it takes; a dead port rejects
  };
}

/** What is no packet becomes an empty one, which nobody waits for. */
function readPacket(data: unknown): Packet {
  if (typeof data !== 'object' || data === null) return {};
  const packet = data as { t?: unknown; m?: unknown; e?: unknown };
  if (packet.t === 'q' && typeof packet.m !== 'string') return {};
  return (packet.e ? { ...packet, e: realError(packet.e) } : packet) as Packet;
}

interface PlainError {
  code: ErrorCode;
  message: string;
  hint: string;
}

function plainError(error: unknown): PlainError {
  if (error instanceof FramescopeError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'INVALID', message: error instanceof Error ? error.message : String(error), hint: '' };
}

function realError(error: unknown): FramescopeError {
  const { code, message, hint } = error as PlainError;
  return new FramescopeError(code, message, hint);
}

/** What a browser's WebSocket and the `ws` package's have in common. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

const OPEN = 1;

/** A Port over an open WebSocket: one MessagePack value a binary message. */
export function webSocketPort(socket: WebSocketLike): Port {
  socket.binaryType = 'arraybuffer';
  return {
    post: (message) => {
      if (socket.readyState === OPEN) socket.send(encodeValue(message));
    },
    listen(receive, closed) {
      socket.addEventListener('message', (event) => {
        const message = event.data instanceof ArrayBuffer ? decodeOrNull(event.data) : null;
        if (message === null) socket.close();
        else receive(message);
      });
      socket.addEventListener('close', closed);
    },
    close: () => socket.close(),
  };
}

function decodeOrNull(data: ArrayBuffer): unknown {
  try {
    return decodeValue(data);
  } catch {
    return null; // not ours: whoever sends this does not speak the protocol
  }
}

/** What the page's MessagePort and Node's have in common. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  start?(): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** A Port over a MessagePort: structured clone, no encoding of ours. */
export function messagePort(port: MessagePortLike): Port {
  return {
    post: (message) => port.postMessage(message),
    listen(receive, closed) {
      port.addEventListener('message', (event) => receive(event.data));
      port.addEventListener('close', closed);
      port.start?.();
    },
    close: () => port.close(),
  };
}
