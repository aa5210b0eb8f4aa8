import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Centrifuge } from 'centrifuge';
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf';
import protobufjs from 'protobufjs';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { CLIENT_PROTO } from '../../../proxy/formats/decoders/centrifugo-proto.ts';
import { brief, openConversation } from '../../support/conversation.ts';
import { startTextServer } from '../../support/text-server.ts';

interface Command {
  readonly id?: number;
  readonly connect?: object;
  readonly subscribe?: { readonly channel: string };
  readonly rpc?: { readonly method: string };
}

test('a client of Centrifugo: commands have replies, channels push, pings are heartbeats', async () => {
  const { url } = await startTextServer({
    hears: (text, { say }) => {
      for (const command of text.split('\n').map((line) => JSON.parse(line) as Command)) {
        const { id, connect, subscribe, rpc } = command;
        if (connect) say({ id, connect: { client: 'c1', version: '6.0.0', ping: 25, pong: true } });
        if (connect) say({});
        if (subscribe) {
          say({ id, subscribe: {} });
          say({ push: { channel: subscribe.channel, pub: { data: { text: 'hi' } } } });
        }
        if (rpc) say({ id, error: { code: 104, message: 'method not found' } });
      }
    },
  });
  const { WebSocket, rows } = await openConversation();
  const client = new Centrifuge(`${url}/connection/websocket`, { websocket: WebSocket, token: 'abc' });
  onTestFinished(() => client.disconnect());
  const news = client.newSubscription('news');
  news.subscribe();
  client.connect();
  await client.ready();
  await news.ready();
  await expect(client.rpc('no', {})).rejects.toMatchObject({ code: 104 });
  const read = await rows((all) => all.filter(({ rtt }) => rtt !== null).length >= 3);
  const said = read.map(brief);
  expect(said[0]).toContain('connect #1 {"token":"•••"');
  expect(said).toContain('▼ centrifugo push pub: push pub news {"text":"hi"}');
  expect(said).toContain('▼ centrifugo error: error #3 104 method not found (answer)');
  expect(read.filter(({ decoded }) => decoded?.heartbeat).map(brief)).toEqual([
    '▼ centrifugo ping: ping',
    '▲ centrifugo pong: pong (answer)',
  ]);
});

const { root } = protobufjs.parse(CLIENT_PROTO, { keepCase: true });
const [Commands, Replies] = ['Command', 'Reply'].map((name) =>
  root.lookupType(`centrifugal.centrifuge.protocol.${name}`),
) as [protobufjs.Type, protobufjs.Type];

function commandsIn(bytes: Uint8Array): readonly Command[] {
  const reader = protobufjs.Reader.create(bytes);
  const commands: Command[] = [];
  while (reader.pos < reader.len) commands.push(Commands.toObject(Commands.decodeDelimited(reader)));
  return commands;
}

test('a client of Centrifugo in Protobuf says the same', async () => {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: () => 'centrifuge-protobuf',
  });
  onTestFinished(() => {
    for (const each of server.clients) each.terminate();
    server.close();
  });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    const say = (...replies: object[]) =>
      socket.send(
        Buffer.concat(replies.map((each) => Replies.encodeDelimited(Replies.fromObject(each)).finish())),
      );
    socket.on('message', (data) => {
      for (const { id, connect, subscribe, rpc } of commandsIn(data as Buffer)) {
        if (connect) say({ id, connect: { client: 'c1', version: '6.0.0', ping: 25, pong: true } });
        if (connect) say({});
        const pub = { data: Buffer.from('{"text":"hi","password":"canary"}'), offset: 7 };
        if (subscribe) say({ id, subscribe: {} }, { push: { channel: subscribe.channel, pub } });
        if (rpc) say({ id, error: { code: 104, message: 'method not found' } });
      }
    });
  });
  const { WebSocket, rows } = await openConversation();
  const { port } = server.address() as AddressInfo;
  const client = new ProtobufCentrifuge(`ws://127.0.0.1:${port}/connection/websocket`, {
    websocket: WebSocket,
    token: 'abc',
  });
  onTestFinished(() => client.disconnect());
  const news = client.newSubscription('news');
  const heard = new Promise<unknown>((resolve) => {
    news.on('publication', ({ data }) => resolve(data));
  });
  client.connect();
  await client.ready();
  news.subscribe();
  expect(new TextDecoder().decode((await heard) as Uint8Array)).toContain('"hi"');
  await expect(client.rpc('no', new TextEncoder().encode('[7]'))).rejects.toMatchObject({ code: 104 });
  const read = await rows((all) => all.filter(({ rtt }) => rtt !== null).length >= 4);
  const beats = read.filter(({ decoded }) => decoded?.heartbeat);
  expect(beats.map(brief)).toEqual(['▼ centrifugo ping: ping', '▲ centrifugo pong: pong (answer)']);
  const others = read.filter(({ decoded }) => decoded && !decoded.heartbeat);
  expect(others.map(brief)).toEqual([
    expect.stringContaining('▲ centrifugo connect: connect #1 {"token":"•••"'),
    '▼ centrifugo connect: connect #1 {"client":"c1","version":"6.0.0","ping":25,"pong":true} (answer)',
    expect.stringContaining('▲ centrifugo subscribe: subscribe #2 news {"channel":"news"'),
    '▼ centrifugo several: 2 at once: subscribe #2 {}; push pub news {"text":"hi","password":"•••"} (answer)',
    '▲ centrifugo rpc: rpc #3 no {"data":[7],"method":"no"}',
    '▼ centrifugo error: error #3 104 method not found (answer)',
  ]);
});
