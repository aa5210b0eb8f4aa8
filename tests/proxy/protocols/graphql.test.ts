import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { brief, openConversation } from '../../support/conversation.ts';

/** The same as graphql-ws has: two of them in one process do not know each other. */
const { buildSchema, execute, parse, subscribe } = createRequire(import.meta.url)(
  'graphql',
) as typeof import('graphql');

const schema = buildSchema(`
  type Query { hello: String }
  type Subscription { price(symbol: String!): Int }
`);

async function* prices() {
  yield await Promise.resolve({ price: 1 });
  yield { price: 2 };
}

const roots = { query: { hello: 'world' }, subscription: { price: prices } };

async function listen(subprotocol: string): Promise<{ server: WebSocketServer; url: string }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => subprotocol });
  onTestFinished(() => server.close());
  await once(server, 'listening');
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` };
}

/** Ids of operations are made up by the client. */
const briefly = (row: Parameters<typeof brief>[0]) => brief(row).replace(/[\da-f]{8} /, 'ID ');

test('graphql-transport-ws: operations by name, their results and errors', async () => {
  const { server, url } = await listen('graphql-transport-ws');
  useServer({ schema, roots }, server);
  const { WebSocket, rows } = await openConversation();
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    lazy: false,
    connectionParams: { token: 'abc' },
  });
  onTestFinished(() => client.dispose());
  const resultsOf = async (query: string, variables: Record<string, unknown> = {}) => {
    const results: unknown[] = [];
    for await (const result of client.iterate({ query, variables })) results.push(result);
    return results;
  };
  expect(await resultsOf('subscription OnPrice($s: String!) { price(symbol: $s) }', { s: 'A' })).toHaveLength(
    2,
  );
  await expect(resultsOf('query Wrong { nothing }')).rejects.toMatchObject([{ locations: [{ column: 15 }] }]);
  const read = await rows((all) => all.length === 8);
  expect(read.map(briefly)).toEqual([
    '▲ graphql connection_init: connection_init {"token":"•••"}',
    '▼ graphql connection_ack: connection_ack (answer)',
    '▲ graphql subscribe OnPrice: ID subscription OnPrice {"s":"A"}',
    '▼ graphql next: ID next {"price":1} (answer)',
    '▼ graphql next: ID next {"price":2}',
    '▼ graphql complete: ID complete',
    '▲ graphql subscribe Wrong: ID query Wrong',
    '▼ graphql error: ID error: Cannot query field "nothing" on type "Query". (answer)',
  ]);
});

interface Start {
  readonly id?: string;
  readonly type: string;
  readonly payload: { readonly query: string };
}

/** Of the server in subscriptions-transport-ws (PROTOCOL.md there), as much as one client needs. */
async function serveLegacy(socket: WebSocket, { id, type, payload }: Start): Promise<void> {
  const say = (message: object) => socket.send(JSON.stringify(message));
  if (type === 'connection_init') {
    say({ type: 'connection_ack' });
    say({ type: 'ka' });
  }
  if (type !== 'start') return;
  const document = parse(payload.query);
  const results = await subscribe({ schema, document, rootValue: roots.subscription });
  if (Symbol.asyncIterator in results)
    for await (const result of results) say({ type: 'data', id, payload: result });
  else say({ type: 'data', id, payload: await execute({ schema, document, rootValue: roots.query }) });
  say({ type: 'complete', id });
}

test('graphql-ws of Apollo: start, data, complete, keep-alives', async () => {
  const { server, url } = await listen('graphql-ws');
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => void serveLegacy(socket, JSON.parse(data.toString()) as Start));
  });
  const { WebSocket, rows } = await openConversation();
  const client = new WebSocket(url, 'graphql-ws');
  onTestFinished(() => client.terminate());
  await once(client, 'open');
  client.send('{"type":"connection_init","payload":{}}');
  client.send(
    '{"id":"1","type":"start","payload":{"query":"subscription Live { price(symbol: \\"A\\") }","variables":{}}}',
  );
  const whole = await rows((all) => all.length === 7);
  const read = whole.map(brief);
  expect(read.filter((line) => line.startsWith('▲'))).toEqual([
    '▲ graphql connection_init: connection_init {}',
    '▲ graphql start Live: 1 subscription Live',
  ]);
  expect(read.filter((line) => line.startsWith('▼'))).toEqual([
    '▼ graphql connection_ack: connection_ack (answer)',
    '▼ graphql ka: ka',
    '▼ graphql data: 1 data {"price":1} (answer)',
    '▼ graphql data: 1 data {"price":2}',
    '▼ graphql complete: 1 complete',
  ]);
  expect(whole.find(({ decoded }) => decoded?.kind === 'ka')?.decoded?.heartbeat).toBe(true);
});
