import {
  HttpTransportType,
  HubConnectionBuilder,
  type IHubProtocol,
  JsonHubProtocol,
  LogLevel,
} from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { expect, onTestFinished, test } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { startHub } from '../../support/signalr-hub.ts';

test.each<[string, IHubProtocol]>([
  ['json', new JsonHubProtocol()],
  ['messagepack', new MessagePackHubProtocol()],
])('SignalR over %s: what is invoked has its result', async (name, protocol) => {
  const url = await startHub();
  const { WebSocket, rows } = await openConversation();
  // Its types leave out the constructor, which it takes all the same.
  const options = { transport: HttpTransportType.WebSockets, skipNegotiation: true, WebSocket };
  const client = new HubConnectionBuilder()
    .withUrl(url, options)
    .withHubProtocol(protocol)
    .configureLogging(LogLevel.None)
    .build();
  onTestFinished(() => client.stop());
  client.on('Heard', () => undefined);
  await client.start();
  expect(await client.invoke('Echo', 'hi', { token: 'hunter2' })).toEqual(['hi', { token: 'hunter2' }]);
  await expect(client.invoke('Fail')).rejects.toThrow('no');
  await client.send('Tell', 1);
  const read = await rows(
    (all) => all.filter(({ from, rtt }) => from === 'server' && rtt !== null).length === 3,
  );
  expect(read.map(brief).filter((line) => !line.endsWith(': Ping') && !line.includes(' Tell:'))).toEqual([
    `▲ signalr handshake: handshake ${name} 1`,
    '▼ signalr handshake response: handshake accepted (answer)',
    '▲ signalr Echo: Echo #0 ("hi",{"token":"•••"})',
    '▼ signalr messages: 3 messages: result #0 ["hi",{"token":"•••"}]; Heard ("Echo"); Ping (answer)',
    '▲ signalr Fail: Fail #1 ()',
    '▼ signalr messages: 3 messages: error #1 no; Heard ("Fail"); Ping (answer)',
  ]);
});
