import Pusher from 'pusher-js';
import { expect, onTestFinished, test } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { serveJson } from '../../support/serve-json.ts';

interface Said {
  readonly event: string;
  readonly data: { readonly channel: string };
}

/** pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol: data is JSON in a string. */
function answer({ event, data: { channel } }: Said): readonly unknown[] {
  if (event === 'pusher:ping') return [{ event: 'pusher:pong', data: '{}' }];
  if (event !== 'pusher:subscribe') return [];
  return [
    { event: 'pusher_internal:subscription_succeeded', channel, data: '{}' },
    { event: 'trade', channel, data: '{"price":7}' },
  ];
}

test('Pusher: its own client subscribes and hears', async () => {
  const established = { socket_id: '1.2', activity_timeout: 120 };
  const welcome = [{ event: 'pusher:connection_established', data: JSON.stringify(established) }];
  const host = await serveJson({ welcome, answer });
  const { WebSocket, rows } = await openConversation();
  const [wsHost, port] = host.split(':') as [string, string];
  (Pusher.Runtime as unknown as { getWebSocketAPI(): unknown }).getWebSocketAPI = () => WebSocket;
  const client = new Pusher('key', {
    cluster: 'eu',
    wsHost,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ['ws'],
    enableStats: false,
  });
  onTestFinished(() => client.disconnect());
  const heard = new Promise((resolve) => void client.subscribe('btc').bind('trade', resolve));
  expect(await heard).toEqual({ price: 7 });
  client.send_event('pusher:ping', {});
  const read = (await rows((all) => all.length === 6)).map(brief);
  expect(read.toSorted()).toEqual([
    '▲ pusher pusher:ping: pusher:ping {}',
    '▲ pusher pusher:subscribe: pusher:subscribe {"auth":"","channel":"btc"}',
    '▼ pusher pusher:connection_established: pusher:connection_established {"socket_id":"1.2","activity_timeout":120}',
    '▼ pusher pusher:pong: pusher:pong {} (answer)',
    '▼ pusher pusher_internal:subscription_succeeded: btc  pusher_internal:subscription_succeeded {} (answer)',
    '▼ pusher trade: btc  trade {"price":7}',
  ]);
});
