import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sockjs from 'sockjs';
import SockJS from 'sockjs-client';
import { expect, onTestFinished, test } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';

const RECEIPT = 'RECEIPT\nreceipt-id:7\n\n\0';

test('SockJS: its own client and server, JSON and STOMP inside, a farewell', async () => {
  const server = sockjs.createServer({ log: () => undefined });
  server.on('connection', (connection) => {
    connection.on('data', (said) => {
      if (said === 'bye') connection.close(3000, 'Go away!');
      else connection.write(said.startsWith('SEND') ? RECEIPT : said);
    });
  });
  const http = createServer();
  server.installHandlers(http, { prefix: '/chat' });
  http.listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  await once(http, 'listening');
  const { proxy, rows } = await openConversation();
  const { port } = http.address() as AddressInfo;
  const client = new SockJS(`http://127.0.0.1:${port}/chat`, null, {
    transports: 'websocket',
    transportOptions: { websocket: { proxy: { origin: proxy } } },
  });
  await new Promise((resolve) => {
    client.onopen = resolve;
  });
  client.send('{"price":7}');
  client.send('SEND\ndestination:/q/a\nreceipt:7\n\nhello\0');
  client.send('bye');
  const all = await rows((some) => some.some(({ decoded }) => decoded?.kind === 'close'));
  const read = all.filter(({ decoded }) => decoded).map(brief);
  expect(read.toSorted()).toEqual([
    '▲ sockjs message: SEND /q/a hello',
    '▲ sockjs message: bye',
    '▲ sockjs message: {"price":7}',
    '▼ sockjs close: close 3000 Go away!',
    '▼ sockjs message: RECEIPT 7 (answer)',
    '▼ sockjs message: {"price":7}',
    '▼ sockjs open: open',
  ]);
});
