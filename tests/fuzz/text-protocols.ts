// Where protocols of text are spoken, and what is said there, for the fuzzer to begin with.

import type { DecoderContext } from '../../proxy/formats/decoders/decoder.ts';
import { utf8 } from '../support/hex.ts';

export const TEXT_CONTEXTS: readonly DecoderContext[] = [
  { url: 'wss://example.com/socket.io/?EIO=4', subprotocol: null, decoder: 'socket.io' },
  { url: 'wss://example.com/socket.io/?EIO=3', subprotocol: null, decoder: 'socket.io' },
  { url: 'wss://example.com/graphql', subprotocol: 'graphql-transport-ws' },
  { url: 'wss://example.com/stomp', subprotocol: 'v11.stomp' },
  { url: 'wss://example.com/ws', subprotocol: 'xmpp' },
  { url: 'wss://example.com/echo/477/a1b2c3d4/websocket', subprotocol: null },
  { url: 'wss://example.com/socket/websocket?vsn=2.0.0', subprotocol: null, decoder: 'phoenix' },
  { url: 'wss://example.com/cable', subprotocol: 'actioncable-v1-json' },
  { url: 'wss://example.com/app/key?protocol=7', subprotocol: null },
];

export const TEXT_MESSAGES: readonly Uint8Array[] = [
  '0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
  '2probe',
  '40/admin?token=abc,{"token":"123"}',
  '42/admin,12["bar",1,{"a":null}]',
  '451-["baz",{"_placeholder":true,"num":0}]',
  'b4AQIDBA==',
  '{"id":"1","type":"subscribe","payload":{"query":"subscription A { a }","variables":{"n":1}}}',
  '{"id":"1","type":"next","payload":{"data":null,"errors":[{"message":"gone"}]}}',
  'CONNECT\naccept-version:1.2\nlogin:a\npasscode:b\n\n\0',
  '\nMESSAGE\r\ndestination:/q\\ca\r\ncontent-length:7\r\n\r\n{"a":1}\0RECEIPT\nreceipt-id:1\n\n\0\n',
  '<message xmlns="jabber:client" from="a@h" id="1"><body xml:lang="en">1 &lt; <![CDATA[2]]>&#33;</body><x>a<y/>b</x></message>',
  '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">AGEAYg==</auth>',
  '<iq type="get" id="p"><ping xmlns="urn:xmpp:ping"/></iq>',
  'a["{\\"a\\":1}","hello"]',
  'c[3000,"Go away!"]',
  '["3","4","room:1","phx_reply",{"status":"ok","response":{}}]',
  '\u0001\u0001\u0001\u0001\u000214aok{"a":1}',
  '{"command":"message","identifier":"{\\"channel\\":\\"A\\"}","data":"{\\"action\\":\\"speak\\"}"}',
  '{"event":"pusher:subscribe","data":"{\\"channel\\":\\"a\\"}"}',
  '{"type":"trade","p":1}\n{"type":"trade","p":2}\n',
  'eyJ0eXBlIjoidHJhZGUiLCJwIjoxfQ==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEiLCJleHAiOjF9.c2lnbmF0dXJl',
].map(utf8);
