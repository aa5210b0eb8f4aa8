// Many connections at once, with more than their readers take: what crosses and what is stored is what was said, though
// memory for reading, forwarding and writing down is shared by all of them.

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { Connection } from '../../../proxy/contract/model.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import type { LiveSession } from '../../../proxy/session/create-session.ts';
import { startEchoOrigins } from '../../support/echo-origins.ts';
import { connectThrough } from '../../support/proxied-client.ts';
import { proxyOf, startSession } from '../../support/start-session.ts';

const MESSAGES = 60;
const LARGEST = 300_000; // bytes

const hashOf = (pieces: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};

/** Says all at once, hears the echoes slowly; the hash of both. */
async function converse(client: WebSocket): Promise<{ said: string; heard: string }> {
  await once(client, 'open');
  const said = Array.from({ length: MESSAGES }, (_, n) => randomBytes(1 + ((n * 104_729) % LARGEST)));
  const heard: Buffer[] = [];
  const done = Promise.withResolvers<void>();
  client.on('message', (data) => {
    if (heard.push(data as Buffer) === MESSAGES) done.resolve();
    client.pause();
    setImmediate(() => client.resume());
  });
  for (const message of said) client.send(message);
  await done.promise;
  client.close();
  await once(client, 'close');
  return { said: hashOf(said), heard: hashOf(heard) };
}

async function stored(session: LiveSession, { id }: Connection, from: Side): Promise<string> {
  const filter = `op:binary dir:${from === 'client' ? 'sent' : 'received'}`;
  const { view } = await session.openView({ connections: [id], filter });
  await expect.poll(async () => (await session.rows(view, 0, 1000)).length).toBe(MESSAGES);
  const rows = await session.rows(view, 0, 1000);
  const payloads = await Promise.all(rows.map(({ seq }) => session.payload(seq, 0, LARGEST)));
  return hashOf(payloads.map(({ bytes }) => bytes));
}

test('every connection hears its own echoes, and its rows are what it said and heard', async () => {
  const origins = await startEchoOrigins('echo.example');
  const session = await startSession({
    resolve: [{ host: 'echo.example', port: origins.securePort, address: '127.0.0.1' }],
    upstreamCa: [readFileSync(origins.caFile, 'utf8')],
  });
  const options = { proxy: proxyOf(session), ca: session.authority.pem, perMessageDeflate: false };
  const urls = Array.from({ length: 8 }, (_, n) =>
    n % 2 === 0
      ? `ws://127.0.0.1:${origins.plainPort}/${n}`
      : `wss://echo.example:${origins.securePort}/${n}`,
  );
  const results = await Promise.all(urls.map(async (url) => converse(await connectThrough(url, options))));
  for (const { said, heard } of results) expect(heard).toBe(said);
  for (const connection of await session.connections()) {
    const { said } = results[Number(connection.path.slice(1))]!;
    expect(await stored(session, connection, 'client')).toBe(said);
    expect(await stored(session, connection, 'server')).toBe(said);
  }
  expect(await session.connections()).toHaveLength(urls.length);
});
