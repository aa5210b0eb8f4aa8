// Centrifugo's client protocol as JSON (centrifugal.dev, client protocol v2): commands and replies, several a message,
// one a line; pushes into channels; `{}` is a ping, and its pong. Its Protobuf form is left to the Protobuf decoder.

import type { Decoded } from '../../contract/model.ts';
import { readJson } from './decodable.ts';
import {
  type AskedField,
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
} from './decoder.ts';
import { oneLine } from './one-line.ts';
import { type JsonRecord, asRecord, jsonText, textOf } from './record.ts';
import { spelledAsJson } from './spelled.ts';

const METHODS =
  'connect subscribe unsubscribe publish presence presence_stats history ping send rpc refresh sub_refresh'.split(
    ' ',
  );
const PUSHES = 'pub join leave unsubscribe message subscribe connect disconnect refresh'.split(' ');
const URL = /^wss?:\/\/[^/]+\/(?:.*\/)?connection\/websocket(?=[?#]|$)/;
const SHAPE = new RegExp(
  `"push"\\s*:\\s*\\{\\s*"channel"|^\\s*\\{\\s*"(?:${METHODS.join('|')})"\\s*:\\s*\\{.*"id"\\s*:\\s*\\d`,
);
const MADE = /^(?:ping|pong|error|reply|several)$|^push /i;
const MOST = 200;

export const centrifugo: Decoder = {
  name: 'centrifugo',
  label: 'Centrifugo',
  reads: 'text',
  recognises,
  decode,
  spellings: (field: AskedField) => spelledAsJson(MADE, field),
  heartbeat: /^\s*\{\s*\}/m,
  turns,
};

function recognises({ url, subprotocol, decoder }: DecoderContext, { text }: DecodableMessage): number {
  if (text === null || !text.trimStart().startsWith('{')) return CONFIDENCE.none;
  if (subprotocol === 'centrifuge-json') return CONFIDENCE.subprotocol;
  if (URL.test(url)) return CONFIDENCE.url;
  return SHAPE.test(text) || decoder === 'centrifugo' ? CONFIDENCE.likely : CONFIDENCE.none;
}

function decode(message: DecodableMessage): Decoded | null {
  const lines = linesOf(message);
  const parts = lines.slice(0, MOST).flatMap((line) => read(line, message) ?? []);
  if (parts.length <= 1) return parts[0] ?? null;
  return {
    protocol: 'centrifugo',
    kind: 'several',
    summary: oneLine(`${lines.length} at once: ${parts.map(({ summary }) => summary).join('; ')}`),
    heartbeat: parts.every(({ heartbeat }) => heartbeat),
    fields: {},
    parts,
  };
}

/** One message is nearly always one JSON object, which all decoders share. */
function linesOf({ text, json }: DecodableMessage): readonly JsonRecord[] {
  const whole = asRecord(json);
  if (whole) return [whole];
  const lines = (text ?? '').split('\n').map((line) => asRecord(readJson(line)));
  return lines.filter((line) => line !== null);
}

function read(spoken: JsonRecord, { from }: DecodableMessage): Decoded | null {
  const base = { protocol: 'centrifugo', heartbeat: false, fields: spoken, parts: [] };
  const number = typeof spoken['id'] === 'number' ? ` #${spoken['id']}` : '';
  if (Object.keys(spoken).length === 0) {
    const kind = from === 'server' ? 'ping' : 'pong';
    return { ...base, kind, heartbeat: true, summary: kind };
  }
  const push = asRecord(spoken['push']);
  if (push) return { ...base, ...readPush(push) };
  const error = asRecord(spoken['error']);
  if (error) {
    const said = `${jsonText(error['code'])} ${textOf(error['message'])}`;
    return { ...base, kind: 'error', summary: oneLine(`error${number} ${said}`) };
  }
  const method = METHODS.find((name) => name in spoken);
  if (!method) return number ? { ...base, kind: 'reply', summary: `reply${number}` } : null;
  const said = asRecord(spoken[method]) ?? {};
  const about = [textOf(said['channel']), textOf(said['method'])].filter((word) => word !== '').join(' ');
  return { ...base, kind: method, summary: oneLine([method + number, about, jsonText(said)].join(' ')) };
}

function readPush(push: JsonRecord): Pick<Decoded, 'kind' | 'summary'> {
  const what = PUSHES.find((name) => name in push) ?? 'push';
  const said = asRecord(push[what]) ?? {};
  const kind = `push ${what}`;
  return { kind, summary: oneLine(`${kind}  ${textOf(push['channel'])}  ${jsonText(said['data'] ?? said)}`) };
}

function turns(message: DecodableMessage): readonly Turn[] {
  return linesOf(message).flatMap((spoken) => turnOf(spoken, message.from) ?? []);
}

function turnOf(spoken: JsonRecord, from: DecodableMessage['from']): Turn | null {
  if (Object.keys(spoken).length === 0)
    return from === 'server' ? { asks: 'ping' } : { answers: 'ping', newest: true };
  const { id } = spoken;
  if (typeof id !== 'number' || 'send' in spoken) return null;
  return from === 'client' ? { asks: String(id) } : { answers: String(id) };
}
