// STOMP 1.0 to 1.2 over WebSocket: frames as stomp-frame.ts reads them, several in a message or one in several. A body
// unfolds into what it is. Passcodes never leave here.

import type { Decoded, FieldRange } from '../../contract/model.ts';
import { decodeText } from '../payload-text.ts';
import { maskText, maskValue } from '../secrets.ts';
import { bytesField, countBytes } from './bytes-field.ts';
import { MASK } from './decodable.ts';
import {
  type AskedField,
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
  type Unread,
} from './decoder.ts';
import { oneLine } from './one-line.ts';
import { spelledUnder } from './spelled.ts';
import { parseStompFrames, type StompFrame, type StompVersion, unescapeHeader } from './stomp-frame.ts';
import { joined, StompFramer } from './stomp-framer.ts';

const SUBPROTOCOL = /^v1[0-2]\.stomp$/;
const VERSIONS: Readonly<Record<string, StompVersion>> = { 'v10.stomp': '1.0', 'v11.stomp': '1.1' };
const COMMANDS =
  'CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|UNSUBSCRIBE|ACK|NACK|BEGIN|COMMIT|ABORT|DISCONNECT|MESSAGE|RECEIPT|ERROR';
/** A command in a line of its own, and a header or nothing in the next. */
const FIRST_LINES = new RegExp(String.raw`^[\r\n]*(?:${COMMANDS})\r?\n(?:[^\r\n:]{1,200}:|\r?\n)`);
const BEATS = /^[\r\n]+$/;
/** Bytes of a payload that are looked at to recognise it. */
const BEGINNING = 512;
/** Headers that say in a row what a frame is about, most telling first. */
const TELLING =
  'destination receipt-id message id subscription transaction host version accept-version'.split(' ');

export const STOMP_FIELDS: ReadonlySet<string> = new Set(
  'command headers body frames commands incomplete bodyBytes'.split(' '),
);

const NAMING = { fields: STOMP_FIELDS, made: /^(?:heart-beat|frames|part)$/i };

export const stomp: Decoder = {
  name: 'stomp',
  label: 'STOMP',
  reads: 'both',
  recognises,
  decode,
  spellings,
  heartbeat: /^[\r\n\0]+$/,
  turns: ({ payload, text }) => (text !== null && BEATS.test(text) ? [] : stompTurns(payload)),
  framer: () => new StompFramer(),
  ranges,
};

/** What stands below the body describes bytes that are no text, which nothing spells: a length may cut a character. */
function spellings(asked: AskedField): readonly string[] | null {
  const [top, below] = asked.path ?? [];
  return top === 'body' && below !== undefined ? null : spelledUnder(NAMING, asked);
}

function recognises({ subprotocol, decoder }: DecoderContext, message: DecodableMessage): number {
  if (subprotocol !== null && SUBPROTOCOL.test(subprotocol)) return CONFIDENCE.subprotocol;
  const known = decoder === stomp.name;
  if (!known && !mayBegin(message.payload[0])) return CONFIDENCE.none;
  const start = String.fromCharCode(...message.payload.subarray(0, BEGINNING));
  if (FIRST_LINES.test(start)) return CONFIDENCE.shape;
  return known && (message.before.length > 0 || BEATS.test(start)) ? CONFIDENCE.shape : CONFIDENCE.none;
}

/** A capital letter or the end of a line: all others need no closer look. */
function mayBegin(byte = 0): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x0a || byte === 0x0d;
}

function decode(message: DecodableMessage, { subprotocol }: DecoderContext): Decoded | Unread | null {
  const bytes = joined(message.before, message.payload);
  const frames = parseStompFrames(bytes);
  if (frames === null)
    return message.before.length > 0 ? partOfFrame(bytes) : { unread: 'no command begins it' };
  if (frames.length === 0) return heartBeat();
  const version = VERSIONS[subprotocol ?? ''] ?? '1.2';
  const read = frames.map((frame) => decodeFrame(frame, bytes, version, message));
  return read.length === 1 ? read[0]! : several(read);
}

function heartBeat(): Decoded {
  return { ...made('heart-beat', 'heart-beat', {}), heartbeat: true };
}

/** Of one so large that its beginning is not at hand. */
function partOfFrame(bytes: Uint8Array): Decoded {
  return made('part', `part of a frame, more than ${countBytes(bytes.length)} so far`, { incomplete: true });
}

