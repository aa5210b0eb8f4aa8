// Discord's gateway as JSON (discord.com/developers, "Gateway events"): opcodes by name, dispatches by event. What is
// compressed as one zlib stream over all messages is not read here: no message of it stands for itself.

import type { Decoded } from '../../contract/model.ts';
import {
  type AskedField,
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
} from './decoder.ts';
import { jsonRanges } from './json-ranges.ts';
import { oneLine } from './one-line.ts';
import { type JsonRecord, asRecord, jsonText, textOf } from './record.ts';
import { spelledAsJson } from './spelled.ts';

const URL = /^wss?:\/\/gateway[\w.-]*\.discord\.gg(?=[:/?#]|$)/i;
const MAY_BE = /"op"\s*:\s*\d{1,2}\b/;

const OPCODES: Readonly<Record<number, string>> = {
  0: 'Dispatch',
  1: 'Heartbeat',
  2: 'Identify',
  3: 'Presence Update',
  4: 'Voice State Update',
  6: 'Resume',
  7: 'Reconnect',
  8: 'Request Guild Members',
  9: 'Invalid Session',
  10: 'Hello',
  11: 'Heartbeat ACK',
  31: 'Request Soundboard Sounds',
};
const MADE = new RegExp(`^(?:${Object.values(OPCODES).join('|')}|op \\d+)$`, 'i');

export const discord: Decoder = {
  name: 'discord',
  label: 'Discord gateway',
  reads: 'text',
  recognises,
  decode,
  spellings: (field: AskedField) => spelledAsJson(MADE, field),
  heartbeat: /"op"\s*:\s*(?:1|11)\b/,
  turns,
  ranges: jsonRanges,
};

function recognises({ url, decoder }: DecoderContext, { json }: DecodableMessage): number {
  const spoken = asRecord(json);
  if (!spoken || !isPayload(spoken)) return CONFIDENCE.none;
  if (URL.test(url)) return CONFIDENCE.url;
  // others say `op` and `d` too: what a client says is Discord's where its server was heard, or it identifies itself
  const ofServer = 's' in spoken && 't' in spoken;
  const identifies = spoken['op'] === 2 && asRecord(spoken['d'])?.['intents'] !== undefined;
  return ofServer || identifies || decoder === 'discord' ? CONFIDENCE.likely : CONFIDENCE.none;
}

/** `op` and `d` and, of the server, `s` and `t`; nothing else. */
function isPayload(spoken: JsonRecord): boolean {
  const keys = Object.keys(spoken);
  return (
    typeof spoken['op'] === 'number' &&
    'd' in spoken &&
    keys.every((key) => ['op', 'd', 's', 't'].includes(key))
  );
}

function decode({ json }: DecodableMessage): Decoded | null {
  const spoken = asRecord(json);
  if (!spoken || !isPayload(spoken)) return null;
  const { op, d, s, t } = spoken;
  const name = OPCODES[op as number] ?? `op ${String(op)}`;
  const kind = op === 0 && textOf(t) !== '' ? textOf(t) : name;
  const number = typeof s === 'number' ? ` #${s}` : '';
  return {
    protocol: 'discord',
    kind,
    summary: oneLine(`${kind}${number} ${describe(kind, d)}`),
    heartbeat: op === 1 || op === 11,
    fields: spoken,
    parts: [],
  };
}

/** Of a message in a channel what people look for; of everything else what there is. */
function describe(kind: string, data: unknown): string {
  const said = asRecord(data);
  const author = asRecord(said?.['author']);
  if (!kind.startsWith('MESSAGE_') || !said || !author) return data === null ? '' : jsonText(data);
  return `${textOf(author['username'])}: ${textOf(said['content'])}`;
}

function turns(message: DecodableMessage): readonly Turn[] {
  if (message.text === null || !MAY_BE.test(message.text)) return [];
  const spoken = asRecord(message.json);
  switch (spoken?.['op']) {
    case 1:
      return [{ asks: 'heartbeat' }];
    case 11:
      return [{ answers: 'heartbeat', newest: true }];
    case 2:
    case 6:
      return [{ asks: 'session' }];
    case 9:
      return [{ answers: 'session' }];
    case 0:
      return spoken['t'] === 'READY' || spoken['t'] === 'RESUMED' ? [{ answers: 'session' }] : [];
    default:
      return [];
  }
}
