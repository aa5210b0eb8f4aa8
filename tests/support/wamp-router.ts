// A router of WAMP for one client (wamp-proto.org, §6): it welcomes, grants every request, passes calls to whoever has
// registered them and events to whoever has subscribed, which is the same client.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decode as decodeMsgpack, encode as encodeMsgpack } from '@msgpack/msgpack';
import { decode as decodeCbor, encode as encodeCbor } from 'cborg';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

type Message = readonly unknown[];

interface Serializer {
  readonly read: (bytes: Buffer) => Message;
  readonly write: (message: Message) => string | Uint8Array;
}

const SERIALIZERS: Readonly<Record<string, Serializer>> = {
  'wamp.2.json': {
    read: (bytes) => JSON.parse(String(bytes)) as Message,
    write: (message) => JSON.stringify(message),
  },
  'wamp.2.msgpack': {
    read: (bytes) => decodeMsgpack(bytes) as Message,
    write: (message) => encodeMsgpack(message),
  },
  'wamp.2.cbor': { read: (bytes) => decodeCbor(bytes) as Message, write: (message) => encodeCbor(message) },
};

/** @returns its URL */
export async function startWampRouter(): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => serve(socket, SERIALIZERS[socket.protocol]!));
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

/** Every subscription is number 7, every registration number 8; invocations are counted on from calls. */
function serve(socket: WebSocket, { read, write }: Serializer): void {
  const say = (...message: Message) => socket.send(write(message));
  const calls = new Map<unknown, unknown>();
  socket.on('message', (bytes: Buffer) => {
    const [type, request, ...rest] = read(bytes);
    if (type === 1) say(2, 1, { roles: { broker: {}, dealer: {} } });
    if (type === 32) say(33, request, 7);
    if (type === 64) say(65, request, 8);
    if (type === 16) {
      say(36, 7, 9, {}, rest[2]);
      if ((rest[0] as { acknowledge?: boolean }).acknowledge) say(17, request, 9);
    }
    if (type === 48 && rest[1] === 'com.no') say(8, 48, request, {}, 'wamp.error.no_such_procedure');
    else if (type === 48) {
      calls.set(calls.size + 1, request);
      say(68, calls.size, 8, {}, rest[2]);
    }
    if (type === 70) say(50, calls.get(request), {}, rest[1]);
    if (type === 6) say(6, {}, 'wamp.close.goodbye_and_out');
  });
}
