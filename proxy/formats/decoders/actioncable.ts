// Action Cable of Rails (actioncable-v1-json): commands of the client, types of the server, and messages to a
// subscription, which is known by its identifier: JSON in a string, as is the data of a client's message.

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

const SUBPROTOCOL = /^actioncable-v1(?:\.\d+)?-(?:ext-)?json$/;
const COMMANDS: ReadonlySet<unknown> = new Set(['subscribe', 'unsubscribe', 'message']);
const TYPES: ReadonlySet<unknown> = new Set([
  'welcome',
  'ping',
  'pong',
  'disconnect',
  'confirm_subscription',
  'reject_subscription',
]);
const NAME = /^[\w.:-]{1,64}$/;

export const actionCable: Decoder = {
  name: 'actioncable',
  label: 'Action Cable',
  reads: 'text',
  recognises,
  decode,
  spellings: (asked) => spelledAsJson(/^message$/i, asked),
  heartbeat: /"p[io]ng"/,
  turns,
};

type Said = Readonly<Record<string, unknown>>;

function recognises({ subprotocol, decoder }: DecoderContext, { json }: DecodableMessage): number {
  const said = json as Said | null;
  if (said === null) return CONFIDENCE.none;
  if (subprotocol !== null && SUBPROTOCOL.test(subprotocol)) return CONFIDENCE.subprotocol;
  return decoder === actionCable.name || isUnmistakable(said) ? CONFIDENCE.shape : CONFIDENCE.none;
}

/** Said without its subprotocol by nobody else. */
function isUnmistakable({ identifier, command, type }: Said): boolean {
  if (typeof identifier !== 'string') return false;
  const subscribes = command === 'subscribe' || command === 'unsubscribe';
  return subscribes || isAnswer(type) || identifier.startsWith('{"channel":');
}

function isAnswer(type: unknown): boolean {
  return type === 'confirm_subscription' || type === 'reject_subscription';
}

function decode(message: DecodableMessage): Decoded | null {
  const said = read(message);
  if (!said) return null;
  const fields = { ...said, ...unfolded(said) };
  const kind = kindOf(fields);
  return {
    protocol: actionCable.name,
    kind,
    summary: summarise(kind, fields),
    heartbeat: said['type'] === 'ping' || said['type'] === 'pong',
    fields,
    parts: [],
  };
}

/** Null for JSON of something else. */
function read({ json }: DecodableMessage): Said | null {
  const said = (json ?? {}) as Said;
  const isMessage = typeof said['identifier'] === 'string' && 'message' in said;
  return COMMANDS.has(said['command']) || TYPES.has(said['type']) || isMessage ? said : null;
}

function unfolded(said: Said): Said {
  const texts = ['identifier', 'data'].filter((name) => typeof said[name] === 'string');
  return Object.fromEntries(texts.map((name) => [name, unfoldJson(said[name])]));
}

/** What a client performs has a name of its own: `speak`. */
function kindOf({ command, type, data }: Said): string {
  const action = command === 'message' ? (data as Said | undefined)?.['action'] : undefined;
  if (typeof action === 'string' && NAME.test(action)) return action;
  const named = [command, type].find((word) => COMMANDS.has(word) || TYPES.has(word));
  return typeof named === 'string' ? named : 'message';
}

/** `ChatChannel  speak {"text":"hi"}` */
function summarise(kind: string, { identifier, data, message, type, ...more }: Said): string {
  const channel = (identifier as Said | undefined)?.['channel'] ?? identifier;
  const where = channel === undefined ? '' : `${oneLine(asText(channel), 64)}  `;
  const told = type === 'disconnect' ? more['reason'] : (data ?? message);
  return where + oneLine(told === undefined ? kind : `${kind} ${asText(told)}`);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function turns(message: DecodableMessage): readonly Turn[] {
  const said = read(message);
  if (!said) return [];
  const { command, type, identifier } = said;
  if (command === 'subscribe') return [{ asks: String(identifier) }];
  return isAnswer(type) ? [{ answers: String(identifier) }] : [];
}
