// One connection while it is being written down: the contract's record, changed by events as they come in, and the
// two observers of its frames. It stores nothing by itself.

import type { CaptureEvent, Opened } from '../capture/sink.ts';
import { createInflater } from '../capture/inflate.ts';
import { engineIoQuery } from '../contract/engine-io.ts';
import type { ConnectionId } from '../contract/ids.ts';
import type { ConnectionDetail, EndCause, Ending, Side } from '../contract/model.ts';
import { failureOf } from '../formats/doctor/diagnose.ts';
import { type DeflateSide, negotiated } from '../protocol/deflate.ts';
import { combinedValue, headerValue } from '../protocol/http-head.ts';
import type { Inflater } from '../protocol/inflater.ts';
import { type Message, type MessageSink, type Observer, createObserver } from '../protocol/observer.ts';
import { primerFor } from '../protocol/window-primer.ts';
import type { MessageCounts } from '../store/message-batch.ts';
import type { Dialogue } from './dialogue.ts';
import type { PingTimes } from './ping-times.ts';
import type { HttpMessages } from './body-message.ts';
import { resourceTypeOf } from './resource-type.ts';

const EXTENSIONS = 'sec-websocket-extensions';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ConnectionRecord {
  readonly detail: Mutable<ConnectionDetail>;
  /** Frames are read only behind a 101 to a WebSocket upgrade. */
  observers: Record<Side, Observer> | null;
  /** Reads bodies that carry messages; null for all others. */
  http: HttpMessages | null;
  /** Where each side's observer began, in bytes that the side had sent before. */
  readonly base: Record<Side, number>;
  /** The segment of the wire log in which each side's first unfinished message began. */
  readonly since: Record<Side, number>;
  /** The first Close frame of each side. */
  readonly closes: Record<Side, Message | null>;
  /** Body parts stored so far. */
  readonly bodyParts: Record<Side, number>;
  /** Pings that wait for their pong; null until the first. */
  pings: PingTimes | null;
  /** Who waits for an answer, and what is not whole yet; null until there may be such. */
  dialogue: Dialogue | null;
  /** Who recognised it, where it is known of them that messages have nothing to do with each other; undefined: it is not known. */
  aloneBy: string | null | undefined;
  /** Messages stored since the last commit, which a failing disk would take. */
  readonly uncommitted: Record<Side, number>;
  /** Data messages looked at in search of a decoder. */
  sampled: number;
  /** Opened while recording was paused: not shown before there is something to show. */
  hidden: boolean;
}

export function openRecord(id: ConnectionId, at: number, opened: Opened, hidden: boolean): ConnectionRecord {
  const detail: ConnectionDetail = {
    ...opened,
    retry: opened.retry ?? null,
    id,
    state: 'connecting',
    resourceType: 'other',
    status: null,
    statusText: '',
    subprotocol: null,
    extensions: null,
    decoder: null,
    chosen: null,
    sentMessages: 0,
    receivedMessages: 0,
    sentBytes: 0,
    receivedBytes: 0,
    openedAt: at,
    lastActivityAt: at,
    ending: null,
    failure: null,
    remoteAddress: null,
    violations: 0,
    session: engineIoQuery(opened.path)?.sid ?? null,
    responseHeaders: [],
    responseHead: null,
    timing: { dns: null, connect: null, tls: null, wait: null },
    tls: null,
    requestBodySize: 0,
    responseBodySize: 0,
  };
  return recordOf({ ...detail, resourceType: resourceTypeOf(detail) }, hidden);
}

/** A connection that was still open when an earlier engine was killed. */
export function reopenRecord(detail: ConnectionDetail, counts: MessageCounts): ConnectionRecord {
  return recordOf({ ...detail, ...counts }, false);
}

function recordOf(detail: ConnectionDetail, hidden: boolean): ConnectionRecord {
  return {
    detail: { ...detail },
    observers: null,
    http: null,
    base: { client: 0, server: 0 },
    since: { client: 0, server: 0 },
    closes: { client: null, server: null },
    bodyParts: { client: 0, server: 0 },
    pings: null,
    dialogue: null,
    aloneBy: undefined,
    uncommitted: { client: 0, server: 0 },
    sampled: 0,
    hidden,
  };
}

type Event<T extends CaptureEvent['type']> = Extract<CaptureEvent, { type: T }>;

