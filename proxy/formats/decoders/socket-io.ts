// Socket.IO 2 to 4 over Engine.IO 3 and 4, one packet a message. A packet with binary arguments has placeholders in
// their place, and each follows as a binary message of its own: an attachment.

import type { Decoded, FieldRange, Side } from '../../contract/model.ts';
import { encodeText } from '../payload-text.ts';
import { maskText, maskValue } from '../secrets.ts';
import { bytesField, countBytes } from './bytes-field.ts';
import { isTooDeep, MASK } from './decodable.ts';
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
import {
  ENGINE_TYPES,
  type EngineType,
  engineType,
  parseSocketPacket,
  SOCKET_TYPES,
  type SocketPacket,
  type SocketType,
} from './socket-io-packet.ts';
import { spelledUnder } from './spelled.ts';

const URL_OF_IT = /\/(?:socket|engine)\.io\/|[?&]EIO=[34](?:&|$)/;
const PLAIN_ENGINE = /\/engine\.io\//;
const VERSION_3 = /[?&]EIO=3(?:&|$)/;
const HANDSHAKE = /^0\{"sid":"/;
const PACKET = /^[0-6b]/;
const EVENT_NAME = /^\["((?:[^"\\]|\\.){0,200})"/;
/** What an attachment of Engine.IO 3 begins with: a message. */
const MESSAGE_BYTE = 4;
const KIND_LENGTH = 64;
/** Where what follows the head of a packet stands. */
const DATA_FIELDS: Readonly<Record<SocketType, string>> = {
  CONNECT: 'auth',
  DISCONNECT: 'data',
  EVENT: 'args',
  ACK: 'args',
  CONNECT_ERROR: 'error',
  BINARY_EVENT: 'args',
  BINARY_ACK: 'args',
};

export const SOCKET_IO_FIELDS: ReadonlySet<string> = new Set(
  'packet namespace query ackId attachments event args auth error handshake data bytes'.split(' '),
);
const MADE = new RegExp(`^(?:${[...ENGINE_TYPES, ...SOCKET_TYPES, 'attachment', '/'].join('|')})$`, 'i');

export const socketIo: Decoder = {
  name: 'socket.io',
  label: 'Socket.IO',
  reads: 'both',
  recognises,
  decode,
  spellings,
  heartbeat: /^[23]$/,
  turns,
  ranges,
};

function recognises({ url, decoder }: DecoderContext, { text, opcode }: DecodableMessage): number {
  const known = decoder === socketIo.name;
  if (opcode === 2) return known ? CONFIDENCE.url : CONFIDENCE.none;
  if (text === null) return CONFIDENCE.none;
  if (HANDSHAKE.test(text)) return CONFIDENCE.shape;
  return PACKET.test(text) && (known || URL_OF_IT.test(url)) ? CONFIDENCE.url : CONFIDENCE.none;
}

/** What an attachment holds may stand there as base64. */
function spellings(asked: AskedField): readonly string[] | null {
  return asked.path?.[0] === 'bytes' ? null : spelledUnder({ fields: SOCKET_IO_FIELDS, made: MADE }, asked);
}

function decode(message: DecodableMessage, { url }: DecoderContext): Decoded | Unread | null {
  const { text, opcode } = message;
  if (opcode === 2) return attachment(withoutType(message.payload, url), message);
  if (text === null) return null;
  if (text.startsWith('b')) return encodedAttachment(text);
  const type = engineType(text);
  if (type === null) return { unread: `no packet begins with "${text.slice(0, 1)}"` };
  if (type === 'open') return open(message, text);
  return type === 'message' ? socketMessage(message, text, url) : bare(type, text.slice(1));
}

/** Engine.IO 3 says in the first byte that it is a message. */
function withoutType(payload: Uint8Array, url: string): Uint8Array {
  return VERSION_3.test(url) && payload[0] === MESSAGE_BYTE ? payload.subarray(1) : payload;
}

function attachment(bytes: Uint8Array, message: DecodableMessage): Decoded {
  const inner = message.inner(bytes);
  return {
    ...packet('attachment', `attachment, ${countBytes(bytes.length)}`, { bytes: bytesField(bytes) }),
    parts: inner ? [inner] : [],
  };
}

