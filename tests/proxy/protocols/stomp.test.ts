import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@stomp/stompjs';
import StompServer from 'stomp-broker-js';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { brief, openConversation } from '../../support/conversation.ts';

test('STOMP: stompjs and a broker, answers paired, passcodes masked', async () => {
  const http = createServer();
  const broker = new StompServer({ server: http, path: '/stomp' });
  onTestFinished(() => void http.close());
  broker.on('error', () => undefined);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { WebSocket, rows } = await openConversation();
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/stomp`;
  const connected = Promise.withResolvers<void>();
  const client = new Client({
    webSocketFactory: () => new WebSocket(url) as never,
    connectHeaders: { login: 'ana', passcode: 'canary' },
    heartbeatIncoming: 0,
    heartbeatOutgoing: 0,
    reconnectDelay: 0,
    onConnect: () => connected.resolve(),
  });
  onTestFinished(async () => client.deactivate({ force: true }));
  client.activate();
  await connected.promise;
  const subscribed = once(broker, 'subscribe');
  const heard = new Promise<string>((resolve) => {
    client.subscribe('/topic/prices', ({ body }) => resolve(body), { id: 'sub-0' });
  });
  await subscribed;
  broker.send('/topic/prices', {}, '{"price":7}');
  expect(await heard).toBe('{"price":7}');
  client.publish({ destination: '/topic/orders', body: 'sell', headers: { 'content-type': 'text/plain' } });
  await client.deactivate();
  const all = await rows((some) => some.some(({ decoded }) => decoded?.kind === 'RECEIPT'));
  const read = all.filter(({ decoded }) => decoded);
  expect(read.map(brief)).toEqual([
    '▲ stomp CONNECT: CONNECT 1.2,1.1,1.0',
    '▼ stomp CONNECTED: CONNECTED 1.1 (answer)',
    '▲ stomp SUBSCRIBE: SUBSCRIBE /topic/prices',
    '▼ stomp MESSAGE: MESSAGE sub-0 {"price":7}',
    '▲ stomp SEND: SEND /topic/orders sell',
    '▲ stomp DISCONNECT: DISCONNECT',
    '▼ stomp RECEIPT: RECEIPT close-0 (answer)',
  ]);
  expect(JSON.stringify(read.map(({ decoded }) => decoded))).not.toContain('canary');
});

test('STOMP: a large frame that stompjs cuts is one, found by what only its beginning says', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'v12.stomp' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => {
    socket.once('message', () => socket.send('CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0'));
  });
  const { WebSocket, rows, session } = await openConversation();
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const connected = Promise.withResolvers<void>();
  const client = new Client({
    webSocketFactory: () => new WebSocket(url, 'v12.stomp') as never,
    splitLargeFrames: true,
    maxWebSocketChunkSize: 100,
    reconnectDelay: 0,
    onConnect: () => connected.resolve(),
  });
  onTestFinished(async () => client.deactivate({ force: true }));
  client.activate();
  await connected.promise;
  client.publish({ destination: '/queue/large', body: JSON.stringify({ text: 'x'.repeat(200) }) });
  const read = await rows((all) => all.length === 5);
  expect(read.map(brief)).toEqual([
    '▲ stomp CONNECT: CONNECT 1.2,1.1,1.0',
    '▼ stomp CONNECTED: CONNECTED 1.2 (answer)',
    expect.stringMatching(/^▲ stomp SEND: SEND \/queue\/large \(\d+ bytes of its body so far\)$/),
    expect.stringMatching(/^▲ stomp SEND: SEND \/queue\/large \(\d+ bytes of its body so far\)$/),
    expect.stringMatching(/^▲ stomp SEND: SEND \/queue\/large \{"text":"x+…$/),
  ]);
  const found = await session.openView({ connections: null, filter: 'headers.destination:*large' });
  await expect.poll(() => session.rows(found.view, 0, 10)).toHaveLength(3);
});
