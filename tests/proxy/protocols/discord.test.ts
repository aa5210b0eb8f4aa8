import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { startTextServer } from '../../support/text-server.ts';

test('a gateway of Discord: the session is identified and its token masked, heartbeats are acknowledged', async () => {
  const { url } = await startTextServer({
    greets: ({ say }) => say({ t: null, s: null, op: 10, d: { heartbeat_interval: 41_250 } }),
    hears: (text, { say }) => {
      const { op } = JSON.parse(text) as { op: number };
      if (op === 1) say({ t: null, s: null, op: 11, d: null });
      if (op === 2) {
        say({ t: 'READY', s: 1, op: 0, d: { v: 10 } });
        const d = { id: '1', content: 'hello', author: { username: 'ana' } };
        say({ t: 'MESSAGE_CREATE', s: 2, op: 0, d });
      }
    },
  });
  const { WebSocket, rows, connections } = await openConversation();
  const socket = new WebSocket(`${url}/?v=10&encoding=json`);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  socket.send(JSON.stringify({ op: 2, d: { token: 'Bot secret', intents: 513 } }));
  socket.send(JSON.stringify({ op: 1, d: null }));
  const read = await rows((all) => all.length === 6);
  expect(read.map(brief).toSorted()).toEqual([
    '▲ discord Heartbeat: Heartbeat',
    '▲ discord Identify: Identify {"token":"•••","intents":513}',
    '▼ discord Heartbeat ACK: Heartbeat ACK (answer)',
    '▼ discord Hello: Hello {"heartbeat_interval":41250}',
    '▼ discord MESSAGE_CREATE: MESSAGE_CREATE #2 ana: hello',
    '▼ discord READY: READY #1 {"v":10} (answer)',
  ]);
  expect((await connections()).map(({ decoder }) => decoder)).toEqual(['discord']);
});
