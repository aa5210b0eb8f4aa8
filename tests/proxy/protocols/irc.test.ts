import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { brief, openConversation } from '../../support/conversation.ts';

test('IRC over WebSocket is read line by line, and questions have their answers', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'text.ircv3.net' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => {
    socket.on('message', (line) => {
      const [command = '', ...words] = (line as Buffer).toString().trim().split(' ');
      if (command === 'NICK') socket.send(`:irc.test 001 ${words[0]} :Welcome`);
      if (command === 'PING') socket.send(`:irc.test PONG irc.test ${words.join(' ')}`);
    });
  });
  const { WebSocket, rows } = await openConversation();
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}/`, 'text.ircv3.net');
  onTestFinished(() => client.terminate());
  await once(client, 'open');
  client.send('NICK ana');
  client.send('PING :here');
  const read = await rows((all) => all.length === 4);
  expect(read.map(brief).toSorted()).toEqual([
    '▲ irc NICK: NICK ana',
    '▲ irc PING: PING here',
    '▼ irc PONG: PONG irc.test here (answer)',
    '▼ irc RPL_WELCOME: 001 RPL_WELCOME  Welcome (answer)',
  ]);
});
