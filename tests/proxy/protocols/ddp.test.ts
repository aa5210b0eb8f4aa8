import simpleDDP from 'simpleddp';
import { expect, onTestFinished, test } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { startTextServer } from '../../support/text-server.ts';

interface DdpMessage {
  readonly msg: string;
  readonly id?: string;
}

test('a client of Meteor: methods have results, subscriptions are ready', async () => {
  const { url } = await startTextServer({
    hears: (text, { say }) => {
      const { msg, id } = JSON.parse(text) as DdpMessage;
      if (msg === 'connect') say({ msg: 'connected', session: 's1' });
      if (msg === 'method') {
        say({ msg: 'result', id, result: { ok: true } });
        say({ msg: 'updated', methods: [id] });
      }
      if (msg === 'sub') {
        say({ msg: 'added', collection: 'messages', id: 'm1', fields: { text: 'hi' } });
        say({ msg: 'ready', subs: [id] });
      }
      if (msg === 'ping') say({ msg: 'pong', id });
    },
  });
  const { WebSocket, rows } = await openConversation();
  const client = new simpleDDP({ endpoint: url, SocketConstructor: WebSocket, reconnectInterval: 5000 });
  onTestFinished(() => client.disconnect());
  await client.connect();
  await client.call('chat.send', 'hi');
  await client.subscribe('messages').ready();
  const read = await rows((all) => all.filter(({ rtt }) => rtt !== null).length >= 3);
  const said = read.map(brief).map((line) => line.replace(/#\S+/g, '#…'));
  expect(said).toContain('▼ ddp connected: connected s1 (answer)');
  expect(said).toContain('▲ ddp method: method chat.send #… ["hi"]');
  expect(said).toContain('▼ ddp result: result #… {"ok":true} (answer)');
  expect(said).toContain('▼ ddp added: added messages m1 {"text":"hi"}');
  expect(said.some((line) => /^▼ ddp ready: .*\(answer\)$/.test(line))).toBe(true);
});
