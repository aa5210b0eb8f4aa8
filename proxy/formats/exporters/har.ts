// HAR 1.2 (w3c.github.io/web-performance/specs/HAR), written entry by entry so that any size streams. Messages are in
// `_webSocketMessages` as Chrome, mitmproxy and HTTP Toolkit write and read them: no control frames, time in epoch
// seconds, `data` as text, or as base64 for every opcode but 1. Events of an event stream are in Chrome's
// `_eventSourceMessages`. What those have no place for stands in fields of its
// own, whose names begin with `_` as the format asks.

import { formatConnectionId } from '../../contract/ids.ts';
import type { ConnectionDetail } from '../../contract/model.ts';
import { describeRemade } from '../../contract/remade.ts';
import { isEventStream } from '../../protocol/event-stream.ts';
import { headerValue } from '../../protocol/http-head.ts';
import { encodeBase64 } from '../base64.ts';
import { parseEventBlock } from '../event-block.ts';
import { decodeLossy, decodeText } from '../payload-text.ts';
import { epochSeconds } from './epoch.ts';
import type { ExportConnection, Exporter, ExportMessage } from './exporter.ts';
import { harRequest, harResponse } from './har-http.ts';
import { harTimes } from './har-times.ts';

const TEXT = 0x1;
/** RFC 6455 §5.5. */
const FIRST_CONTROL_OPCODE = 0x8;

export function createHarExporter(version: string): Exporter {
  let entries = 0;
  let messages = 0;
  /** Few and small (RFC 6455 §5.5), they wait until the messages of their connection are written. */
  let controlFrames: object[] = [];

  return {
    order: 'connection',
    begin: () => {
      const creator = { name: 'Framescope', version };
      return `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"pages":[],"entries":[`;
    },
    connection: (connection) => {
      messages = 0;
      controlFrames = [];
      const comma = entries++ === 0 ? '\n' : ',\n';
      const entry = JSON.stringify(entryOf(connection)).slice(0, -1);
      const list = messageListOf(connection);
      return list === null ? comma + entry : `${comma}${entry},"${list}":[`;
    },
    message: (message, connection) => {
      const list = messageListOf(connection);
      if (list === null) return '';
      if (list === EVENTS) {
        const event = eventOf(message);
        return event ? `${messages++ === 0 ? '\n' : ',\n'}${JSON.stringify(event)}` : '';
      }
      if (message.opcode >= FIRST_CONTROL_OPCODE) {
        controlFrames.push(messageOf(message));
        return '';
      }
      return `${messages++ === 0 ? '\n' : ',\n'}${JSON.stringify(messageOf(message))}`;
    },
    close: (connection) => {
      if (connection.kind !== 'websocket') return messageListOf(connection) === null ? '}' : ']}';
      return `],"_webSocketControlFrames":${JSON.stringify(controlFrames)}${closeOf(connection)}}`;
    },
    finish: () => '\n]}}\n',
  };
}

const EVENTS = '_eventSourceMessages';

/** Where the messages of a connection stand; null: nowhere, as what polls carry is in their bodies. */
function messageListOf({ kind, responseHeaders }: ConnectionDetail): string | null {
  if (kind === 'websocket') return '_webSocketMessages';
  return isEventStream(headerValue(responseHeaders, 'content-type')) ? EVENTS : null;
}

/** As Chrome writes it; null for what no client dispatches. */
function eventOf({ at, payload, complete, note }: ExportMessage): object | null {
  const { data, event, id } = parseEventBlock(decodeLossy(payload));
  if (data === null || !complete) return null;
  return {
    time: epochSeconds(at),
    eventName: event ?? 'message',
    eventId: id ?? '',
    data,
    ...(note?.mark && { _mark: note.mark }),
    ...(note?.comment && { _comment: note.comment }),
  };
}

function entryOf(connection: ExportConnection): object {
  return {
    _id: formatConnectionId(connection.id),
    startedDateTime: new Date(connection.openedAt).toISOString(),
    ...harTimes(connection),
    request: harRequest(connection),
    response: harResponse(connection),
    cache: {},
    ...(connection.remoteAddress !== null && { serverIPAddress: addressOnly(connection.remoteAddress) }),
    _resourceType: connection.resourceType,
    ...(connection.note?.mark && { _mark: connection.note.mark }),
    ...commentOf(connection),
  };
}

/** What Framescope made it from, and what people say of it, each in a line. */
function commentOf(connection: ExportConnection): object {
  const comment = [describeRemade(connection), connection.note?.comment].filter(Boolean).join('\n');
  return comment === '' ? {} : { comment };
}

/** `127.0.0.1:443` and `[::1]:443` without the port. */
function addressOnly(remote: string): string {
  return /^\[(.*)\]/.exec(remote)?.[1] ?? remote.replace(/:\d+$/, '');
}

function messageOf(message: ExportMessage): object {
  return {
    type: message.from === 'client' ? 'send' : 'receive',
    time: epochSeconds(message.at),
    opcode: message.opcode,
    ...dataOf(message),
    ...(message.note?.mark && { _mark: message.note.mark }),
    ...(message.note?.comment && { _comment: message.note.comment }),
  };
}

function dataOf({ opcode, payload }: ExportMessage): object {
  if (opcode !== TEXT) return { data: encodeBase64(payload) };
  const text = decodeText(payload);
  return text === null ? { data: decodeLossy(payload), _dataBase64: encodeBase64(payload) } : { data: text };
}

/** As HTTP Toolkit writes and reads it; nothing while the connection is open. */
function closeOf({ ending }: ExportConnection): string {
  if (!ending) return '';
  const close = { code: ending.code, reason: ending.reason, timestamp: epochSeconds(ending.at) };
  return `,"_webSocketClose":${JSON.stringify(ending.code === null ? 'aborted' : close)}`;
}
