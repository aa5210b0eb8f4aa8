// HAR 1.2 (w3c.github.io/web-performance/specs/HAR), written entry by entry so that any size streams. Messages are in
// `_webSocketMessages` as Chrome, mitmproxy and HTTP Toolkit write and read them: no control frames, time in epoch
// seconds, `data` as text, or as base64 for every opcode but 1. What those have no place for stands in fields of its
// own, whose names begin with `_` as the format asks.

import { formatConnectionId } from '../../contract/ids.ts';
import { encodeBase64 } from '../base64.ts';
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
      return `${comma}${entry}${connection.kind === 'websocket' ? ',"_webSocketMessages":[' : ''}`;
    },
    message: (message, connection) => {
      if (connection.kind !== 'websocket') return '';
      if (message.opcode >= FIRST_CONTROL_OPCODE) {
        controlFrames.push(messageOf(message));
        return '';
      }
      return `${messages++ === 0 ? '\n' : ',\n'}${JSON.stringify(messageOf(message))}`;
    },
    close: (connection) => {
      if (connection.kind !== 'websocket') return '}';
      return `],"_webSocketControlFrames":${JSON.stringify(controlFrames)}${closeOf(connection)}}`;
    },
    finish: () => '\n]}}\n',
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
    ...(connection.note?.comment && { comment: connection.note.comment }),
  };
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
