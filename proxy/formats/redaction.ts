// Exports without secrets: cookies, credentials and tokens give way to `[redacted]` in heads, headers, URLs, bodies and
// messages; everything else stays byte for byte. Sizes stay those of the wire. What a secret looks like is in secrets.ts.

import type { Body, Decoded, Headers, Note } from '../contract/model.ts';
import type { UpgradeChange } from '../contract/upgrade-change.ts';
import type { ExportConnection, ExportMessage } from './exporters/exporter.ts';
import { decodeText, encodeText } from './payload-text.ts';
import { maskForm, maskInPlace, maskText, maskValue } from './secrets.ts';

const MASK = '[redacted]';

/** Header fields whose whole value is secret; the scheme of an Authorization stays. */
const SECRET_HEADER =
  /^(?:(?:proxy-)?authorization|.*(?:token|secret|password|passwd|api-?key|access-?key|subscription-key|signature|credential|jwt)|x-(?:auth|csrf|xsrf|session)(?:-.*)?|.*session-?id)$/i;

const COOKIE = /(^|;\s*)([^=;]*=)?[^;]+/g;
const FIRST_COOKIE = /^([^=;]*=)?[^;]*/;
/** Browsers cannot set headers of a WebSocket, so pages offer `access_token, VALUE` as subprotocols. */
const TOKEN_SUBPROTOCOL = /((?:^|,\s*)(?:[\w.-]*token|bearer|authorization|auth|jwt)\s*,\s*)[^,\s]+/gi;

/** Bytes of a payload that is no text, as one character each, this many at a time. */
const LATIN1_STEP = 8192;

export function redactConnection(connection: ExportConnection): ExportConnection {
  const { requestHead, responseHead, requestBody, responseBody, subprotocol, failure } = connection;
  return {
    ...connection,
    url: redactText(connection.url),
    path: redactText(connection.path),
    subprotocol: subprotocol && redactText(subprotocol),
    requestHeaders: redactHeaders(connection.requestHeaders),
    responseHeaders: redactHeaders(connection.responseHeaders),
    requestHead: requestHead && redactHead(requestHead),
    responseHead: responseHead && redactHead(responseHead),
    requestBody: requestBody && redactBody(requestBody),
    responseBody: responseBody && redactBody(responseBody),
    failure: failure && { ...failure, message: redactText(failure.message), hint: redactText(failure.hint) },
    ending: connection.ending && { ...connection.ending, reason: redactText(connection.ending.reason) },
    note: connection.note && redactNote(connection.note),
    retry: connection.retry && connection.retry.map(redactChange),
  };
}

/** Where a redirect leads may hold a secret. */
function redactChange(change: UpgradeChange): UpgradeChange {
  return change.kind === 'url' ? { ...change, url: redactText(change.url) } : change;
}

export function redactMessage(message: ExportMessage): ExportMessage {
  return {
    ...message,
    payload: redactBytes(message.payload, redactText),
    closeReason: redactText(message.closeReason),
    decoded: message.decoded && redactDecoded(message.decoded),
    note: message.note && redactNote(message.note),
  };
}

/** A secret may have been copied into a comment. */
function redactNote(note: Note): Note {
  return { ...note, comment: redactText(note.comment) };
}

function redactDecoded(decoded: Decoded): Decoded {
  return {
    ...decoded,
    summary: redactText(decoded.summary),
    fields: maskValue(decoded.fields, MASK) as Decoded['fields'],
    parts: decoded.parts.map(redactDecoded),
  };
}

export function redactText(text: string): string {
  return maskText(text, MASK);
}

function redactHeaders(headers: Headers): Headers {
  return headers.map(([name, value]) => [name, redactHeader(name, value)] as const);
}

export function redactHeader(field: string, value: string): string {
  const name = field.trim().toLowerCase();
  if (name === 'cookie') return value.replace(COOKIE, (_, gap: string, key = '') => `${gap}${key}${MASK}`);
  if (name === 'set-cookie') return value.replace(FIRST_COOKIE, (_, key = '') => `${key}${MASK}`);
  if (name === 'sec-websocket-protocol') return redactText(value).replace(TOKEN_SUBPROTOCOL, `$1${MASK}`);
  if (!SECRET_HEADER.test(name)) return redactText(value);
  const scheme = name.endsWith('authorization') ? /^[\w-]+ +(?=\S)/.exec(value) : null;
  return `${scheme?.[0] ?? ''}${MASK}`;
}

/** Each line with the folded ones under it (RFC 9112 §5.2), which belong to its field. */
function redactHead(head: string): string {
  return head.replace(/^[^\r\n]+(?:\r?\n[ \t]+[^\r\n]+)*/gm, redactHeadLine);
}

function redactHeadLine(line: string): string {
  const field = /^([!#$%&'*+.^`|~\w-]+)[ \t]*:[ \t]*/.exec(line);
  return field ? field[0] + redactHeader(field[1]!, line.slice(field[0].length)) : redactText(line);
}

function redactBody(body: Body): Body {
  const form = /^application\/x-www-form-urlencoded/i.test(body.contentType);
  const bytes = redactBytes(body.bytes, form ? (text) => maskForm(text, MASK) : redactText);
  return { ...body, bytes };
}

/** The same bytes where there is no secret. */
function redactBytes(bytes: Uint8Array, redact: (text: string) => string): Uint8Array {
  const text = decodeText(bytes);
  if (text === null) return redactOpaque(bytes);
  const redacted = redact(text);
  return redacted === text ? bytes : encodeText(redacted);
}

/** Not text: a secret of a known shape is overwritten where it stands. */
function redactOpaque(bytes: Uint8Array): Uint8Array {
  const text = latin1(bytes);
  const masked = maskInPlace(text);
  return masked === text ? bytes : Uint8Array.from(masked, (character) => character.charCodeAt(0));
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += LATIN1_STEP) {
    text += String.fromCharCode(...bytes.subarray(at, at + LATIN1_STEP));
  }
  return text;
}
