import { Centrifuge } from 'centrifuge';
import { expect, onTestFinished, test } from 'vitest';
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
