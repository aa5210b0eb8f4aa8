// SignalR's hub protocols, JSON and MessagePack: what is called on which side, what came of it, and the handshake before.
// How the messages stand in their bytes is known to signalr-records.ts.

import type { Decoded, Side } from '../../contract/model.ts';
import { maskText, maskValue } from '../secrets.ts';
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
import { type JsonRecord, jsonText, textOf } from './record.ts';
import { bodiesOf, isTexts, readBodies, readTexts, recordRanges, TYPES } from './signalr-records.ts';
import { spelledAsJson, spelledUnder } from './spelled.ts';

export const signalr: Decoder = {
  name: 'signalr',
  label: 'SignalR',
  reads: 'both',
  recognises,
  decode,
  spellings,
  heartbeat: /"type"\s*:\s*6\b/,
  turns,
  ranges: recordRanges,
};

const MADE = new RegExp(`^(?:${TYPES.join('|')}|handshake response|messages)$`, 'i');
/** Fields that no payload names. */
const NAMING = { fields: new Set(['message', 'messages', 'kinds']), made: MADE };

/** The other fields are the record's own, with their names. */
function spellings(field: AskedField): readonly string[] | null {
  const top = field.path?.[0];
  const isMade = top !== undefined && NAMING.fields.has(top);
  return isMade ? spelledUnder(NAMING, field) : spelledAsJson(MADE, field);
}

function recognises({ decoder }: DecoderContext, { payload, text, cut }: DecodableMessage): number {
  if (cut) return decoder === 'signalr' ? CONFIDENCE.likely : CONFIDENCE.none;
  if (isTexts(text)) return CONFIDENCE.shape;
  const bodies = bodiesOf(payload);
  return bodies && bodies.length > 0 ? CONFIDENCE.likely : CONFIDENCE.none;
}

function recordsOf({ payload, text }: DecodableMessage): readonly JsonRecord[] | null {
  return isTexts(text) ? readTexts(text) : readBodies(payload);
}

function decode(message: DecodableMessage): Decoded | Unread | null {
  if (message.cut) return cutShort(message);
  const records = recordsOf(message);
  if (!records) return { unread: 'a record is no JSON object and no list' };
  const parts = records.flatMap((record) => decodeRecord(record, message.from) ?? []);
  if (parts.length < records.length) return null;
  return parts.length > 1 ? together(parts) : (parts[0] ?? null);
}

/** What its beginning tells, without what may be secret. */
function cutShort({ text, payload }: DecodableMessage): Decoded {
  const target = /^\{[^{[]*"target"\s*:\s*"(?<target>[^"\\]+)"/.exec(text ?? '')?.groups?.['target'];
  const kind = target ?? 'messages';
  const summary = `${kind} (${payload.length.toLocaleString('en')} bytes, too large to show)`;
  return { protocol: 'signalr', kind, summary, heartbeat: false, fields: {}, parts: [] };
}

function together(parts: readonly Decoded[]): Decoded {
  const kinds = [...new Set(parts.map(({ kind }) => kind))];
  return {
    protocol: 'signalr',
    kind: kinds.length === 1 ? kinds[0]! : 'messages',
    summary: oneLine(`${parts.length} messages: ${parts.map(({ summary }) => summary).join('; ')}`),
    heartbeat: parts.every(({ heartbeat }) => heartbeat),
    fields: { messages: parts.length, kinds },
    parts,
  };
}

/** Null: neither the handshake nor of a type that there is. */
function decodeRecord(record: JsonRecord, from: Side): Decoded | null {
  const message = nameOf(record, from);
  if (message === null) return null;
  const fields = maskValue({ message, ...record }, MASK) as JsonRecord;
  const target = textOf(record['target']);
  const calls = (message === 'Invocation' || message === 'StreamInvocation') && target !== '';
  return {
    protocol: 'signalr',
    kind: calls ? target : message,
    summary: oneLine(maskText(summarise(message, fields), MASK)),
    heartbeat: message === 'Ping',
    fields,
    parts: [],
  };
}

/** The handshake has no type: the client names a protocol, the server says nothing or an error. */
function nameOf({ type, protocol, error, ...rest }: JsonRecord, from: Side): string | null {
  if (typeof type === 'number') return type > 0 ? (TYPES[type] ?? null) : null;
  if (type !== undefined) return null;
  if (typeof protocol === 'string') return 'handshake';
  const isAnswer = from === 'server' && Object.keys(rest).every((key) => key === 'minorVersion');
  return isAnswer && (error === undefined || typeof error === 'string') ? 'handshake response' : null;
}

function summarise(message: string, fields: JsonRecord): string {
  const {
    target,
    arguments: given,
    invocationId,
    item,
    result,
    error,
    sequenceId,
    protocol,
    version,
  } = fields;
  const number = typeof invocationId === 'string' ? ` #${invocationId}` : '';
  switch (message) {
    case 'Invocation':
    case 'StreamInvocation':
      return `${textOf(target)}${number} ${argumentsText(given)}${message === 'Invocation' ? '' : ' as a stream'}`;
    case 'StreamItem':
      return `item${number} ${jsonText(item)}`;
    case 'Completion':
      return error === undefined ? `result${number} ${jsonText(result)}` : `error${number} ${textOf(error)}`;
    case 'handshake':
      return `handshake ${textOf(protocol)} ${jsonText(version)}`;
    case 'handshake response':
      return error === undefined ? 'handshake accepted' : `handshake refused: ${textOf(error)}`;
    case 'Ack':
    case 'Sequence':
      return `${message} ${jsonText(sequenceId)}`;
    case 'Close':
      return error === undefined ? 'Close' : `Close ${textOf(error)}`;
    default:
      return `${message}${number}`;
  }
}

/** `("a",1)` */
function argumentsText(given: unknown): string {
  return Array.isArray(given) ? `(${given.map(jsonText).join(',')})` : '()';
}

function turns(message: DecodableMessage): readonly Turn[] {
  return (recordsOf(message) ?? []).flatMap((record) => turnOf(record, message.from) ?? []);
}

function turnOf(record: JsonRecord, from: Side): Turn | null {
  const id = record['invocationId'];
  switch (nameOf(record, from)) {
    case 'handshake':
      return { asks: 'handshake' };
    case 'handshake response':
      return { answers: 'handshake' };
    case 'Invocation':
      return typeof id === 'string' ? { asks: id } : null;
    case 'StreamInvocation':
      return typeof id === 'string' ? { asks: id, patient: true } : null;
    case 'Completion':
      return typeof id === 'string' ? { answers: id } : null;
    default:
      return null;
  }
}
