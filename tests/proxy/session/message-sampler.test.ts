import { expect, test } from 'vitest';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { openRig } from '../../support/archive-rig.ts';
import { utf8 } from '../../support/hex.ts';

const said = (text: string) => `:ana!ana@tmi PRIVMSG #chan :${text}`;

test('a sample knows the kinds and fields of the connections that it is asked for', async () => {
  const rig = await openRig();
  const [chat, api] = [rig.open(), rig.open()];
  chat.text('client', 'JOIN #chan');
  chat.text('server', said('one'));
  chat.text('server', said('two'));
  api.text('server', '{"type":"trade","price":12}');
  await rig.archive.settle();
  const ofChat = await rig.calls.sample([chat.id]);
  expect(ofChat.kinds).toEqual(['PRIVMSG', 'JOIN']);
  expect(ofChat.fields).toContainEqual({ protocol: 'irc', path: ['command'], values: ['PRIVMSG', 'JOIN'] });
  expect((await rig.calls.sample(null)).kinds.toSorted()).toEqual(['JOIN', 'PRIVMSG', 'trade']);
  expect(await rig.calls.sample([])).toEqual({ kinds: [], fields: [] });
});

test('it holds the first messages and the newest, and no large ones', async () => {
  const rig = await openRig();
  const chat = rig.open();
  chat.text('client', 'CAP REQ :twitch.tv/tags');
  for (let index = 0; index < 600; index++) chat.text('server', said(`line ${index}`));
  chat.text('client', 'PART #chan');
  const large = JSON.stringify({ type: 'large', text: 'x'.repeat(70_000) });
  chat.bytes('server', formatFrame({ opcode: 1, payload: utf8(large), maskingKey: null }));
  await rig.archive.settle();
  expect((await rig.calls.sample([chat.id])).kinds).toEqual(['PRIVMSG', 'PART', 'CAP']);
});
