// The words of the filter language: every key with its values and one line of explanation, for parser,
// autocomplete and help. It knows neither grammar nor traffic.

import type { ResourceType } from './model.ts';
import { MARKS } from './notes.ts';

export type TextKey =
  | 'host'
  | 'url'
  | 'path'
  | 'method'
  | 'scheme'
  | 'proto'
  | 'subprotocol'
  | 'text'
  | 'kind'
  | 'mark'
  | 'comment';

export type NumberKey = 'status' | 'close' | 'messages' | 'bytes' | 'size' | 'rtt';

export type KeyName = TextKey | NumberKey | 'is' | 'type' | 'header' | 'id' | 'dir' | 'op' | 'at';

export type ConnectionStateWord = 'open' | 'closed' | 'failed' | 'connecting' | 'replay' | 'retry';
export type MessageStateWord = 'heartbeat' | 'unanswered' | 'injected' | 'compressed';
export type NoteStateWord = 'marked' | 'pinned';
export type StateWord = ConnectionStateWord | MessageStateWord | NoteStateWord | 'violation';

export type OpcodeWord = 'continuation' | 'text' | 'binary' | 'close' | 'ping' | 'pong';

/** RFC 6455 §5.2. */
export const OPCODES: Readonly<Record<OpcodeWord, number>> = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
};

export const OPCODE_WORDS = Object.keys(OPCODES) as readonly OpcodeWord[];

export const BARE_WORDS = [
  { word: 'ws', kind: 'websocket', doc: 'WebSocket connections, also those that were refused' },
  { word: 'http', kind: 'http', doc: 'HTTP requests' },
  { word: 'tunnel', kind: 'tunnel', doc: 'Tunnels whose content is not HTTP' },
] as const;

export const RESOURCE_TYPES: readonly ResourceType[] = [
  'websocket',
  'fetch',
  'document',
  'script',
  'stylesheet',
  'image',
  'font',
  'media',
  'tunnel',
  'other',
];

export const STATE_WORDS: readonly { readonly word: StateWord; readonly doc: string }[] = [
  { word: 'open', doc: 'Still open' },
  { word: 'closed', doc: 'Ended' },
  { word: 'failed', doc: 'Refused, unreachable or not trusted' },
  { word: 'connecting', doc: 'Waiting for the answer' },
  { word: 'replay', doc: 'Plays a captured connection again' },
  { word: 'retry', doc: 'Asks for a captured upgrade again' },
  { word: 'heartbeat', doc: 'Pings, pongs and keep-alives of the protocol inside' },
  { word: 'unanswered', doc: 'Asks, and was not answered in time' },
  { word: 'violation', doc: 'Breaks a rule of RFC 6455 or RFC 7692' },
  { word: 'injected', doc: 'Sent by Framescope, not by the peer' },
  { word: 'compressed', doc: 'Compressed on the wire' },
  { word: 'marked', doc: 'Marked by you, in any colour' },
  { word: 'pinned', doc: 'Kept on top of the list by you' },
];

/** Whether a key asks about the connection, about each message, or about either. */
export type KeyScope = 'connection' | 'message' | 'both';

export interface FilterKey {
  readonly key: KeyName;
  readonly scope: KeyScope;
  /** The only values there are; empty where any value may stand. */
  readonly values: readonly string[];
  readonly example: string;
  readonly doc: string;
}

export const FILTER_KEYS: readonly FilterKey[] = [
  key('host', 'connection', 'host:*.twitch.tv', 'Host, with or without its port'),
  key('url', 'connection', 'url:/chat', 'Any part of the URL'),
  key('path', 'connection', 'path:/api', 'Any part of path and query'),
  key('status', 'connection', 'status:>=400', 'Status of the answer: 101, >=400, 4xx'),
  key('method', 'connection', 'method:POST', 'Request method'),
  key('scheme', 'connection', 'scheme:wss', 'ws, wss, http, https or tcp', [
    'ws',
    'wss',
    'http',
    'https',
    'tcp',
  ]),
  key(
    'is',
    'both',
    'is:open',
    'A state',
    STATE_WORDS.map((state) => state.word),
  ),
  key('type', 'connection', 'type:fetch', 'Type of the request, as in devtools', RESOURCE_TYPES),
  key('proto', 'connection', 'proto:irc', 'Subprotocol, or the protocol that was recognised'),
  key('subprotocol', 'connection', 'subprotocol:graphql*', 'Subprotocol that the server chose'),
  key('close', 'connection', 'close:1006', 'Close code'),
  key('messages', 'connection', 'messages:>100', 'Number of messages, both directions'),
  key('bytes', 'connection', 'bytes:>1M', 'Bytes on the wire, both directions'),
  key(
    'header',
    'connection',
    'header:origin=*.example.org',
    'A header of request or answer, by name and value',
  ),
  key('id', 'connection', 'id:c3', 'One connection'),
  key('dir', 'message', 'dir:sent', 'Direction, as the client sees it', ['sent', 'received']),
  key('op', 'message', 'op:binary', 'Opcode', OPCODE_WORDS),
  key('size', 'message', 'size:>10k', 'Payload bytes, inflated'),
  key(
    'rtt',
    'message',
    'rtt:>200ms',
    'Time to this answer, of a pong to its ping or a result to its request; us, ms or s',
  ),
  key('text', 'message', 'text:"hello there"', 'Any part of the text'),
  key('kind', 'message', 'kind:PRIVMSG', 'Kind that the decoder read: a command, an event name'),
  key('mark', 'both', 'mark:red', 'Colour of your mark', MARKS),
  key('comment', 'both', 'comment:"look here"', 'Any part of your comment; comment:* is any comment'),
  key('at', 'message', 'at:>12:30', 'Local time, or date and time: 2025-11-22T12:30'),
];

function key(
  name: KeyName,
  scope: KeyScope,
  example: string,
  doc: string,
  values: readonly string[] = [],
): FilterKey {
  return { key: name, scope, values, example, doc };
}

const KEYS_BY_NAME = new Map<string, FilterKey>(FILTER_KEYS.map((entry) => [entry.key, entry]));

/** In any case; null for a word that is no key. */
export function findKey(name: string): FilterKey | null {
  return KEYS_BY_NAME.get(name.toLowerCase()) ?? null;
}
