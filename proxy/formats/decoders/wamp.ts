// WAMP v2 (wamp-proto.org): remote calls and publish/subscribe through a router, as lists in JSON, MessagePack or CBOR. Its
// subprotocols must be negotiated, and are all that it is recognised by.

import type { Decoded, FieldRange } from '../../contract/model.ts';
import { maskText, maskValue } from '../secrets.ts';
import { readCbor, readCborHead } from './cbor.ts';
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
import { jsonRanges } from './json-ranges.ts';
import { readMsgpack, readMsgpackHead } from './msgpack.ts';
import { oneLine } from './one-line.ts';
import { type JsonRecord, asRecord, jsonText, textOf } from './record.ts';
import { spelledUnder } from './spelled.ts';
import { structureOf } from './structure.ts';
import { plain } from './values.ts';

const SUBPROTOCOL = /^wamp\.2\.(?:json|msgpack|cbor)$/i;
const CARRIED = ['args', 'kwargs'];

/** §6.5 and after: the name and, in their order, the elements of each message after its type. */
const MESSAGES: Readonly<Record<number, readonly string[]>> = {
  1: ['HELLO', 'realm', 'details'],
  2: ['WELCOME', 'session', 'details'],
  3: ['ABORT', 'details', 'reason', ...CARRIED],
  4: ['CHALLENGE', 'authMethod', 'extra'],
  5: ['AUTHENTICATE', 'signature', 'extra'],
  6: ['GOODBYE', 'details', 'reason'],
  8: ['ERROR', 'requestType', 'request', 'details', 'error', ...CARRIED],
  16: ['PUBLISH', 'request', 'options', 'topic', ...CARRIED],
  17: ['PUBLISHED', 'request', 'publication'],
  32: ['SUBSCRIBE', 'request', 'options', 'topic'],
  33: ['SUBSCRIBED', 'request', 'subscription'],
  34: ['UNSUBSCRIBE', 'request', 'subscription'],
  35: ['UNSUBSCRIBED', 'request'],
  36: ['EVENT', 'subscription', 'publication', 'details', ...CARRIED],
  48: ['CALL', 'request', 'options', 'procedure', ...CARRIED],
  49: ['CANCEL', 'request', 'options'],
  50: ['RESULT', 'request', 'details', ...CARRIED],
  64: ['REGISTER', 'request', 'options', 'procedure'],
  65: ['REGISTERED', 'request', 'registration'],
  66: ['UNREGISTER', 'request', 'registration'],
  67: ['UNREGISTERED', 'request'],
  68: ['INVOCATION', 'request', 'registration', 'details', ...CARRIED],
  69: ['INTERRUPT', 'request', 'options'],
  70: ['YIELD', 'request', 'options', ...CARRIED],
};

/** What is answered by which. */
const ANSWERS: Readonly<Record<string, string>> = {
  WELCOME: 'HELLO',
  ABORT: 'HELLO',
  AUTHENTICATE: 'CHALLENGE',
  PUBLISHED: 'PUBLISH',
  SUBSCRIBED: 'SUBSCRIBE',
  UNSUBSCRIBED: 'UNSUBSCRIBE',
  RESULT: 'CALL',
  REGISTERED: 'REGISTER',
  UNREGISTERED: 'UNREGISTER',
  YIELD: 'INVOCATION',
};
const ASKING: ReadonlySet<string> = new Set(Object.values(ANSWERS));
const GOODBYE_AND_OUT = 'wamp.close.goodbye_and_out';

const NAMING = {
  fields: new Set(['message', 'more', ...Object.values(MESSAGES).flatMap(([, ...elements]) => elements)]),
  made: new RegExp(
    `^(?:${Object.values(MESSAGES)
      .map(([name]) => name)
      .join('|')})$`,
    'i',
  ),
};

export const wamp: Decoder = {
  name: 'wamp',
  label: 'WAMP',
  reads: 'both',
  recognises: ({ subprotocol }: DecoderContext) =>
    subprotocol !== null && SUBPROTOCOL.test(subprotocol) ? CONFIDENCE.subprotocol : CONFIDENCE.none,
  decode,
  spellings,
  heartbeat: /(?!)/,
  turns,
  ranges,
};

/** Its names are no part of the text, which is a list at least. */
function spellings(field: AskedField): readonly string[] | null {
  return spelledUnder(NAMING, field) ?? (field.path === null ? null : ['[']);
}

