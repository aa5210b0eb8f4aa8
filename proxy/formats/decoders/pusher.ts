// Pusher Channels, protocol 7, and servers that speak it, such as Laravel Reverb and Soketi. Servers write an event's
// data as JSON in a string; what it says is read.

import type { Decoded } from '../../contract/model.ts';
import {
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
} from './decoder.ts';
import { unfoldJson } from './json-in-text.ts';
import { oneLine } from './one-line.ts';
import { spelledAsJson } from './spelled.ts';

const URL_OF_IT = /\/app\/[\w-]+\?(?:[^#]*&)?protocol=\d/;
const UNMISTAKABLE = /^pusher(?:_internal)?:/;
const KIND_LENGTH = 64;
/** By event, the key of what it asks or answers; `channel` is followed by the one that it is about. */
const ASKS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'pusher:ping': 'ping',
    'pusher:subscribe': 'channel',
    'pusher:signin': 'signin',
  }),
);
const ANSWERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'pusher:pong': 'ping',
    'pusher_internal:subscription_succeeded': 'channel',
    'pusher:subscription_error': 'channel',
    'pusher:signin_success': 'signin',
  }),
);

export const pusher: Decoder = {
  name: 'pusher',
  label: 'Pusher',
  reads: 'text',
  recognises,
  decode,
  spellings: (asked) => spelledAsJson(/^event$/i, asked),
  heartbeat: /"pusher:p[io]ng"/,
  turns,
};

interface Said {
  readonly event: string;
  readonly channel: string | null;
  readonly data: unknown;
  readonly value: Readonly<Record<string, unknown>>;
}

function recognises({ url, decoder }: DecoderContext, message: DecodableMessage): number {
  const said = read(message);
  if (!said) return CONFIDENCE.none;
  if (UNMISTAKABLE.test(said.event)) return URL_OF_IT.test(url) ? CONFIDENCE.url : CONFIDENCE.shape;
  return decoder === pusher.name || URL_OF_IT.test(url) ? CONFIDENCE.url : CONFIDENCE.none;
}

function decode(message: DecodableMessage): Decoded | null {
  const said = read(message);
  if (!said) return null;
  const { event, channel, value } = said;
  const data = unfoldJson(said.data);
  const told = data === undefined ? '' : ` ${typeof data === 'string' ? data : JSON.stringify(data)}`;
  return {
    protocol: pusher.name,
    kind: event !== '' && event.length <= KIND_LENGTH ? event : 'event',
    summary: (channel === null ? '' : `${oneLine(channel, KIND_LENGTH)}  `) + oneLine(event + told),
    heartbeat: event === 'pusher:ping' || event === 'pusher:pong',
    fields: 'data' in value ? { ...value, data } : value,
    parts: [],
  };
}

/** Null for JSON of something else. */
function read({ json }: DecodableMessage): Said | null {
  const value = (json ?? {}) as Readonly<Record<string, unknown>>;
  const { event, channel, data } = value;
  if (typeof event !== 'string') return null;
  return { event, channel: typeof channel === 'string' ? channel : null, data, value };
}

/** A client names the channel in its data, a server beside it. */
function turns(message: DecodableMessage): readonly Turn[] {
  const said = read(message);
  if (!said) return [];
  const about = (said.data as { readonly channel?: unknown } | null | undefined)?.channel ?? said.channel;
  const keyOf = (key: string) => (key === 'channel' ? `channel ${JSON.stringify(about)}` : key);
  const [asks, answers] = [ASKS.get(said.event), ANSWERS.get(said.event)];
  if (asks !== undefined) return [{ asks: keyOf(asks) }];
  if (answers === undefined) return [];
  return [answers === 'ping' ? { answers, newest: true } : { answers: keyOf(answers) }];
}
