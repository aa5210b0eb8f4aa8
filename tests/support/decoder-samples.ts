// One usual message of each protocol, as its decoder meets it on a connection that it has recognised.

import { gzipSync } from 'node:zlib';
import { encode as encodeMessagePack } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import mqttPacket from 'mqtt-packet';
import type { DecoderContext } from '../../proxy/formats/decoders/decoder.ts';
import { hex, utf8 } from './hex.ts';

export interface DecoderSample {
  /** Of the decoder. */
  readonly name: string;
  readonly context: DecoderContext;
  readonly payload: string | Uint8Array;
}

const TICK = { type: 'trade', symbol: 'BTCUSDT', price: 101.5, quantity: 3, at: 1_732_270_000_123 };
const TICK_TEXT = JSON.stringify(TICK);
const CHAT =
  '@badge-info=;badges=moderator/1;color=#FF7F50;display-name=Ana;emotes=25:6-10;id=b34c;mod=1;room-id=1;tmi-sent-ts=1732270000123;user-id=7 :ana!ana@ana.tmi.twitch.tv PRIVMSG #den :hello Kappa how is everybody today';

function sample(
  name: string,
  payload: string | Uint8Array,
  context: Partial<DecoderContext> = {},
): DecoderSample {
  return { name, payload, context: { url: 'wss://h.test/', subprotocol: null, decoder: name, ...context } };
}

const part64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const DECODER_SAMPLES: readonly DecoderSample[] = [
  sample('irc', CHAT, { url: 'wss://irc-ws.chat.twitch.tv/' }),
  sample(
    'discord',
    JSON.stringify({
      t: 'MESSAGE_CREATE',
      s: 2,
      op: 0,
      d: { content: 'hello', author: { username: 'ana' } },
    }),
  ),
  sample('socket.io', '42/chat,7["message",{"text":"hello","to":"bo"}]', {
    url: 'ws://h.test/socket.io/?EIO=4',
  }),
  sample(
    'signalr',
    `${JSON.stringify({ type: 1, invocationId: '1', target: 'Send', arguments: ['ana', 'hello'] })}\u001e`,
  ),
  sample('phoenix', JSON.stringify(['1', '5', 'room:lobby', 'new_msg', { body: 'hello' }]), {
    url: 'ws://h.test/socket/websocket?vsn=2.0.0',
  }),
  sample(
    'actioncable',
    JSON.stringify({ identifier: '{"channel":"ChatChannel"}', message: { body: 'hello' } }),
    { subprotocol: 'actioncable-v1-json' },
  ),
  sample('pusher', JSON.stringify({ event: 'new-price', channel: 'ticks', data: TICK_TEXT }), {
    url: 'ws://h.test/app/key?protocol=7',
  }),
  sample('centrifugo', JSON.stringify({ push: { channel: 'news', pub: { data: TICK } } })),
  sample('sockjs', `a${JSON.stringify([TICK_TEXT])}`, { url: 'ws://h.test/echo/000/session1/websocket' }),
  sample('ddp', JSON.stringify({ msg: 'added', collection: 'messages', id: 'm1', fields: TICK })),
  sample(
    'mqtt',
    mqttPacket.generate({
      cmd: 'publish',
      topic: 'room/temp',
      payload: TICK_TEXT,
      qos: 1,
      messageId: 7,
      dup: false,
      retain: false,
    }),
    { subprotocol: 'mqtt' },
  ),
  sample('stomp', `MESSAGE\ndestination:/topic/prices\nmessage-id:1\nsubscription:0\n\n${TICK_TEXT}\0`, {
    subprotocol: 'v12.stomp',
  }),
  sample(
    'xmpp',
    '<message xmlns="jabber:client" from="ana@h/a" to="bo@h" type="chat"><body>hello</body></message>',
    {
      subprotocol: 'xmpp',
    },
  ),
  sample('wamp', JSON.stringify([48, 7, {}, 'com.example.add', [2, 3]]), { subprotocol: 'wamp.2.json' }),
  sample('jsonrpc', JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'add', params: TICK })),
  sample('graphql', JSON.stringify({ id: '1', type: 'next', payload: { data: { price: TICK } } }), {
    subprotocol: 'graphql-transport-ws',
  }),
  sample(
    'cdp',
    JSON.stringify({ method: 'Network.dataReceived', params: { requestId: '1', dataLength: 20 } }),
  ),
  sample('json', TICK_TEXT),
  sample('ndjson', `${TICK_TEXT}\n${TICK_TEXT}`),
  sample('sse', `event: tick\ndata: ${TICK_TEXT}\n\n`, { kind: 'http' }),
  sample('msgpack', encodeMessagePack(TICK)),
  sample('cbor', encodeCbor(TICK)),
  sample('protobuf', hex('0a 07 42 54 43 55 53 44 54 11 00 00 00 00 00 60 59 40 18 03 22 05 74 72 61 64 65')),
  sample('compressed', gzipSync(TICK_TEXT)),
  sample('base64', Buffer.from(TICK_TEXT).toString('base64')),
  sample(
    'jwt',
    [{ alg: 'HS256', typ: 'JWT' }, { sub: 'ana', exp: 1_800_000_000 }, 'signature'].map(part64).join('.'),
  ),
];

export function bytesOf({ payload }: DecoderSample): Uint8Array {
  return typeof payload === 'string' ? utf8(payload) : payload;
}

/** RFC 6455 §5.6. */
export function opcodeOf({ payload }: DecoderSample): number {
  return typeof payload === 'string' ? 0x1 : 0x2;
}
