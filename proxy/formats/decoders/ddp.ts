// DDP, Meteor's protocol (github.com/meteor/meteor, packages/ddp/DDP.md): methods, subscriptions, and the documents that
// they bring.

import type { Decoded } from '../../contract/model.ts';
import { type AskedField, CONFIDENCE, type DecodableMessage, type Decoder, type Turn } from './decoder.ts';
import { jsonRanges } from './json-ranges.ts';
import { oneLine } from './one-line.ts';
import { type JsonRecord, asRecord, jsonText, textOf } from './record.ts';
import { spelledAsJson } from './spelled.ts';

const MESSAGES: ReadonlySet<string> = new Set(
  'connect connected failed ping pong sub unsub nosub added changed removed ready addedBefore movedBefore method result updated error'.split(
    ' ',
  ),
);

export const ddp: Decoder = {
  name: 'ddp',
  label: 'DDP (Meteor)',
  reads: 'text',
  recognises: (_context, { json }) =>
    MESSAGES.has(textOf(asRecord(json)?.['msg'])) ? CONFIDENCE.likely : CONFIDENCE.none,
  decode,
  spellings: (field: AskedField) => spelledAsJson(null, field),
  heartbeat: /"p[io]ng"/,
  turns,
  ranges: jsonRanges,
};

function decode({ json }: DecodableMessage): Decoded | null {
  const spoken = asRecord(json);
  const kind = textOf(spoken?.['msg']);
  if (!spoken || !MESSAGES.has(kind)) return null;
  return {
    protocol: 'ddp',
    kind,
    summary: oneLine(`${kind} ${describe(kind, spoken)}`),
    heartbeat: kind === 'ping' || kind === 'pong',
    fields: spoken,
    parts: [],
  };
}

function describe(kind: string, spoken: JsonRecord): string {
  const { id, method, name, params, collection, fields, cleared, result, error, subs, methods, session } =
    spoken;
  const words = (...values: readonly unknown[]) =>
    values
      .map(wordOf)
      .filter((word) => word !== '')
      .join(' ');
  switch (kind) {
    case 'method':
      return words(method, `#${textOf(id)}`, params);
    case 'sub':
      return words(name, `#${textOf(id)}`, params);
    case 'result':
    case 'nosub':
      return words(`#${textOf(id)}`, asRecord(error)?.['reason'] ?? error, result);
    case 'added':
    case 'changed':
    case 'removed':
      return words(collection, id, fields, cleared === undefined ? '' : `without ${jsonText(cleared)}`);
    case 'ready':
      return words(subs);
    case 'updated':
      return words(methods);
    default:
      return words(session, spoken['version'], id, spoken['reason']);
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value);
}

function turns({ json }: DecodableMessage): readonly Turn[] {
  const spoken = asRecord(json);
  if (!spoken) return [];
  const id = textOf(spoken['id']);
  switch (spoken['msg']) {
    case 'connect':
      return [{ asks: 'connect' }];
    case 'connected':
    case 'failed':
      return [{ answers: 'connect' }];
    case 'ping':
      return [{ asks: `ping ${id}` }];
    case 'pong':
      return [{ answers: `ping ${id}`, newest: true }];
    case 'method':
      return [{ asks: `method ${id}` }];
    case 'result':
      return [{ answers: `method ${id}` }];
    case 'sub':
      return [{ asks: `sub ${id}` }];
    case 'nosub':
      return [{ answers: `sub ${id}` }];
    case 'ready':
      return listOf(spoken['subs']).map((each) => ({ answers: `sub ${textOf(each)}` }));
    default:
      return [];
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