/** Where binary messages cannot be sent; Engine.IO 3 has a packet type before the base64. */
function encodedAttachment(text: string): Decoded {
  const digits = text.slice(text.startsWith('b4') && text.length % 4 === 2 ? 2 : 1);
  const bytes = Buffer.from(digits, 'base64');
  return packet('attachment', `attachment, ${countBytes(bytes.length)} as base64`, {
    bytes: bytesField(bytes),
  });
}

function open(message: DecodableMessage, text: string): Decoded | Unread {
  if (message.cut) return packet('open', 'open', {});
  const handshake = parse(message, text.slice(1));
  if (!isObject(handshake)) return { unread: 'the handshake is no JSON object' };
  const { sid, pingInterval } = handshake;
  const every = typeof pingInterval === 'number' ? `, ping every ${pingInterval / 1000} s` : '';
  return packet('open', oneLine(`open ${String(sid)}${every}`), { handshake });
}

function bare(type: EngineType, data: string): Decoded {
  const shown = maskText(data, MASK);
  const heartbeat = (type === 'ping' || type === 'pong') && data === '';
  return {
    ...packet(type, oneLine(`${type} ${shown}`), data === '' ? {} : { data: shown }),
    heartbeat,
  };
}

function socketMessage(message: DecodableMessage, text: string, url: string): Decoded | Unread {
  const head = PLAIN_ENGINE.test(url) ? null : parseSocketPacket(text);
  if (!head) return engineMessage(message, text.slice(1));
  const json = text.slice(head.dataAt);
  if (message.cut || isTooDeep(json)) return unreadable(head, json);
  const data = json === '' ? undefined : parse(message, json);
  const fault = faultOf(head.type, data);
  return fault === null ? read(head, data) : { unread: fault };
}

/** Of whatever else speaks over Engine.IO. */
function engineMessage(message: DecodableMessage, said: string): Decoded {
  const inner = message.cut || /^[0-6b]/.test(said) ? null : message.inner(said);
  const shown = maskText(said, MASK);
  return {
    ...packet('message', oneLine(inner?.summary ?? shown), inner ? {} : { data: shown }),
    parts: inner ? [inner] : [],
  };
}

/** Too large or too deep: what its beginning tells. */
function unreadable(head: SocketPacket, json: string): Decoded {
  const named = EVENT_NAME.exec(json)?.[1];
  const event = named === undefined ? null : maskText(named, MASK);
  return packet(kindOf(head, event), `${prefix(head)}${oneLine(event ?? head.type)} (too large to show)`, {
    ...headFields(head),
    ...(event !== null && { event }),
  });
}

/** Null: the packet is as it should be (socket.io-protocol, "Packet encoding"). */
function faultOf(type: SocketType, data: unknown): string | null {
  if (data === null) return `what follows ${type} cannot be read as JSON`;
  switch (type) {
    case 'EVENT':
    case 'BINARY_EVENT':
      return isEvent(data) ? null : `${type} without the name of an event`;
    case 'ACK':
    case 'BINARY_ACK':
      return Array.isArray(data) ? null : `${type} without its arguments`;
    case 'CONNECT':
      return data === undefined || isObject(data) ? null : 'CONNECT with something that is no object';
    case 'DISCONNECT':
      return data === undefined ? null : 'DISCONNECT with something after it';
    case 'CONNECT_ERROR':
      return null;
    default:
      return type satisfies never;
  }
}

function read(head: SocketPacket, data: unknown): Decoded {
  const { type } = head;
  const fields = headFields(head);
  if (isEvent(data) && type.endsWith('EVENT')) {
    const [event, ...args] = data;
    const summary = `${event}${listed(args, ' ')}${head.ackId === null ? '' : ` (ack ${head.ackId})`}`;
    return packet(kindOf(head, String(event)), prefix(head) + oneLine(summary), { ...fields, event, args });
  }
  if (Array.isArray(data)) {
    return packet(type, prefix(head) + oneLine(`${type} ${head.ackId ?? ''}${listed(data, ' ')}`), {
      ...fields,
      args: data,
    });
  }
  const told = data === undefined ? '' : ` ${messageOf(data)}`;
  return packet(type, prefix(head) + oneLine(type + told), {
    ...fields,
    ...(data !== undefined && { [DATA_FIELDS[type]]: data }),
  });
}