export function applyDialled({ detail }: ConnectionRecord, { dialled }: Event<'dialled'>): void {
  detail.remoteAddress = dialled.remoteAddress;
  detail.timing = dialled.timing;
  detail.tls = dialled.tls;
}

export function applyAnswered(
  record: ConnectionRecord,
  { at, answered, request, wait }: Event<'answered'>,
  sink: MessageSink,
  nextSeq: () => number,
): void {
  const { detail } = record;
  Object.assign(detail, answered);
  detail.lastActivityAt = at;
  detail.timing = { ...detail.timing, request: request ?? null, wait };
  detail.state = 'open';
  detail.resourceType = resourceTypeOf(detail);
  if (detail.kind === 'websocket' && answered.status === 101)
    startObserving(record, sink, nextSeq, NOTHING_BEFORE);
  detail.failure = failureOf(detail);
}

/** Goes on reading a connection after what is stored of it. */
export function resumeObserving(
  record: ConnectionRecord,
  sink: MessageSink,
  nextSeq: () => number,
  past: Past,
): void {
  if (record.detail.kind === 'websocket' && record.detail.status === 101) {
    startObserving(record, sink, nextSeq, past);
  }
}

/** What a side had sent before an observer began. */
export interface Past {
  offset(from: Side): number;
  /** The newest 32 KiB that its compressed messages inflate to; null when they are not known. */
  window(from: Side): Uint8Array | null;
}

const NOTHING_BEFORE: Past = { offset: () => 0, window: () => new Uint8Array(0) };

function startObserving(
  record: ConnectionRecord,
  sink: MessageSink,
  nextSeq: () => number,
  past: Past,
): void {
  const { detail } = record;
  detail.subprotocol = headerValue(detail.responseHeaders, 'sec-websocket-protocol');
  detail.extensions = combinedValue(detail.responseHeaders, EXTENSIONS);
  const negotiation = negotiated(detail.extensions, combinedValue(detail.requestHeaders, EXTENSIONS));
  const observe = (from: Side) =>
    createObserver({
      from,
      sink,
      nextSeq,
      inflater: negotiation.kind === 'deflate' ? inflaterAfter(negotiation[from], past.window(from)) : null,
      unknownExtension: negotiation.kind === 'unknown',
    });
  record.base.client = past.offset('client');
  record.base.server = past.offset('server');
  record.observers = { client: observe('client'), server: observe('server') };
}

function inflaterAfter(side: DeflateSide, window: Uint8Array | null): Inflater {
  const inflater = createInflater(side);
  if (!side.takeover) return inflater;
  if (!window) inflater.close();
  else if (window.length > 0) inflater.inflate(primerFor(window), true, () => true);
  return inflater;
}

export function applyBody({ detail }: ConnectionRecord, { at, from, size }: Event<'body'>): void {
  detail.lastActivityAt = at;
  if (from === 'client') {
    detail.requestBodySize += size;
    detail.sentBytes += size;
  } else {
    detail.responseBodySize += size;
    detail.receivedBytes += size;
  }
}

export function applyFailed({ detail }: ConnectionRecord, { failure }: Event<'failed'>): void {
  detail.failure = failure;
}

export function applyEnded(record: ConnectionRecord, { at, cause, by }: Event<'ended'>): void {
  const { detail } = record;
  const relayed = record.observers !== null; // whatever was wrong with its 101: what to do about it was the client's to say
  record.observers?.client.end(at);
  record.observers?.server.end(at);
  record.observers = null;
  detail.ending = endingOf(record, at, cause, by);
  detail.state = detail.failure && !relayed ? 'failed' : 'closed';
}

/** The Close frames have the first word; without one, TCP has (RFC 6455 §7.1.5: nobody sent a code). */
function endingOf({ closes }: ConnectionRecord, at: number, cause: EndCause, by: Side | null): Ending {
  const { client, server } = closes;
  const first = client && server ? (client.seq < server.seq ? client : server) : (client ?? server);
  if (!first) return { at, code: null, reason: '', by, clean: false, cause };
  return {
    at,
    code: first.closeCode,
    reason: first.closeReason,
    by: first.from,
    clean: client !== null && server !== null,
    cause: cause === 'fin' ? 'close-frame' : cause,
  };
}

/** Its messages of this transaction are not stored after all. */
export function uncount({ detail, uncommitted }: ConnectionRecord): void {
  detail.sentMessages -= uncommitted.client;
  detail.receivedMessages -= uncommitted.server;
  uncommitted.client = uncommitted.server = 0;
}
