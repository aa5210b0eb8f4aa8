// The decoders of message payloads: they read or leave alone whatever it is, and what comes out crosses the wire to a
// page and is in proportion to what went in.

import assert from 'node:assert/strict';
import { encode } from '@msgpack/msgpack';
import type { DecoderContext } from '../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../proxy/formats/decoders/registry.ts';
import { MESSAGES } from '../corpus.ts';
import { TEXT_CONTEXTS, TEXT_MESSAGES } from '../text-protocols.ts';
import { type Target, pick } from '../target.ts';

const CONTEXTS: readonly DecoderContext[] = [
  { url: 'wss://irc-ws.chat.twitch.tv/', subprotocol: null },
  { url: 'wss://example.com/', subprotocol: 'irc' },
  { url: 'wss://example.com/', subprotocol: 'mqtt' },
  { url: 'wss://example.com/', subprotocol: 'wamp.2.msgpack' },
  { url: 'wss://example.com/', subprotocol: 'wamp.2.cbor' },
  { url: 'wss://example.com/', subprotocol: 'protobuf' },
  { url: 'wss://example.com/', subprotocol: null },
  { url: 'https://example.com/events', subprotocol: null, kind: 'http' },
  ...TEXT_CONTEXTS,
];

/** Bytes of fields for each byte of payload: an empty line of chat still has all its fields. */
const PROPORTION = 200;

export const decoders: Target = {
  law: 'make something that crosses the wire, in proportion to the message',
  seeds: [...MESSAGES, ...TEXT_MESSAGES],
  check({ stream, variant }) {
    const message = { from: 'server', opcode: 1 + (variant & 1), payload: stream } as const;
    const decoded = builtIn.decode(pick(CONTEXTS, variant >> 1), message);
    assert.ok(encode(decoded).length <= PROPORTION * (stream.length + 10));
    assert.deepEqual(builtIn.decode(pick(CONTEXTS, variant >> 1), message), decoded, 'it keeps no state');
  },
};
