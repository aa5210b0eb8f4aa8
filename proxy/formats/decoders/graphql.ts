// GraphQL over WebSocket: graphql-transport-ws (graphql-ws, PROTOCOL.md), and graphql-ws, the older one of Apollo's
// subscriptions-transport-ws. An operation has an id by which its results are known. Of a document only the head of its
// first operation is read; graphql's own parser would read all of it for every row.

import type { Decoded } from '../../contract/model.ts';
import { beginsAsJson } from './decodable.ts';
import {
  type AskedField,
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
} from './decoder.ts';
import { oneLine } from './one-line.ts';
import { spelledAsJson } from './spelled.ts';

const SUBPROTOCOLS: ReadonlySet<string> = new Set(['graphql-transport-ws', 'graphql-ws']);
const TYPES: ReadonlySet<string> = new Set([
  'connection_init',
  'connection_ack',
  'connection_error',
  'connection_terminate',
  'ping',
  'pong',
  'ka',
  'subscribe',
  'start',
  'start_ack',
  'next',
  'data',
  'error',
  'complete',
  'stop',
]);
const HEARTBEATS: ReadonlySet<string> = new Set(['ping', 'pong', 'ka']);
const TYPE = /"type"\s*:\s*"(\w+)"/;
/** Said without its subprotocol by nobody else. */
const UNMISTAKABLE: ReadonlySet<string> = new Set(['connection_init', 'connection_ack']);
const COMMENTS = /^(?:[\s,\ufeff]|#[^\n\r]*)+/;
const OPERATION = /(?:^|[\s}])(query|mutation|subscription)(?:\s+([_A-Za-z]\w{0,63}))?\s*[({@]/;
/** Characters of the id of an operation: many are UUIDs. */
const SHOWN_ID = 8;
const NAME = /^[_A-Za-z]\w{0,63}$/;

export const graphql: Decoder = {
  name: 'graphql',
  label: 'GraphQL',
  reads: 'text',
  recognises,
  decode,
  spellings,
  heartbeat: /"(?:p[io]ng|ka)"/,
  turns,
};

interface Said {
  readonly type: string;
  readonly id: string | null;
  readonly payload: unknown;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Operation {
  /** `query` for a document that begins with its fields. */
  readonly type: string;
  readonly name: string | null;
}

function recognises({ subprotocol, decoder }: DecoderContext, message: DecodableMessage): number {
  const type = typeOf(message);
  if (type === null) return CONFIDENCE.none;
  if (subprotocol !== null && SUBPROTOCOLS.has(subprotocol)) return CONFIDENCE.subprotocol;
  return UNMISTAKABLE.has(type) || decoder === graphql.name ? CONFIDENCE.shape : CONFIDENCE.none;
}

/** The first that is written, in what is too large or too deep. */
function typeOf({ text, json }: DecodableMessage): string | null {
  if (json !== null) {
    const { type } = json as Readonly<Record<string, unknown>>;
    return typeof type === 'string' ? type : null;
  }
  return text !== null && beginsAsJson(text) ? (TYPE.exec(text)?.[1] ?? null) : null;
}

function decode(message: DecodableMessage): Decoded | null {
  const said = read(message);
  if (!said) return message.json ? null : beginning(message);
  const operation = operationOf(said);
  const kind = operation?.name ? `${said.type} ${operation.name}` : said.type;
  return {
    protocol: graphql.name,
    kind,
    summary: oneLine([said.id?.slice(0, SHOWN_ID), told(said, operation)].filter(Boolean).join(' ')),
    heartbeat: HEARTBEATS.has(said.type),
    fields: operation ? { ...said.value, operation } : said.value,
    parts: [],
  };
}

/** Null for JSON of something else. */
function read({ json }: DecodableMessage): Said | null {
  const value = (json ?? {}) as Readonly<Record<string, unknown>>;
  const { type, id, payload } = value;
  if (typeof type !== 'string' || !TYPES.has(type)) return null;
  const known = typeof id === 'string' || typeof id === 'number';
  return { type, id: known ? String(id) : null, payload, value };
}

/** Too large or too deep. */
function beginning(message: DecodableMessage): Decoded | null {
  const type = typeOf(message);
  if (type === null || !TYPES.has(type)) return null;
  const summary = `${type} (too large to show)`;
  return { protocol: graphql.name, kind: type, summary, heartbeat: false, fields: { type }, parts: [] };
}

/** Of a message that begins one. AppSync writes it as JSON in a string, which is left as it is. */
function operationOf({ type, payload }: Said): Operation | null {
  if ((type !== 'subscribe' && type !== 'start') || !isObject(payload)) return null;
  const { query, operationName } = payload;
  if (typeof query !== 'string') return null;
  const [, operation = 'query', found = null] = OPERATION.exec(query.replace(COMMENTS, '')) ?? [];
  const named = typeof operationName === 'string' && NAME.test(operationName);
  return { type: operation, name: named ? operationName : found };
}

/** `subscription OnPrice {"symbol":"A"}`, `next {"price":1}`, `error Cannot query field` */
function told({ type, payload }: Said, operation: Operation | null): string {
  if (!isObject(payload)) return errorsOf(payload)[0] ?? type;
  if (operation) {
    const what = [operation.type, operation.name ?? oneLine(String(payload['query']))].join(' ');
    return isEmpty(payload['variables']) ? what : `${what} ${JSON.stringify(payload['variables'])}`;
  }
  const errors = errorsOf(payload['errors']);
  const data = 'data' in payload ? payload['data'] : payload;
  const shown = data === null && errors.length > 0 ? [] : [JSON.stringify(data)];
  return [type, ...shown, ...errors].join(' ');
}

function errorsOf(errors: unknown): readonly string[] {
  if (!Array.isArray(errors) || errors.length === 0) return [];
  const first: unknown = errors[0];
  const message = isObject(first) && typeof first['message'] === 'string' ? first['message'] : null;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return [`error: ${message ?? JSON.stringify(first)}${more}`];
}

function isEmpty(variables: unknown): boolean {
  return !isObject(variables) || Object.keys(variables).length === 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is named by type and operation has the operation's name in its document, which names no field for it. */
function spellings({ path, text }: AskedField): readonly string[] | null {
  const last = path === null ? (text?.split(' ').at(-1) ?? null) : text;
  return spelledAsJson(/^query$/i, { path: path?.[0] === 'operation' ? null : path, text: last });
}

function turns(message: DecodableMessage): readonly Turn[] {
  const said = read(message);
  if (!said) return [];
  const { type, id } = said;
  switch (type) {
    case 'connection_init':
      return [{ asks: 'connection' }];
    case 'connection_ack':
    case 'connection_error':
      return [{ answers: 'connection' }];
    case 'ping':
      return [{ asks: 'ping' }];
    case 'pong':
      return [{ answers: 'ping', newest: true }];
    default:
      return id === null ? [] : ofOperation(type, id, message);
  }
}

/** The first of its results answers an operation; the client's own `complete` is no answer. */
function ofOperation(type: string, id: string, { from }: DecodableMessage): readonly Turn[] {
  if (type === 'stop') return [];
  if (from === 'server') return [{ answers: `operation ${id}` }];
  return type === 'complete' ? [] : [{ asks: `operation ${id}`, patient: true }];
}
