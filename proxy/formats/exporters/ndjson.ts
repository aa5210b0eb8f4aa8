// NDJSON: one JSON object a line, in the order captured; the lines are a contract with scripts. Every byte of a payload
// is in its line: as `data` where it is text, as `dataBase64` where it is binary or is not valid UTF-8.

import { formatConnectionId } from '../../contract/ids.ts';
import type { Body, Decoded, Failure, Note } from '../../contract/model.ts';
import { describeChanges } from '../../contract/upgrade-change.ts';
import { encodeBase64 } from '../base64.ts';
import { decodeText } from '../payload-text.ts';
import { epochSeconds } from './epoch.ts';
import type { ExportConnection, Exporter, ExportMessage } from './exporter.ts';

const OPCODE_NAMES: Readonly<Record<number, string>> = {
  0x0: 'continuation',
  0x1: 'text',
  0x2: 'binary',
  0x8: 'close',
  0x9: 'ping',
  0xa: 'pong',
};

export function createNdjsonExporter(decode: boolean): Exporter {
  return {
    order: 'time',
    begin: () => '',
    connection: (connection) => (connection.kind === 'http' ? '' : line(connectionLine(connection))),
    message: (message) => line(messageLine(message, decode)),
    close: (connection) => formatClose(connection),
    finish: () => '',
  };
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function connectionLine(connection: ExportConnection): object {
  const { kind, failure } = connection;
  return {
    type: 'connection',
    id: formatConnectionId(connection.id),
    ...(kind === 'tunnel' && { kind }),
    ...answerFields(connection),
    subprotocol: connection.subprotocol,
    extensions: connection.extensions,
    remoteAddress: connection.remoteAddress,
    ...remadeFields(connection),
    ...sessionField(connection),
    ...failureField(failure),
    ...bodyFields('responseBody', connection.responseBody),
    ...noteFields(connection.note),
  };
}

/** What Framescope itself made again, and from which: `retryOf` with what was changed, or `replayOf`. */
function remadeFields({ replayOf, retry }: ExportConnection): object {
  if (replayOf === null) return {};
  const original = formatConnectionId(replayOf);
  return retry === null ? { replayOf: original } : { retryOf: original, retry: describeChanges(retry) };
}

function answerFields(connection: ExportConnection): object {
  return {
    url: connection.url,
    method: connection.method,
    status: connection.status,
    statusText: connection.statusText,
    openedAt: epochSeconds(connection.openedAt),
    requestHeaders: connection.requestHeaders,
    responseHeaders: connection.responseHeaders,
  };
}

/** An HTTP exchange is one line, written when it is over; every other connection gets a `close`, if it has closed. */
function formatClose(connection: ExportConnection): string {
  if (connection.kind === 'http') return line(exchangeLine(connection));
  return connection.ending ? line(closeLine(connection, connection.ending)) : '';
}

function closeLine(
  { id, failure }: ExportConnection,
  ending: NonNullable<ExportConnection['ending']>,
): object {
  return {
    type: 'close',
    connection: formatConnectionId(id),
    time: epochSeconds(ending.at),
    code: ending.code,
    reason: ending.reason,
    by: ending.by,
    clean: ending.clean,
    cause: ending.cause === 'close-frame' ? null : ending.cause,
    ...failureField(failure),
  };
}

function exchangeLine(connection: ExportConnection): object {
  const { ending, requestBody, responseBody } = connection;
  return {
    type: 'exchange',
    id: formatConnectionId(connection.id),
    resourceType: connection.resourceType,
    ...answerFields(connection),
    closedAt: ending && epochSeconds(ending.at),
    remoteAddress: connection.remoteAddress,
    ...sessionField(connection),
    requestBodySize: connection.requestBodySize,
    responseBodySize: connection.responseBodySize,
    ...bodyFields('requestBody', requestBody),
    ...bodyFields('responseBody', responseBody),
    ...failureField(connection.failure),
    ...noteFields(connection.note),
  };
}

/** What people put down, where they did. */
function noteFields(note: Note | null): object {
  if (!note) return {};
  const { mark, comment, pinned } = note;
  return { ...(mark && { mark }), ...(comment && { comment }), ...(pinned && { pinned }) };
}

/** What polls and the WebSocket after them share. */
function sessionField({ session }: ExportConnection): object {
  return session === null ? {} : { session };
}

function failureField(failure: Failure | null): object {
  return failure ? { failure } : {};
}

/** `responseBody` where it is text, else `responseBodyBase64`; decoded from its content-encoding. */
function bodyFields(name: 'requestBody' | 'responseBody', body: Body | null): object {
  if (!body || body.bytes.length === 0) return {};
  const text = decodeText(body.bytes);
  const content = text === null ? { [`${name}Base64`]: encodeBase64(body.bytes) } : { [name]: text };
  return { ...content, ...(body.truncated && { [`${name}Truncated`]: true }) };
}

function messageLine(message: ExportMessage, decode: boolean): object {
  const { seq, connection, from, opcode, violations, injected, complete, dropped, rtt, answers } = message;
  return {
    type: 'message',
    connection: formatConnectionId(connection),
    seq,
    direction: from === 'client' ? 'sent' : 'received',
    opcode: OPCODE_NAMES[opcode] ?? `reserved-${opcode}`,
    time: epochSeconds(message.at),
    length: message.length,
    wireLength: message.wireLength,
    frames: message.frames,
    compressed: message.compressed,
    ...payloadFields(message),
    ...(injected && { injected }),
    ...(!complete && { complete }),
    ...(dropped > 0 && { dropped }),
    ...(rtt !== null && { rtt: Math.round(rtt * 1000) / 1000 }),
    ...(answers !== null && { answers }),
    ...(violations.length > 0 && { violations }),
    ...(decode && message.decoded && { decoded: decodedField(message.decoded) }),
    ...noteFields(message.note),
  };
}

/** Code and reason say all that a Close frame holds, unless it breaks a rule. */
function payloadFields({ opcode, payload, closeCode, closeReason, violations }: ExportMessage): object {
  if (opcode === 0x8) {
    const broken = violations.length > 0 && payload.length > 0;
    return { code: closeCode, reason: closeReason, ...(broken && { dataBase64: encodeBase64(payload) }) };
  }
  const text = opcode === 0x1 ? decodeText(payload) : null;
  return text === null ? { dataBase64: encodeBase64(payload) } : { data: text };
}

/** Parts only where there are any. */
function decodedField({ parts, ...decoded }: Decoded): object {
  return parts.length === 0 ? decoded : { ...decoded, parts: parts.map(decodedField) };
}
