import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { brief, openConversation } from '../../support/conversation.ts';

test('a server that compresses its messages itself is read', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => socket.send(gzipSync('{"type":"ticker","price":1}')));
  await once(server, 'listening');
  const { WebSocket, rows } = await openConversation();
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  onTestFinished(() => client.terminate());
  const read = await rows((all) => all.length === 1);
  expect(read.map(brief)).toEqual([
    '▼ compressed ticker: gzip 47 bytes → 27 bytes (×0.6) {"type":"ticker","price":1}',
  ]);
});
