// JSON objects and arrays, whatever protocol they belong to: kind, one line, fields. Scalars are left as text. Numbers
// are read as JavaScript reads them; the exact digits are in the payload.

import type { Decoded } from '../../contract/model.ts';
import { maskValue, mayHoldSecret } from '../secrets.ts';
import type { AskedField, DecodableMessage, Decoder } from './decoder.ts';
import { isSpelled } from './spelled.ts';

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
const MADE_KINDS: ReadonlySet<string> = new Set(['object', 'array', 'error', 'result']);

const SUMMARY_LENGTH = 200;
const KIND_LENGTH = 64;
/** What is nested deeper is shown as text only: values cross a wire that refuses to descend further. */
const MAX_DEPTH = 64;
const MASK = '•••';

export const json: Decoder = {
  name: 'json',
  recognises: (_context, { text }) => (text !== null && /^\s*[{[]/.test(text) ? 0.5 : 0),
  decode,
  spellings,
  heartbeat: /p[io]ng|heartbeat|keep[-_]?alive|"ka"/i,
};

function decode({ text, cut }: DecodableMessage): Decoded | null {
  if (text === null) return null;
  if (cut || depth(text) > MAX_DEPTH) return unread(text);
  const parsed = parse(text);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const secret = mayHoldSecret(text);
  const value = secret ? (maskValue(parsed, MASK) as object) : parsed;
  const kind = kindOf(value);
  return {
    protocol: 'json',
    kind,
    summary: oneLine(secret ? JSON.stringify(value) : text),
    heartbeat: HEARTBEATS.has(kind.toLowerCase()),
    fields: Array.isArray(value) ? { value } : (value as Record<string, unknown>),
    parts: [],
  };
}

function spellings({ path, text }: AskedField): readonly string[] | null {
  const made = path === null && text !== null && (MADE_KINDS.has(text.toLowerCase()) || /^op /i.test(text));
  if (text !== null && isSpelled(text) && !made) return [text];
  const key = path?.findLast((step) => !/^\d+$/.test(step));
  return key === undefined ? null : [key];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Too large or too deep: only what the beginning tells, and that may hold a secret. */
function unread(text: string): Decoded {
  const kind = text.trimStart().startsWith('[') ? 'array' : 'object';
  const summary = mayHoldSecret(text) ? `${kind} (too large to show without its secrets)` : oneLine(text);
  return { protocol: 'json', kind, summary, heartbeat: false, fields: {}, parts: [] };
}

/** At least as deep as the value is: brackets inside strings count too. */
function depth(text: string): number {
  let level = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++level);
    else if (code === 0x5d || code === 0x7d) level--;
  }
  return deepest;
}

function kindOf(value: object): string {
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

function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * SUMMARY_LENGTH)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > SUMMARY_LENGTH ? `${line.slice(0, SUMMARY_LENGTH - 1)}…` : line;
}
