// JSON-RPC 2.0 (jsonrpc.org/specification), with batches, and the many protocols that say the same without naming it:
// `{id, method, params}`, answered by `{id, result}` or `{id, error}`.

import type { Decoded } from '../../contract/model.ts';
import {
  type AskedField,
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
} from './decoder.ts';
import { callTurns } from './call-turns.ts';
import { jsonRanges } from './json-ranges.ts';
import { oneLine } from './one-line.ts';
import { type JsonRecord, asRecord, jsonText, textOf } from './record.ts';
import { spelledAsJson } from './spelled.ts';

const SUBPROTOCOL = /^(?:json-?rpc(?:-?2(?:\.0)?)?|vscode-jsonrpc)$/i;
const VERSION = '2.0';
/** Of a batch. */
const NAMED = /"jsonrpc"\s*:\s*"2\.0"/;
const SHOWN = 20;
/** Kinds that no payload spells as such. */
const MADE = /^(?:result|error|batch|request|id)$/i;

/** JSON-RPC 2.0 §5.1. */
const ERRORS: Readonly<Record<number, string>> = {
  [-32700]: 'Parse error',
  [-32600]: 'Invalid Request',
  [-32601]: 'Method not found',
  [-32602]: 'Invalid params',
  [-32603]: 'Internal error',
};

export const jsonRpc: Decoder = {
  name: 'jsonrpc',
  label: 'JSON-RPC',
  reads: 'both',
  recognises,
  decode,
  spellings: (field: AskedField) => spelledAsJson(MADE, field),
  heartbeat: /p[io]ng|heartbeat|keepalive/i,
  turns,
  ranges: jsonRanges,
};

function recognises({ subprotocol }: DecoderContext, { text, json }: DecodableMessage): number {
  if (text === null || json === null) return CONFIDENCE.none;
  if (subprotocol !== null && SUBPROTOCOL.test(subprotocol)) return CONFIDENCE.subprotocol;
  const spoken = asRecord(json);
  if (spoken?.['jsonrpc'] === VERSION || (spoken === null && NAMED.test(text))) return CONFIDENCE.shape;
  return spoken && isExchange(spoken) ? CONFIDENCE.syntax + 0.05 : CONFIDENCE.none;
}

/** It has an id, and either a method or what came of one; what says its type is of another protocol. */
function isExchange(spoken: JsonRecord): boolean {
  const { id, method, type } = spoken;
  if (typeof type === 'string') return false;
  const named = typeof id === 'number' || typeof id === 'string';
  return named && (typeof method === 'string' || 'result' in spoken || asRecord(spoken['error']) !== null);
}

function decode({ json }: DecodableMessage): Decoded | null {
  if (Array.isArray(json)) return batch(json as readonly unknown[]);
  const spoken = asRecord(json);
  return spoken && callOf(spoken);
}

function batch(calls: readonly unknown[]): Decoded | null {
  const parts = calls.slice(0, SHOWN).flatMap((each) => callOf(asRecord(each) ?? {}) ?? []);
  if (parts.length === 0) return null;
  return {
    protocol: 'jsonrpc',
    kind: 'batch',
    summary: oneLine(`${calls.length} calls: ${parts.map(({ summary }) => summary).join('; ')}`),
    heartbeat: false,
    fields: { value: calls },
    parts,
  };
}

/** Null for what is neither asked nor answered. */
function callOf(spoken: JsonRecord): Decoded | null {
  const { id, method, params, result } = spoken;
  const base = { protocol: 'jsonrpc', heartbeat: false, fields: spoken, parts: [] };
  const number = id === undefined || id === null ? '' : ` #${textOf(id) || jsonText(id)}`;
  if (typeof method === 'string') {
    const heartbeat = /^(?:.*[._/])?(?:p[io]ng|heartbeat|keepalive)$/i.test(method);
    return { ...base, kind: method, heartbeat, summary: oneLine(`${method}${number} ${jsonText(params)}`) };
  }
  const error = asRecord(spoken['error']);
  if (error) return { ...base, kind: 'error', summary: oneLine(`error${number} ${describe(error)}`) };
  if (!('result' in spoken)) return null;
  return { ...base, kind: 'result', summary: oneLine(`result${number} ${jsonText(result)}`) };
}

function describe({ code, message, data }: JsonRecord): string {
  const meaning = typeof code === 'number' ? (ERRORS[code] ?? '') : '';
  const said = textOf(message);
  const words = [jsonText(code), said || meaning, data === undefined ? '' : jsonText(data)];
  return words.filter((word) => word !== '').join(' ');
}

function turns(message: DecodableMessage): readonly Turn[] {
  return (message.text !== null && callTurns(message.text, message.cut)) || parsedTurns(message);
}

function parsedTurns({ json }: DecodableMessage): readonly Turn[] {
  const calls: readonly unknown[] = Array.isArray(json) ? json : [json];
  return calls.flatMap((each) => turnOf(asRecord(each) ?? {}) ?? []);
}

function turnOf(spoken: JsonRecord): Turn | null {
  const { id, method } = spoken;
  if (id === undefined || id === null) return null;
  const key = jsonText(id);
  return typeof method === 'string' ? { asks: key } : { answers: key };
}