interface Spoken {
  readonly name: string;
  readonly fields: JsonRecord;
}

function decode(message: DecodableMessage, context: DecoderContext): Decoded | Unread | null {
  if (message.cut) return null;
  const spoken = read(message, context);
  if (!spoken) return { unread: 'it is no list that begins with the number of a message' };
  const { name, fields } = spoken;
  return {
    protocol: 'wamp',
    kind: name,
    summary: oneLine(maskText(summarise(spoken), MASK)),
    heartbeat: false,
    fields: { message: name, ...fields },
    parts: [],
  };
}

/** Null where it is none. */
function read(message: DecodableMessage, context: DecoderContext): Spoken | null {
  const list = listOf(message, context);
  if (!Array.isArray(list)) return null;
  const [type, ...elements] = list as readonly unknown[];
  const [name, ...names] = MESSAGES[Number(type)] ?? [];
  if (name === undefined || typeof type !== 'number') return null;
  const named = elements.slice(0, names.length).map((value, place) => [names[place]!, value] as const);
  const more = elements.slice(names.length);
  const fields = { ...Object.fromEntries(named), ...(more.length > 0 && { more }) };
  return { name, fields: maskValue(fields, MASK) as JsonRecord };
}

function listOf({ json, opcode, payload }: DecodableMessage, { subprotocol }: DecoderContext): unknown {
  if (opcode === 1) return json;
  const values = isCbor(subprotocol) ? readCbor(payload) : readMsgpack(payload);
  return values?.length === 1 ? plain(values[0]) : null;
}

function isCbor(subprotocol: string | null): boolean {
  return /cbor$/i.test(subprotocol ?? '');
}

/** `CALL com.example.add #1 [2,3]` */
function summarise({ name, fields }: Spoken): string {
  const { request, args, kwargs, subscription, registration, session } = fields;
  const about = ['topic', 'procedure', 'realm', 'error', 'reason', 'authMethod'].map((field) =>
    textOf(fields[field]),
  );
  const numbers = { request, session, subscription, registration };
  const ids = Object.entries(numbers).flatMap(([field, id]) =>
    typeof id === 'number' ? [field === 'request' ? `#${id}` : `${field} ${id}`] : [],
  );
  const carried = [args, kwargs].filter((value) => value !== undefined).map(jsonText);
  return [name, ...about, ...ids, ...carried].filter((word) => word !== '').join(' ');
}

function turns(message: DecodableMessage, context: DecoderContext): readonly Turn[] {
  const spoken = read(message, context);
  return spoken ? turnsOf(spoken) : [];
}

function turnsOf({ name, fields }: Spoken): readonly Turn[] {
  const { request, requestType, details, options, reason } = fields;
  const key = (asked: string) => `${asked} ${typeof request === 'number' ? request : ''}`;
  if (name === 'GOODBYE')
    return reason === GOODBYE_AND_OUT ? [{ answers: 'GOODBYE' }] : [{ asks: 'GOODBYE' }];
  if (name === 'ERROR') return [{ answers: key(MESSAGES[Number(requestType)]?.[0] ?? '') }];
  if (asRecord(name === 'YIELD' ? options : details)?.['progress'] === true) return [];
  const asked = ANSWERS[name];
  if (asked !== undefined) return [{ answers: key(asked) }];
  const silent = name === 'PUBLISH' && asRecord(options)?.['acknowledge'] !== true;
  return ASKING.has(name) && !silent ? [{ asks: key(name) }] : [];
}

/** The list's elements by the names that they have here. */
function ranges(message: DecodableMessage, context: DecoderContext): readonly FieldRange[] {
  const spoken = read(message, context);
  const names = Object.keys(spoken?.fields ?? {}).filter((name) => name !== 'more');
  const found: FieldRange[] = [];
  for (const { path, from, to } of rangesIn(message, context)) {
    const [, element, ...below] = path;
    const name = element === '0' ? 'message' : names[Number(element) - 1];
    if (element === undefined) found.push({ part: null, path: [], from, to });
    else if (name !== undefined) found.push({ part: null, path: [name, ...below], from, to });
  }
  return found;
}

function rangesIn(message: DecodableMessage, { subprotocol }: DecoderContext): readonly FieldRange[] {
  if (message.opcode === 1) return jsonRanges(message);
  const readHead = isCbor(subprotocol) ? readCborHead : readMsgpackHead;
  return structureOf(message.payload, readHead)?.ranges ?? [];
}
