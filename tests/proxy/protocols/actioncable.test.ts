import { adapters, createConsumer } from '@rails/actioncable';
import { expect, onTestFinished, test, vi } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { serveJson } from '../../support/serve-json.ts';

interface Command {
  readonly command: string;
  readonly identifier: string;
  readonly data?: string;
}

/** Rails: actioncable/lib/action_cable/connection/subscriptions.rb. Nobody gets into a room that is closed. */
function answer({ command, identifier, data }: Command): readonly unknown[] {
  if (command === 'message') return [{ identifier, message: JSON.parse(data!) as unknown }];
  const type = identifier.includes('closed') ? 'reject_subscription' : 'confirm_subscription';
  return command === 'subscribe' ? [{ identifier, type }] : [];
}

test('Action Cable: its own client subscribes, is rejected, performs and hears', async () => {
  const welcome = [{ type: 'welcome' }, { type: 'ping', message: 1_732_270_000 }];
  const host = await serveJson({ subprotocol: 'actioncable-v1-json', welcome, answer });
  const { WebSocket, rows } = await openConversation();
  for (const name of ['addEventListener', 'removeEventListener']) vi.stubGlobal(name, () => undefined); // of a page
  onTestFinished(() => void vi.unstubAllGlobals());
  adapters.WebSocket = WebSocket;
  const consumer = createConsumer(`ws://${host}/cable`);
  onTestFinished(() => consumer.disconnect());
  await new Promise<void>((rejected) => {
    consumer.subscriptions.create({ channel: 'ChatChannel', room: 'closed' }, { rejected });
  });
  const heard = new Promise((received) => {
    const chat = consumer.subscriptions.create(
      { channel: 'ChatChannel', room: 'open' },
      { connected: () => chat.perform('speak', { text: 'hi' }), received },
    );
  });
  expect(await heard).toEqual({ action: 'speak', text: 'hi' });
  const read = (await rows((all) => all.length === 8)).map(brief);
  expect(read.toSorted()).toEqual([
    '▲ actioncable speak: ChatChannel  speak {"text":"hi","action":"speak"}',
    '▲ actioncable subscribe: ChatChannel  subscribe',
    '▲ actioncable subscribe: ChatChannel  subscribe',
    '▼ actioncable confirm_subscription: ChatChannel  confirm_subscription (answer)',
    '▼ actioncable message: ChatChannel  message {"text":"hi","action":"speak"}',
    '▼ actioncable ping: ping 1732270000',
    '▼ actioncable reject_subscription: ChatChannel  reject_subscription (answer)',
    '▼ actioncable welcome: welcome',
  ]);
});
