// Phoenix channels: arrays of V2 (`vsn=2.0.0`), objects of V1, and the binary messages of V2, as phoenix.js writes and
// reads them (assets/js/phoenix/serializer.js). What a client pushes and its reply have the same ref.

import type { Decoded, FieldRange, Side } from '../../contract/model.ts';
import { decodeLossy } from '../payload-text.ts';
import { maskText } from '../secrets.ts';
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
import { asRecord } from './record.ts';
import { spelledUnder } from './spelled.ts';

const URL_OF_IT = /\/websocket\?(?:[^#]*&)?vsn=[12]\./;
/** `[join_ref, ref, topic, event, …` */
const V2 =
  /^\s*\[\s*(?:"\d{1,12}"|null)\s*,\s*(?:"\d{1,12}"|null)\s*,\s*"((?:[^"\\]|\\.){1,250})"\s*,\s*"((?:[^"\\]|\\.){1,250})"\s*,/;
const REPLY = 'phx_reply';
/** Pushes that are always replied to; others need not be. */
const REPLIED: ReadonlySet<string> = new Set(['phx_join', 'phx_leave', 'heartbeat']);
const KIND_LENGTH = 64;

export const PHOENIX_FIELDS: ReadonlySet<string> = new Set([
  'joinRef',
  'ref',
  'topic',
  'event',
  'payload',
  'bytes',
]);

export const phoenix: Decoder = {
  name: 'phoenix',
  label: 'Phoenix',
  reads: 'both',
  recognises,
  decode,
  spellings: (asked: AskedField) => spelledUnder({ fields: PHOENIX_FIELDS, made: /^push$/i }, asked),
  heartbeat: /"phoenix"/,
  turns,
  ranges: (message) => (message.opcode === 2 ? (readBinary(message)?.ranges ?? []) : []),
};

interface Push {
  readonly joinRef: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
}

function recognises({ url, decoder }: DecoderContext, message: DecodableMessage): number {
  const { text, opcode } = message;
  const known = decoder === phoenix.name;
  if (opcode === 2) return known ? CONFIDENCE.url : CONFIDENCE.none;
  if (text === null || !(V2.test(text) || isV1(message))) return CONFIDENCE.none;
  return known || URL_OF_IT.test(url) ? CONFIDENCE.url : CONFIDENCE.likely;
}

function isV1({ json }: DecodableMessage): boolean {
  const said = asRecord(json);
  return (
    said !== null &&
    typeof said['topic'] === 'string' &&
    typeof said['event'] === 'string' &&
    ('ref' in said || 'join_ref' in said)
  );
}

function decode(message: DecodableMessage): Decoded | Unread | null {
  if (message.opcode === 2) return decodeBinary(message);
  const push = readText(message);
  if (push) return decoded(push, shown(push.payload), { payload: push.payload });
  return message.json === null ? beginning(message.text!) : null;
}

/** Null where it is no push. */
function readText({ json }: DecodableMessage): Push | null {
  const value = Array.isArray(json) ? fromArray(json) : json;
  const {
    join_ref: joinRef = null,
    ref = null,
    topic,
    event,
    payload,
  } = (value ?? {}) as Record<string, unknown>;
  if (typeof topic !== 'string' || typeof event !== 'string') return null;
  return { joinRef: refOf(joinRef), ref: refOf(ref), topic, event, payload };
}

function fromArray([joinRef, ref, topic, event, payload]: readonly unknown[]): object {
  return { join_ref: joinRef, ref, topic, event, payload };
}

function refOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Too large or too deep. */
function beginning(text: string): Decoded | null {
  const found = V2.exec(text);
  if (!found) return null;
  const [, topic, event] = found.map((part) => maskText(part, MASK));
  const push = { joinRef: null, ref: null, topic: topic!, event: event! };
  return decoded({ ...push, payload: null }, '(too large to show)', {});
}

function decoded(push: Push, told: string, payload: Decoded['fields']): Decoded {
  const { joinRef, ref, topic, event } = push;
  return {
    protocol: phoenix.name,
    kind: event !== '' && event.length <= KIND_LENGTH ? event : 'push',
    summary: `${oneLine(topic, KIND_LENGTH)}  ${oneLine(`${event} ${told}`)}`,
    heartbeat: topic === 'phoenix' && (event === 'heartbeat' || event === REPLY),
    fields: { joinRef, ref, topic, event, ...payload },
    parts: [],
  };
}

/** `ok {"id":1}` of a reply. */
function shown(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null)
    return payload === undefined ? '' : JSON.stringify(payload);
  const { status, response } = payload as Readonly<Record<string, unknown>>;
  if (typeof status !== 'string' || response === undefined) return JSON.stringify(payload);
  return `${status} ${JSON.stringify(response)}`;
}

const PUSH = 0;
const REPLIES = 1;
const BROADCAST = 2;
/** What a binary message begins with: the lengths of these, then they themselves, then its payload. */
const LAYOUTS: Readonly<Record<Side, readonly (readonly string[])[]>> = {
  client: [['joinRef', 'ref', 'topic', 'event']],
  server: [
    ['joinRef', 'topic', 'event'],
    ['joinRef', 'ref', 'topic', 'status'],
    ['topic', 'event'],
  ],
};

interface BinaryPush {
  readonly push: Push;
  readonly status: string | null;
  readonly data: Uint8Array;
  readonly ranges: readonly FieldRange[];
}

function readBinary({ payload, from }: DecodableMessage): BinaryPush | null {
  const names = LAYOUTS[from][payload[0] ?? -1];
  if (!names) return null;
  let at = 1 + names.length;
  const found: Record<string, string> = {};
  const ranges: FieldRange[] = [];
  for (const [index, name] of names.entries()) {
    const to = at + (payload[1 + index] ?? payload.length);
    if (to > payload.length) return null;
    found[name] = maskText(decodeLossy(payload.subarray(at, to)), MASK);
    const path = name === 'status' ? ['payload', 'status'] : [name];
    if (to > at) ranges.push({ part: null, path, from: at, to });
    at = to;
  }
  if (at < payload.length) ranges.push({ part: null, path: ['bytes'], from: at, to: payload.length });
  const { joinRef = null, ref = null, topic = '', event = REPLY, status = null } = found;
  const push = { joinRef: joinRef || null, ref: ref || null, topic, event, payload: null };
  return { push, status, data: payload.subarray(at), ranges };
}

function decodeBinary(message: DecodableMessage): Decoded | Unread {
  const read = readBinary(message);
  if (!read) {
    const kind = message.payload[0] ?? -1;
    const known = kind === PUSH || kind === REPLIES || kind === BROADCAST;
    return { unread: known ? 'its fields are longer than it is' : `no message begins with ${kind}` };
  }
  const { push, status, data } = read;
  const inner = message.inner(data);
  const told = [status, inner?.summary ?? countBytes(data.length)].filter(Boolean).join(' ');
  const fields = { ...(status !== null && { payload: { status } }), bytes: bytesField(data) };
  return { ...decoded(push, told, fields), parts: inner ? [inner] : [] };
}

function turns(message: DecodableMessage): readonly Turn[] {
  const push = message.opcode === 2 ? readBinary(message)?.push : readText(message);
  if (!push || push.ref === null) return [];
  const key = `${push.topic} ${push.ref}`;
  if (message.from === 'server') return push.event === REPLY ? [{ answers: key }] : [];
  return [REPLIED.has(push.event) ? { asks: key } : { asks: key, patient: true }];
}
