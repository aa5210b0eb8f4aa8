// SockJS 0.3.3 over its WebSocket transport (sockjs-protocol): frames of one letter from the server, arrays of strings
// from the client. What the strings hold unfolds, be it STOMP or JSON. Raw WebSockets of SockJS have no frames.

import type { Decoded } from '../../contract/model.ts';
import { encodeText } from '../payload-text.ts';
import { maskText } from '../secrets.ts';
import { isTooDeep, MASK } from './decodable.ts';
import {
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
  type Unread,
} from './decoder.ts';
import { oneLine } from './one-line.ts';
import { spelledUnder } from './spelled.ts';
import { stompTurns } from './stomp.ts';

/** `/PREFIX/SERVER/SESSION/websocket`, as clients make them up: three digits, and a word or a UUID. */
const URL_OF_IT = /\/\d{3}\/[\w-]{6,64}\/websocket(?:[?#]|$)/;
const FRAME = /^(?:[oh]\n?$|a\[|m"|c\[\d)/;
const SENT = /^\s*(?:\[\s*"|")/;
const COMMANDS_OF_STOMP = /^[A-Z]{3,16}\r?\n/;
/** Messages of one frame that unfold. */
const MOST_PARTS = 200;

export const SOCKJS_FIELDS: ReadonlySet<string> = new Set(['messages', 'count', 'code', 'reason']);
const NAMING = { fields: SOCKJS_FIELDS, made: /^(?:open|heartbeat|message|messages|close)$/i };

export const sockjs: Decoder = {
  name: 'sockjs',
  label: 'SockJS',
  reads: 'text',
  recognises,
  decode,
  spellings: (asked) => spelledUnder(NAMING, asked),
  heartbeat: /^h/,
  turns,
};

/** Never inside of itself: a string "h" that it carries is no heartbeat. */
function recognises({ url, decoder, nested }: DecoderContext, { text, from }: DecodableMessage): number {
  if (text === null || nested) return CONFIDENCE.none;
  const known = decoder === sockjs.name;
  if (!known && !URL_OF_IT.test(url)) return CONFIDENCE.none;
  const framed = from === 'server' ? FRAME : SENT;
  return framed.test(text) ? CONFIDENCE.url : CONFIDENCE.none;
}

function decode(message: DecodableMessage): Decoded | Unread | null {
  const { text, from } = message;
  if (text === null) return null;
  if (from === 'client') return messages(message, text);
  switch (text[0]) {
    case 'o':
      return frame('open', 'open', {});
    case 'h':
      return { ...frame('heartbeat', 'heartbeat', {}), heartbeat: true };
    case 'a':
    case 'm':
      return messages(message, text.slice(1));
    case 'c':
      return close(text.slice(1));
    default:
      return null;
  }
}

function close(json: string): Decoded | Unread {
  const value = parse(json);
  if (!Array.isArray(value)) return { unread: 'what follows c is no JSON array' };
  const [code, reason] = value as readonly unknown[];
  const told = typeof reason === 'string' ? maskText(reason, MASK) : '';
  return frame('close', oneLine(`close ${String(code)} ${told}`), { code, reason: told });
}

function messages(message: DecodableMessage, json: string): Decoded | Unread {
  if (message.cut) return frame('messages', oneLine(`${maskText(json, MASK)} (too large to show)`), {});
  const said = stringsOf(json);
  if (said === null) return { unread: 'its messages are no JSON array of strings' };
  return said.length === 1 ? oneMessage(message, said[0]!) : several(message, said);
}

function oneMessage(message: DecodableMessage, said: string): Decoded {
  const inner = message.inner(said);
  const text = maskText(said, MASK);
  return {
    ...frame('message', oneLine(inner?.summary ?? text), inner ? {} : { messages: [text] }),
    heartbeat: inner?.heartbeat ?? false,
    parts: inner ? [inner] : [],
  };
}

/** Those that are of no protocol stand among the fields. */
function several(message: DecodableMessage, said: readonly string[]): Decoded {
  const read = said.map((each, index) => (index < MOST_PARTS ? message.inner(each) : null));
  const parts = read.filter((each) => each !== null);
  const texts = said.filter((_, index) => read[index] === null).map((each) => maskText(each, MASK));
  const first = said.length === 0 ? '' : `: ${read[0]?.summary ?? texts[0]}`;
  return {
    ...frame('messages', oneLine(`${said.length} messages${first}`), {
      count: said.length,
      ...(texts.length > 0 && { messages: texts }),
    }),
    parts,
  };
}

/** A client may send a string alone. */
function stringsOf(json: string): readonly string[] | null {
  const value = parse(json);
  const all = typeof value === 'string' ? [value] : value;
  return Array.isArray(all) && all.every((each) => typeof each === 'string') ? all : null;
}

function parse(json: string): unknown {
  if (isTooDeep(json)) return null;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

function frame(kind: string, summary: string, fields: Decoded['fields']): Decoded {
  return { protocol: sockjs.name, kind, summary, heartbeat: false, fields, parts: [] };
}

/** Those of the STOMP inside: it is what SockJS carries that asks. */
function turns({ text, from, cut }: DecodableMessage): readonly Turn[] {
  const json = from === 'client' ? text : text?.slice(1);
  if (!json || cut || !SENT.test(json)) return [];
  const said = stringsOf(json) ?? [];
  return said.filter((each) => COMMANDS_OF_STOMP.test(each)).flatMap((each) => stompTurns(encodeText(each)));
}
