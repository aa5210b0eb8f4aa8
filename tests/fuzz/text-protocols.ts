// Where protocols of text are spoken, and what is said there, for the fuzzer to begin with.

import type { DecoderContext } from '../../proxy/formats/decoders/decoder.ts';
import { utf8 } from '../support/hex.ts';

export const TEXT_CONTEXTS: readonly DecoderContext[] = [
  { url: 'wss://example.com/socket.io/?EIO=4', subprotocol: null, decoder: 'socket.io' },
  { url: 'wss://example.com/socket.io/?EIO=3', subprotocol: null, decoder: 'socket.io' },
];

export const TEXT_MESSAGES: readonly Uint8Array[] = [
  '0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
  '2probe',
  '40/admin?token=abc,{"token":"123"}',
  '42/admin,12["bar",1,{"a":null}]',
  '451-["baz",{"_placeholder":true,"num":0}]',
  'b4AQIDBA==',
].map(utf8);
