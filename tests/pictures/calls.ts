// GraphQL over WebSocket with graphql-ws at both ends: a query, a subscription with its results, and an error.

import { createRequire } from 'node:module';
import { createClient } from 'graphql-ws';
import { useServer as serveGraphql } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Motif } from './camera.ts';
import type { Stage } from './stage.ts';

/** The same as graphql-ws has: two of them in one process do not know each other. */
const { buildSchema } = createRequire(import.meta.url)('graphql') as typeof import('graphql');

const HOST = 'api.example.com';

const schema = buildSchema(`
  type Price { symbol: String!, bid: Float!, ask: Float! }
  type Query { markets: [String!]! }
  type Subscription { price(symbol: String!): Price! }
`);

async function* prices({ symbol }: { readonly symbol: string }) {
  for (const bid of [101.5, 101.7, 101.4])
    yield await Promise.resolve({ price: { symbol, bid, ask: Number((bid + 0.2).toFixed(1)) } });
}

const roots = { query: { markets: ['Zurich', 'Milan'] }, subscription: { price: prices } };

export async function calls(stage: Stage): Promise<Motif> {
  const server = new WebSocketServer({
    server: await stage.serve(HOST),
    handleProtocols: () => 'graphql-transport-ws',
  });
  serveGraphql({ schema, roots }, server);
  let operations = 0;
  const client = createClient({
    url: `wss://${HOST}/graphql`,
    webSocketImpl: stage.WebSocket,
    lazy: false,
    generateID: () => String(++operations),
    connectionParams: { token: 'not a real one' },
  });
  stage.onEnd(() => client.dispose());
  const all = async (query: string, variables: Record<string, unknown> = {}) => {
    for await (const _ of client.iterate({ query, variables })) continue;
  };
  await all('query Markets { markets }');
  await all('subscription OnPrice($symbol: String!) { price(symbol: $symbol) { symbol bid ask } }', {
    symbol: 'ZURN',
  });
  await all('query Wrong { market }').catch(() => undefined);
  return { messages: 12, opened: '101.7', unfolded: /^price/, scrolled: 2 };
}
