// MQTT 3.1.1 between mqtt.js and Aedes: a thermostat that listens for a target and publishes what it measures. Both write
// whole packets, as they do in a page and as brokers do.

import { Duplex } from 'node:stream';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Motif } from './camera.ts';
import type { Stage } from './stage.ts';

const HOST = 'broker.example.com';
const TARGET = 'den/thermostat/target';

export async function messaging(stage: Stage): Promise<Motif> {
  const broker = await Aedes.createBroker();
  stage.onEnd(() => broker.close());
  const sockets = new WebSocketServer({ server: await stage.serve(HOST), handleProtocols: () => 'mqtt' });
  sockets.on('connection', (socket) => void broker.handle(wholePackets(socket)));
  const client = await mqtt.connectAsync(`wss://${HOST}/mqtt`, {
    clientId: 'thermostat-7',
    username: 'den',
    password: 'not a real one',
    protocolVersion: 4,
    forceNativeWebSocket: true,
    createWebsocket: (url, subprotocols) => new stage.WebSocket(url, subprotocols),
  });
  stage.onEnd(() => client.end(true));
  await client.subscribeAsync(TARGET, { qos: 1 });
  const told = new Promise((resolve) => client.on('message', resolve));
  await client.publishAsync(TARGET, '{"celsius":21.5,"until":"22:00"}', { qos: 1 });
  await told;
  await client.publishAsync(
    'den/thermostat/measured',
    '{"celsius":20.9,"humidity":41,"battery":{"volts":2.97,"low":false}}',
    { qos: 2 },
  );
  return { messages: 12, opened: 'measured', scrolled: 3 };
}

/** What is written at a time goes as one message. */
function wholePackets(socket: WebSocket): Duplex {
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => socket.send(chunk, done),
    writev: (chunks, done) => socket.send(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done),
  });
  socket.on('message', (bytes: Buffer) => stream.push(bytes));
  socket.on('close', () => stream.destroy());
  return stream;
}