function headFields({ type, namespace, query, ackId, attachments }: SocketPacket): Decoded['fields'] {
  return {
    packet: type,
    namespace: maskText(namespace, MASK),
    ...(query !== null && { query: maskText(`?${query}`, MASK).slice(1) }),
    ...(ackId !== null && { ackId }),
    ...(attachments !== null && { attachments }),
  };
}

/** `/admin  `, as a channel is written. */
function prefix({ namespace }: SocketPacket): string {
  return namespace === '/' ? '' : `${oneLine(maskText(namespace, MASK), KIND_LENGTH)}  `;
}

/** `"hi", {"n":1}, attachment 0` */
function listed(args: readonly unknown[], lead: string): string {
  const shown = args.map((arg) => JSON.stringify(arg).replace(PLACEHOLDER, 'attachment $1'));
  return shown.length === 0 ? '' : lead + shown.join(', ');
}

const PLACEHOLDER = /\{"_placeholder":true,"num":(\d+)\}/g;

function messageOf(data: unknown): string {
  const told = isObject(data) && typeof data['message'] === 'string' ? data['message'] : data;
  return typeof told === 'string' ? told : JSON.stringify(told);
}

function packet(kind: string, summary: string, fields: Decoded['fields']): Decoded {
  return { protocol: socketIo.name, kind, summary, heartbeat: false, fields, parts: [] };
}

function kindOf({ type }: SocketPacket, event: string | null): string {
  return event !== null && event !== '' && event.length <= KIND_LENGTH ? event : type;
}

/** With secrets masked; null where it is no JSON, or null. */
function parse({ masked }: DecodableMessage, json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return masked ? maskValue(value, MASK) : value;
  } catch {
    return null;
  }
}

function isEvent(data: unknown): data is [string | number, ...unknown[]] {
  return Array.isArray(data) && (typeof data[0] === 'string' || typeof data[0] === 'number');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A ping is the server's in Engine.IO 4 and the client's in 3; a server of v2 connects `/` without being asked. */
function turns({ from, text }: DecodableMessage): readonly Turn[] {
  if (text === null) return [];
  if (text.startsWith('2')) return [{ asks: text.replace('2', 'ping ') }];
  if (text.startsWith('3')) return [{ answers: text.replace('3', 'ping '), newest: true }];
  const head = parseSocketPacket(text);
  return head ? turnsOf(head, from) : [];
}

function turnsOf({ type, namespace, ackId }: SocketPacket, from: Side): readonly Turn[] {
  const connects = `connect ${namespace}`;
  const acks = `ack ${namespace} ${ackId}`;
  switch (type) {
    case 'CONNECT':
      return [from === 'client' ? { asks: connects } : { answers: connects }];
    case 'CONNECT_ERROR':
      return [{ answers: connects }];
    case 'EVENT':
    case 'BINARY_EVENT':
      return ackId === null ? [] : [{ asks: acks }];
    case 'ACK':
    case 'BINARY_ACK':
      return [{ answers: acks }];
    case 'DISCONNECT':
      return [];
    default:
      return type satisfies never;
  }
}

function ranges({ text, payload, opcode }: DecodableMessage, { url }: DecoderContext): readonly FieldRange[] {
  if (opcode === 2) {
    const from = payload.length - withoutType(payload, url).length;
    return from < payload.length ? [{ part: null, path: ['bytes'], from, to: payload.length }] : [];
  }
  const head = text === null || PLAIN_ENGINE.test(url) ? null : parseSocketPacket(text);
  return head ? rangesOf(head, text!, payload.length) : [];
}

function rangesOf(head: SocketPacket, text: string, end: number): readonly FieldRange[] {
  const lengthOf = (part: string) => encodeText(part).length;
  const start = text.slice(0, head.dataAt);
  const data = lengthOf(start);
  const id = head.ackId === null ? 0 : lengthOf(/\d+$/.exec(start)![0]);
  const name = start.indexOf('/');
  const found: readonly FieldRange[] = [
    { part: null, path: ['packet'], from: 1, to: 2 },
    { part: null, path: ['namespace'], from: name, to: name + lengthOf(head.namespace) },
    { part: null, path: ['ackId'], from: data - id, to: data },
    { part: null, path: [DATA_FIELDS[head.type]], from: data, to: end },
  ];
  return found.filter(({ from, to }) => from > 0 && from < to);
}
