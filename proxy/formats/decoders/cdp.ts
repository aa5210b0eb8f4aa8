// Chrome DevTools Protocol (chromedevtools.github.io/devtools-protocol): commands and their answers by id, events by
// `Domain.event`. Ids are the client's own over all its sessions.

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
import { asRecord, jsonText, textOf } from './record.ts';
import { spelledAsJson } from './spelled.ts';

const URL = /^wss?:\/\/[^/]+\/(?:devtools\/(?:browser|page|inspector)\/|session\/.*\/se\/cdp)/;
const METHOD = /^[A-Z][A-Za-z]+\.[a-z][A-Za-z]+$/;
const MADE = /^(?:result|error)$/i;

export const cdp: Decoder = {
  name: 'cdp',
  label: 'Chrome DevTools Protocol',
  reads: 'text',
  recognises,
  decode,
  spellings: (field: AskedField) => spelledAsJson(MADE, field),
  heartbeat: /(?!)/,
  turns,
  ranges: jsonRanges,
};

function recognises({ url, decoder }: DecoderContext, { text, json }: DecodableMessage): number {
  if (text === null || json === null) return CONFIDENCE.none;
  if (URL.test(url)) return CONFIDENCE.url;
  const spoken = asRecord(json);
  if (METHOD.test(textOf(spoken?.['method']))) return CONFIDENCE.likely;
  // an answer names no domain: it is one where something else did
  return decoder === 'cdp' && typeof spoken?.['id'] === 'number' ? CONFIDENCE.likely : CONFIDENCE.none;
}

function decode({ json }: DecodableMessage): Decoded | null {
  const spoken = asRecord(json);
  if (!spoken) return null;
  const { id, method, params, result } = spoken;
  const base = { protocol: 'cdp', heartbeat: false, fields: spoken, parts: [] };
  const number = typeof id === 'number' ? ` #${id}` : '';
  if (typeof method === 'string')
    return { ...base, kind: method, summary: oneLine(`${method}${number} ${jsonText(params)}`) };
  const error = asRecord(spoken['error']);
  if (error)
    return {
      ...base,
      kind: 'error',
      summary: oneLine(`error${number} ${textOf(error['message'])}`),
    };
  if (!('result' in spoken)) return null;
  return { ...base, kind: 'result', summary: oneLine(`result${number} ${jsonText(result)}`) };
}

function turns(message: DecodableMessage): readonly Turn[] {
  const read = message.text === null ? null : callTurns(message.text, message.cut);
  if (read) return read;
  const spoken = asRecord(message.json);
  if (!spoken || typeof spoken['id'] !== 'number') return [];
  const key = String(spoken['id']);
  return [typeof spoken['method'] === 'string' ? { asks: key } : { answers: key }];
}
