import { once } from 'node:events';
import { JSONRPCClient, JSONRPCServer } from 'json-rpc-2.0';
import { expect, onTestFinished, test } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { startTextServer } from '../../support/text-server.ts';

test('calls of json-rpc-2.0 have their results, notifications ask nothing', async () => {
  const server = new JSONRPCServer();
  server.addMethod('add', ([a, b]: number[]) => a! + b!);
  const { url } = await startTextServer({
    hears: (text, { say }) => {
      void server.receiveJSON(text).then((answer) => answer && say(answer));
    },
  });
  const { WebSocket, rows } = await openConversation();
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const client = new JSONRPCClient((call) => socket.send(JSON.stringify(call)));
  socket.on('message', (data) => client.receive(JSON.parse((data as Buffer).toString())));
  expect(await client.request('add', [2, 3])).toBe(5);
  client.notify('seen', [1]);
  await expect(client.request('nothing', [])).rejects.toThrow('Method not found');
  const read = await rows((all) => all.length === 5);
  expect(read.map(brief)).toEqual([
    '▲ jsonrpc add: add #1 [2,3]',
    '▼ jsonrpc result: result #1 5 (answer)',
    '▲ jsonrpc seen: seen [1]',
    '▲ jsonrpc nothing: nothing #2 []',
    '▼ jsonrpc error: error #2 -32601 Method not found (answer)',
  ]);
  expect(read.map(({ asked }) => asked?.answer)).toEqual([2, undefined, undefined, 5, undefined]);
});
