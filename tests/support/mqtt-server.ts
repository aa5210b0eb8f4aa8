// A server of MQTT 5 that does as little as a client can be content with (MQTT 5 §4): it accepts, grants and acknowledges
// everything, and sends back what is published. Aedes, which is used for 3.1.1, does not speak 5.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Packet, generate, parser } from 'mqtt-packet';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

const VERSION = { protocolVersion: 5 } as const;

/** @returns its URL */
export async function startMqtt5Server(): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'mqtt' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => {
    const reader = parser(VERSION);
    reader.on('packet', (packet) => answer(packet, socket));
    socket.on('message', (bytes) => reader.parse(bytes as Buffer));
  });
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mqtt`;
}

function answer(packet: Packet, socket: WebSocket): void {
  const say = (...packets: readonly Packet[]) =>
    socket.send(Buffer.concat(packets.map((each) => generate(each, VERSION))));
  const id = packet.messageId === undefined ? {} : { messageId: packet.messageId };
  switch (packet.cmd) {
    case 'connect':
      return say({
        cmd: 'connack',
        reasonCode: 0,
        sessionPresent: false,
        properties: { topicAliasMaximum: 10, assignedClientIdentifier: 'auto-1' },
      });
    case 'subscribe':
      return say({ cmd: 'suback', ...id, granted: packet.subscriptions.map(({ qos }) => qos) });
    case 'publish':
      return say(
        { cmd: 'puback', ...id, reasonCode: 0x10 },
        { ...packet, qos: 0, topic: 'echo', properties: { userProperties: { by: 'echo' } } },
      );
    case 'pingreq':
      return say({ cmd: 'pingresp' });
    default:
  }
}
