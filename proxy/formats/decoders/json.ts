// JSON objects and arrays, whatever protocol they belong to: kind, one line, fields. Scalars are left as text. Numbers
// are read as JavaScript reads them; the exact digits are in the payload.

import type { Decoded } from '../../contract/model.ts';
import { mayHoldSecret } from '../secrets.ts';
import { beginsAsJson, isTooDeep } from './decodable.ts';
import { type AskedField, CONFIDENCE, type DecodableMessage, type Decoder } from './decoder.ts';
import { jsonRanges } from './json-ranges.ts';
import { oneLine } from './one-line.ts';
import { spelledAsJson } from './spelled.ts';

/** Where protocols name the kind of a message, most telling first. */
const KIND_KEYS = [
  'type',
  'event',
  'method',
  'op',
  'action',
  'command',
  'cmd',
  't',
  'kind',
  'topic',
  'channel',
];

const HEARTBEATS: ReadonlySet<string> = new Set([
  'ping',
  'pong',
  'heartbeat',
  'keepalive',
  'keep-alive',
  'keep_alive',
  'connection_keep_alive',
  'ka',
]);

/** Kinds that stand for a shape. */
const MADE_KINDS = /^(?:object|array|error|result|op .*)$/i;

const KIND_LENGTH = 64;

export const json: Decoder = {
  name: 'json',
  label: 'JSON',
  reads: 'both',
  recognises: (_context, { text }) =>
    text !== null && beginsAsJson(text) ? CONFIDENCE.syntax : CONFIDENCE.none,
  decode,
  spellings: (field: AskedField) => spelledAsJson(MADE_KINDS, field),
  heartbeat: /p[io]ng|heartbeat|keep[-_]?alive|"ka"/i,
  ranges: jsonRanges,
};

function decode(message: DecodableMessage): Decoded | null {
  const { text, json: value } = message;
  if (text === null) return null;
  if (value === null) return message.cut || isTooDeep(text) ? unread(text) : null;
  const kind = kindOf(value);
  return {
    protocol: 'json',
    kind,
    summary: oneLine(message.masked ? JSON.stringify(value) : text),
    heartbeat: isHeartbeatKind(kind),
    fields: Array.isArray(value) ? { value } : (value as Record<string, unknown>),
    parts: [],
  };
}

/** Too large or too deep: only what the beginning tells, and that may hold a secret. */
function unread(text: string): Decoded {
  const kind = text.trimStart().startsWith('[') ? 'array' : 'object';
  const summary = mayHoldSecret(text) ? `${kind} (too large to show without its secrets)` : oneLine(text);
  return { protocol: 'json', kind, summary, heartbeat: false, fields: {}, parts: [] };
}

export function isHeartbeatKind(kind: string): boolean {
  return HEARTBEATS.has(kind.toLowerCase());
}

/** A value that is no object but a list is an `array`. */
export function kindOf(value: object): string {
  if (Array.isArray(value)) return 'array';
  const fields = value as Record<string, unknown>;
  for (const key of KIND_KEYS) {
    const named = fields[key];
    if (typeof named === 'string' && named !== '' && named.length <= KIND_LENGTH) return named;
  }
  if (typeof fields['op'] === 'number') return `op ${fields['op']}`;
  if ('id' in fields && 'error' in fields && fields['error'] !== null) return 'error';
  return 'id' in fields && 'result' in fields ? 'result' : 'object';
}
