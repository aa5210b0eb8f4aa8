import { Socket } from 'phoenix';
import { expect, onTestFinished, test } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { concat, utf8 } from '../../support/hex.ts';
import { serveJson } from '../../support/serve-json.ts';

type Push = readonly [joinRef: string | null, ref: string, topic: string, event: string, payload: object];

/** phoenix: guides/howto/writing_a_channels_client.md. Everything is well; what is shouted goes to all. */
function answer([joinRef, ref, topic, event, payload]: Push): readonly unknown[] {
  const reply = [joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }];
  return event === 'shout' ? [reply, [null, null, topic, 'shouted', payload]] : [reply];
}

/** A binary reply to a binary push: the refs and the topic are as they were. */
function answerBytes(said: Uint8Array): readonly Uint8Array[] {
  const [joinRef = 0, ref = 0, topic = 0, event = 0] = said.subarray(1, 5);
  const names = said.subarray(5, 5 + joinRef + ref + topic);
  const data = said.subarray(5 + names.length + event);
  return [concat(Uint8Array.of(1, joinRef, ref, topic, 2), names, utf8('ok'), data)];
}

test('Phoenix: its own client joins, pushes text and bytes, and is replied to', async () => {
  const host = await serveJson({ answer, answerBytes });
  const { WebSocket, rows } = await openConversation();
  const socket = new Socket(`ws://${host}/socket`, {
    transport: WebSocket,
    params: { token: 'canary' },
    heartbeatIntervalMs: 300,
  });
  onTestFinished(() => socket.disconnect());
  socket.connect();
  const channel = socket.channel('room:1', { name: 'ana' });
  await new Promise((joined) => channel.join().receive('ok', joined));
  await new Promise((replied) => channel.push('shout', { body: 'hi' }).receive('ok', replied));
  const bytes = utf8('{"a":1}').buffer;
  await new Promise((replied) => channel.push('upload', bytes).receive('ok', replied));
  const all = await rows((some) => some.filter(({ decoded }) => decoded?.heartbeat).length >= 2);
  const read = all.filter(({ decoded }) => !decoded?.heartbeat).map(brief);
  expect(read.toSorted()).toEqual([
    '▲ phoenix phx_join: room:1  phx_join {"name":"ana"}',
    '▲ phoenix shout: room:1  shout {"body":"hi"}',
    '▲ phoenix upload: room:1  upload {"a":1}',
    '▼ phoenix phx_reply: room:1  phx_reply ok {"a":1} (answer)',
    '▼ phoenix phx_reply: room:1  phx_reply ok {} (answer)',
    '▼ phoenix phx_reply: room:1  phx_reply ok {} (answer)',
    '▼ phoenix shouted: room:1  shouted {"body":"hi"}',
  ]);
  const beats = all.filter(({ decoded }) => decoded?.heartbeat).map(brief);
  expect(beats.slice(0, 2)).toEqual([
    '▲ phoenix heartbeat: phoenix  heartbeat {}',
    '▼ phoenix phx_reply: phoenix  phx_reply ok {} (answer)',
  ]);
});
