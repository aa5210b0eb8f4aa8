// Centrifugo's client protocol (centrifugal.dev, client protocol v2): commands and replies, several a message, one a line of
// JSON or as centrifugo-proto.ts reads them; pushes into channels; an empty one is a ping, and its pong.

import type { Decoded, FieldRange } from '../../contract/model.ts';
import { OPCODE } from '../../protocol/frame.ts';
import { maskValue } from '../secrets.ts';
import { outlineOf, readStretch, type Stretch, stretchesOf } from './centrifugo-proto.ts';
import { MASK, readJson } from './decodable.ts';
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
import { type JsonRecord, asRecord, jsonText, textOf } from './record.ts';
import { countOf } from './shown-bytes.ts';
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
  reads: 'both',
  recognises,
  decode,
  spellings: (field: AskedField) => spelledAsJson(MADE, field),
  heartbeat: /^(?:\s*\{\s*\}|\0)/m,
  turns,
  ranges,
};

function recognises(context: DecoderContext, message: DecodableMessage): number {
  const { url, subprotocol, decoder } = context;
  const { text, payload, opcode } = message;
  if (opcode === OPCODE.binary) {
    if (subprotocol === 'centrifuge-protobuf') return CONFIDENCE.subprotocol;
    const known = decoder === 'centrifugo' || URL.test(url);
    return known && !message.cut && stretchesOf(payload) !== null ? CONFIDENCE.url : CONFIDENCE.none;
  }
  if (text === null || !text.trimStart().startsWith('{')) return CONFIDENCE.none;
  if (subprotocol === 'centrifuge-json') return CONFIDENCE.subprotocol;
  if (URL.test(url)) return CONFIDENCE.url;
  return SHAPE.test(text) || decoder === 'centrifugo' ? CONFIDENCE.likely : CONFIDENCE.none;
}

function decode(message: DecodableMessage): Decoded | Unread | null {
  if (message.opcode === OPCODE.binary) return decodeBinary(message);
  const lines = linesOf(message);
  const parts = lines.slice(0, MOST).flatMap((line) => read(line, message) ?? []);
  return joined(parts, lines.length);
}

function decodeBinary(message: DecodableMessage): Decoded | Unread | null {
  const { payload, cut } = message;
  if (cut) return { unread: `${countOf(payload.length)} are too many for a row` };
  const stretches = stretchesOf(payload);
  if (stretches === null) return { unread: 'its last part does not end' };
  return joined(
    shownStretches(message, stretches).map(({ decoded }) => decoded),
    stretches.length,
  );
}

interface ShownStretch {
  readonly stretch: Stretch;
  readonly decoded: Decoded;
}

function shownStretches(message: DecodableMessage, stretches: readonly Stretch[]): readonly ShownStretch[] {
  return stretches.slice(0, MOST).flatMap((stretch) => {
    const { fields } = readStretch(message.payload, stretch, message.from, null);
    const decoded = read(maskValue(fields, MASK) as JsonRecord, message);
    return decoded ? [{ stretch, decoded }] : [];
  });
}

/** Of the Protobuf form. */
function ranges(message: DecodableMessage): readonly FieldRange[] {
  if (message.opcode !== OPCODE.binary) return [];
  const shown = shownStretches(message, stretchesOf(message.payload) ?? []);
  return shown.flatMap(({ stretch }, index) => {
    const part = shown.length === 1 ? null : index;
    return readStretch(message.payload, stretch, message.from, part).ranges;
  });
}

function joined(parts: readonly Decoded[], count: number): Decoded | null {
  if (parts.length <= 1) return parts[0] ?? null;
  return {
    protocol: 'centrifugo',
    kind: 'several',
    summary: oneLine(`${count} at once: ${parts.map(({ summary }) => summary).join('; ')}`),
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
  const spoken = message.opcode === OPCODE.binary ? outlines(message) : linesOf(message);
  return spoken.flatMap((each) => turnOf(each, message.from) ?? []);
}

function outlines({ payload, from }: DecodableMessage): readonly JsonRecord[] {
  const all = (stretchesOf(payload) ?? []).map((stretch) => outlineOf(payload, stretch, from));
  return all.filter((each) => each !== null);
}

function turnOf(spoken: JsonRecord, from: DecodableMessage['from']): Turn | null {
  if (Object.keys(spoken).length === 0)
    return from === 'server' ? { asks: 'ping' } : { answers: 'ping', newest: true };
  const { id } = spoken;
  if (typeof id !== 'number' || 'send' in spoken) return null;
  return from === 'client' ? { asks: String(id) } : { answers: String(id) };
}
