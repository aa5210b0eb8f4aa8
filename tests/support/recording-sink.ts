// A CaptureSink that remembers everything, and lets a test wait for what it expects.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Side } from '../../proxy/contract/model.ts';
import type { CaptureEvent, CaptureSink } from '../../proxy/capture/sink.ts';

type EventType = CaptureEvent['type'];
type EventOf<T extends EventType> = Extract<CaptureEvent, { type: T }>;

export interface RelayedChunk {
  readonly id: ConnectionId;
  readonly from: Side;
  readonly bytes: Buffer;
  readonly at: number;
  readonly offset: number;
  readonly injected: boolean;
}

/** A run of bytes that was not kept. */
export interface Skipped {
  readonly id: ConnectionId;
  readonly from: Side;
  readonly length: number;
  readonly offset: number;
}

export interface RecordingSink extends CaptureSink {
  readonly events: readonly CaptureEvent[];
  readonly chunks: readonly RelayedChunk[];
  /** Whether it asks for slower reading from now on. */
  full: boolean;
  /** Whether it asks for headers without payloads from now on. */
  skims: boolean;
  readonly skipped: readonly Skipped[];
  /** Copies that were handed out and not yet taken by their sockets. */
  readonly unwritten: ReadonlySet<Buffer>;
  drain(): void;
  /** The first event of this type that passes, past or to come. */
  until<T extends EventType>(type: T, passes?: (event: EventOf<T>) => boolean): Promise<EventOf<T>>;
  /** The types of all events of a connection, bodies left out, in order. */
  course(id: ConnectionId): EventType[];
  /** The events of a type so far. */
  all<T extends EventType>(type: T): EventOf<T>[];
  /** All bytes of one side of a connection. */
  relayed(id: ConnectionId, from: Side): Buffer;
}

export function createRecordingSink(): RecordingSink {
  const events: CaptureEvent[] = [];
  const chunks: RelayedChunk[] = [];
  const waiting = new Set<(event: CaptureEvent) => void>();
  const listeners: (() => void)[] = [];
  const unwritten = new Set<Buffer>();
  const skipped: Skipped[] = [];
  return {
    events,
    chunks,
    full: false,
    skims: false,
    skipped,
    unwritten,
    drain: () => listeners.forEach((listener) => listener()),
    event(event) {
      events.push(event);
      for (const hear of waiting) hear(event);
    },
    keep(id, from, chunk, at, offset, injected) {
      const bytes = Buffer.from(chunk);
      chunks.push({ id, from, bytes, at, offset, injected });
      unwritten.add(bytes);
      return bytes;
    },
    skip: (id, from, length, _at, offset) => void skipped.push({ id, from, length, offset }),
    written: (kept) => void unwritten.delete(kept),
    onDrain: (listener) => void listeners.push(listener),
    until<T extends EventType>(type: T, passes: (event: EventOf<T>) => boolean = () => true) {
      const { promise, resolve } = Promise.withResolvers<EventOf<T>>();
      const hear = (event: CaptureEvent) => {
        if (event.type !== type || !passes(event as EventOf<T>)) return;
        waiting.delete(hear);
        resolve(event as EventOf<T>);
      };
      waiting.add(hear);
      events.forEach(hear);
      return promise;
    },
    course: (id) =>
      events.filter((event) => event.id === id && event.type !== 'body').map(({ type }) => type),
    all: (type) => events.filter((event) => event.type === type) as never[],
    relayed: (id, from) =>
      Buffer.concat(
        chunks.filter((chunk) => chunk.id === id && chunk.from === from).map(({ bytes }) => bytes),
      ),
  };
}