function several(parts: readonly Decoded[]): Decoded {
  const kinds = [...new Set(parts.map(({ kind }) => kind))];
  const summary = oneLine(`${parts.length} frames: ${parts[0]!.summary}`);
  const fields = { frames: parts.length, commands: kinds };
  return { ...made(kinds.length === 1 ? kinds[0]! : 'frames', summary, fields), parts };
}

function decodeFrame(
  frame: StompFrame,
  bytes: Uint8Array,
  version: StompVersion,
  message: DecodableMessage,
): Decoded {
  const headers = headersOf(frame, version);
  const { command } = frame;
  const about = TELLING.map((name) => headers[name]).find((value) => value !== undefined);
  const start = about === undefined ? command : `${command} ${about}`;
  const body = bytes.subarray(frame.bodyFrom, frame.bodyTo);
  if (!frame.whole || message.cut) {
    const summary = oneLine(`${start} (${countBytes(body.length)} of its body so far)`);
    return made(command, summary, { command, headers, incomplete: true, bodyBytes: body.length });
  }
  return withBody(made(command, start, { command, headers }), body, message);
}

function withBody(frame: Decoded, body: Uint8Array, message: DecodableMessage): Decoded {
  if (body.length === 0) return { ...frame, summary: oneLine(frame.summary) };
  const text = decodeText(body);
  const inner = message.inner(text ?? body);
  const shown = text === null ? null : maskText(text, MASK);
  return {
    ...frame,
    summary: oneLine(`${frame.summary} ${inner?.summary ?? shown ?? countBytes(body.length)}`),
    fields: inner ? frame.fields : { ...frame.fields, body: shown ?? bytesField(body) },
    parts: inner ? [inner] : [],
  };
}

/** The first of those that are repeated counts (STOMP 1.2 "Repeated Header Entries"). */
function headersOf(
  { command, headers }: StompFrame,
  version: StompVersion,
): Readonly<Record<string, string>> {
  const written = headers.toReversed().map(({ name, value }) => {
    const [key, said] = [name, value].map((each) => unescapeHeader(each, command, version)) as [
      string,
      string,
    ];
    return [key, key === 'passcode' ? MASK : said] as const;
  });
  return maskValue(Object.fromEntries(written), MASK) as Record<string, string>;
}

function made(kind: string, summary: string, fields: Decoded['fields']): Decoded {
  return { protocol: stomp.name, kind, summary, heartbeat: false, fields, parts: [] };
}

/** Of frames that begin in these bytes. */
export function stompTurns(bytes: Uint8Array): readonly Turn[] {
  return (parseStompFrames(bytes) ?? []).flatMap(turnsOf);
}

function turnsOf({ command, headers }: StompFrame): readonly Turn[] {
  const valueOf = (name: string) => headers.find((header) => header.name === name)?.value;
  if (command === 'CONNECT' || command === 'STOMP') return [{ asks: 'connect' }];
  if (command === 'CONNECTED') return [{ answers: 'connect' }];
  const [asked, answered] = [valueOf('receipt'), valueOf('receipt-id')];
  if (command === 'RECEIPT' || command === 'ERROR')
    return [{ answers: answered === undefined ? 'connect' : `receipt ${answered}` }];
  return asked === undefined ? [] : [{ asks: `receipt ${asked}` }];
}

/** Of frames that lie in this message alone. */
function ranges({ payload, before }: DecodableMessage): readonly FieldRange[] {
  const frames = before.length > 0 ? [] : (parseStompFrames(payload) ?? []);
  return frames.flatMap((frame, index) => rangesOf(frame, frames.length === 1 ? null : index));
}

function rangesOf(frame: StompFrame, part: number | null): readonly FieldRange[] {
  const { command, from, bodyFrom, bodyTo } = frame;
  const headers = new Map(frame.headers.toReversed().map((header) => [header.name, header]));
  return [
    { part, path: ['command'], from, to: from + command.length },
    ...[...headers.values()].map((header) => ({
      part,
      path: ['headers', header.name],
      from: header.from,
      to: header.to,
    })),
    { part, path: ['body'], from: bodyFrom, to: bodyTo },
  ].filter((range) => range.from < range.to);
}
