import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer, createWebSocketStream } from 'ws';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import { brief, openConversation } from '../../support/conversation.ts';
import { startMqtt5Server } from '../../support/mqtt-server.ts';

async function startAedes(): Promise<string> {
  const broker = await Aedes.createBroker();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'mqtt' });
  server.on('connection', (socket, request) => {
    broker.handle(createWebSocketStream(socket), request);
  });
  onTestFinished(() => {
    broker.close();
    server.close();
  });
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mqtt`;
}

/** What one side said, without the numbers of packets, which its package chooses. */
function saidBy(side: '▲' | '▼', rows: readonly MessageRow[]): readonly string[] {
  const lines = rows.map(brief).filter((line) => line.startsWith(side));
  return lines.map((line) => line.replaceAll(/#\d+/g, '#…'));
}

test('MQTT 3.1.1: what is published and subscribed to is acknowledged, and its password is not shown', async () => {
  const url = await startAedes();
  const { agent, rows } = await openConversation();
  const client = await mqtt.connectAsync(url, {
    clientId: 'ana',
    username: 'ana',
    password: 'hunter2',
    protocolVersion: 4,
    wsOptions: { agent },
  });
  onTestFinished(() => void client.end(true));
  await client.subscribeAsync('den/#', { qos: 2 });
  await client.publishAsync('den/door', '{"open":true}', { qos: 1 });
  await client.publishAsync('den/light', 'on', { qos: 2 });
  await client.unsubscribeAsync('den/#');
  const read = await rows((all) => all.some(({ decoded }) => decoded?.kind === 'UNSUBACK'));
  expect(saidBy('▲', read).filter((line) => !line.includes(' part: '))).toEqual([
    '▲ mqtt CONNECT: CONNECT ana, MQTT 3.1.1, keep alive 60 s, as ana',
    '▲ mqtt SUBSCRIBE: SUBSCRIBE #… den/# QoS 2',
    '▲ mqtt PUBLISH: PUBLISH #… den/door QoS 1 {"open":true}',
    '▲ mqtt PUBACK: PUBACK #… (answer)',
    '▲ mqtt PUBLISH: PUBLISH #… den/light QoS 2 on',
    '▲ mqtt PUBREC: PUBREC #… (answer)',
    '▲ mqtt PUBREL: PUBREL #… (answer)',
    '▲ mqtt PUBCOMP: PUBCOMP #… (answer)',
    '▲ mqtt UNSUBSCRIBE: UNSUBSCRIBE #… den/#',
  ]);
  const answers = saidBy('▼', read).filter((line) => line.endsWith(' (answer)'));
  expect(answers.map((line) => line.split(' ')[2])).toEqual([
    'CONNACK:',
    'SUBACK:',
    'PUBACK:',
    'PUBREC:',
    'PUBREL:',
    'PUBCOMP:',
    'UNSUBACK:',
  ]);
  expect(JSON.stringify(read)).not.toContain('hunter2');
});

test('MQTT 5: packets in pieces are read where they end, and several in a message one by one', async () => {
  const url = await startMqtt5Server();
  const { agent, rows } = await openConversation();
  const client = await mqtt.connectAsync(url, { clientId: '', protocolVersion: 5, wsOptions: { agent } });
  onTestFinished(() => void client.end(true));
  await client.subscribeAsync('den/#', { qos: 1, nl: true });
  await client.publishAsync('den/door', '{"open":true}', { qos: 1, properties: { topicAlias: 3 } });
  await client.publishAsync('', 'again', { qos: 1, properties: { topicAlias: 3 } });
  const read = await rows((all) => all.filter(({ decoded }) => decoded?.kind === 'packets').length === 2);
  expect(saidBy('▲', read).filter((line) => !/ part: |\?$/.test(line))).toEqual([
    '▲ mqtt CONNECT: CONNECT (no client id), MQTT 5, keep alive 60 s',
    '▲ mqtt SUBSCRIBE: SUBSCRIBE #… den/# QoS 1',
    '▲ mqtt PUBLISH: PUBLISH #… den/door (alias 3) QoS 1 {"open":true}',
    '▲ mqtt PUBLISH: PUBLISH #… (alias 3) QoS 1 again',
  ]);
  expect(saidBy('▲', read).slice(0, 2)).toEqual([
    '▲ mqtt part: CONNECT begins: 1 byte here',
    '▲ mqtt part: CONNECT of 15 bytes goes on: 1 byte here',
  ]);
  expect(saidBy('▼', read)).toEqual([
    '▼ mqtt CONNACK: CONNACK accepted (answer)',
    '▼ mqtt SUBACK: SUBACK #… QoS 1 (if this is MQTT 5) (answer)',
    '▼ mqtt packets: 2 packets: PUBACK #… no matching subscribers; PUBLISH echo QoS 0 {"open":true} (answer)',
    '▼ mqtt packets: 2 packets: PUBACK #… no matching subscribers; PUBLISH echo QoS 0 again (answer)',
  ]);
});
