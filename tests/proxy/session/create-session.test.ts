// The engine as its owner holds it: settings, the moving proxy, sending, replaying, and what it refuses.

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import type { LiveSession } from '../../../proxy/session/create-session.ts';
import { EVERYTHING } from '../../support/archive-rig.ts';
import { startEchoOrigins } from '../../support/echo-origins.ts';
import { connectThrough } from '../../support/proxied-client.ts';
import { proxyOf, startSession } from '../../support/start-session.ts';
import { tempDir } from '../../support/temp-dir.ts';

async function openClient(session: LiveSession) {
  const origins = await startEchoOrigins();
  const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/x`, { proxy: proxyOf(session) });
  client.on('error', () => undefined);
  await once(client, 'open');
  return { client, origins };
}

/** The first connection, once it is as wanted. */
async function connectionWhen(
  session: LiveSession,
  wanted: (connection: Connection) => boolean,
): Promise<Connection> {
  await expect.poll(async () => (await session.connections()).some(wanted)).toBe(true);
  return (await session.connections()).find(wanted)!;
}

describe('settings', () => {
  test('a new port moves the proxy at once, and is kept', async () => {
    const dataDir = tempDir();
    const session = await startSession({ dataDir });
    const free = await freePort();
    await session.configure({ proxyPort: free });
    expect((await session.status()).proxy).toBe(`127.0.0.1:${free}`);
    await session.close();
    const again = await startSession({ dataDir, proxyPort: null });
    expect(again.proxy.port).toBe(free);
  });

  test('a port that is taken leaves the proxy where it is', async () => {
    const session = await startSession();
    const before = session.proxy;
    const taken = net.createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as net.AddressInfo;
    await expect(session.configure({ proxyPort: port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    expect(session.proxy).toEqual(before);
    const { client } = await openClient(session);
    client.terminate();
  });

  test('decoders that are chosen at the same time are all chosen, and kept', async () => {
    const dataDir = tempDir();
    const session = await startSession({ dataDir });
    const both = ['client', 'server'] as const;
    await Promise.all([
      session.chooseDecoder('a.test', ['client'], 'json'),
      session.chooseDecoder('a.test', ['server'], 'mqtt'),
      session.chooseDecoder('b.test', both, 'none'),
      session.configure({ theme: 'dark' }),
      session.chooseDecoder('c.test', both, 'irc'),
      session.chooseDecoder('c.test', both, null),
    ]);
    const decoders = {
      'a.test': { client: 'json', server: 'mqtt' },
      'b.test': { client: 'none', server: 'none' },
    };
    expect((await session.status()).settings).toMatchObject({ theme: 'dark', decoders });
    await session.close();
    expect((await (await startSession({ dataDir })).status()).settings.decoders).toEqual(decoders);
  });

  test('a value that makes no sense is refused', async () => {
    const session = await startSession();
    await expect(session.configure({ proxyPort: 70_000 })).rejects.toMatchObject({ code: 'INVALID' });
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('sending into a live connection', () => {
  test('reaches the server masked, and the client unmasked, and both are rows of their own', async () => {
    const session = await startSession();
    const { client, origins } = await openClient(session);
    const { id } = await connectionWhen(session, ({ state }) => state === 'open');
    const received = once(client, 'message');
    await session.send(id, { to: 'client', opcode: 1, payload: new TextEncoder().encode('to the client') });
    expect(String((await received)[0])).toBe('to the client');
    await session.send(id, { to: 'server', opcode: 1, payload: new TextEncoder().encode('to the server') });
    await expect.poll(() => origins.received).toEqual(['to the server']);
    const view = await session.openView({ connections: [id], filter: 'is:injected' });
    await expect
      .poll(async () =>
        (await session.rows(view.view, 0, 10)).map(({ from, preview, violations }) => [
          from,
          preview,
          violations,
        ]),
      )
      .toEqual([
        ['server', 'to the client', []],
        ['client', 'to the server', []],
      ]);
    client.terminate();
  });

  test('is refused for a control frame that is too long, and for a connection that has ended', async () => {
    const session = await startSession();
    const { client } = await openClient(session);
    const { id } = await connectionWhen(session, ({ state }) => state === 'open');
    const ping = { to: 'server', opcode: 9, payload: new Uint8Array(126) } as const;
    await expect(session.send(id, ping)).rejects.toMatchObject({ code: 'INVALID' });
    client.terminate();
    await connectionWhen(session, ({ ending }) => ending !== null);
    const text = { to: 'server', opcode: 1, payload: new Uint8Array(1) } as const;
    await expect(session.send(id, text)).rejects.toMatchObject({ code: 'NOT_OPEN' });
  });
});

describe('replay', () => {
  test('is a new connection that says what it replays, with the same subprotocol and messages', async () => {
    const session = await startSession();
    const origins = await startEchoOrigins();
    const url = `ws://127.0.0.1:${origins.plainPort}/first`;
    const client = await connectThrough(url, { proxy: proxyOf(session), subprotocols: ['chat'] });
    await once(client, 'open');
    client.send('one');
    client.send(Buffer.from([2]));
    await once(client, 'message');
    client.close(1000);
    const { id } = await connectionWhen(session, ({ ending }) => ending !== null);
    const again = await session.replay(id, { url: null, speed: 100 });
    const replayed = await connectionWhen(session, (each) => each.id === again && each.ending !== null);
    expect(replayed).toMatchObject({ replayOf: id, subprotocol: 'chat', url, sentMessages: 3 });
    expect(origins.received).toEqual(['one', '\x02', 'one', '\x02']);
  });

  test('sends a message whole, however large it is', async () => {
    const session = await startSession();
    const { client, origins } = await openClient(session);
    client.send('x'.repeat(9 * 1024 * 1024));
    await once(client, 'message');
    client.close(1000);
    const { id } = await connectionWhen(session, ({ ending }) => ending !== null);
    const again = await session.replay(id, { url: null, speed: 100 });
    await connectionWhen(session, (each) => each.id === again && each.ending !== null);
    expect(origins.received.map(({ length }) => length)).toEqual([9 * 1024 * 1024, 9 * 1024 * 1024]);
  });

  test('of a connection that is not there, or no WebSocket URL, is refused', async () => {
    const session = await startSession();
    const missing = session.replay(99 as ConnectionId, { url: null, speed: 1 });
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { client } = await openClient(session);
    const { id } = await connectionWhen(session, ({ state }) => state === 'open');
    await expect(session.replay(id, { url: 'http://x/', speed: 1 })).rejects.toMatchObject({
      code: 'INVALID',
    });
    client.terminate();
  });
});

describe('pause and clear', () => {
  test('traffic goes on while paused, and what was not kept is a gap', async () => {
    const session = await startSession();
    const { client } = await openClient(session);
    client.send('kept');
    await once(client, 'message');
    await expect.poll(async () => (await session.status()).totals.messages).toBe(2);
    await session.pause();
    client.send('not kept');
    await once(client, 'message');
    await session.resume();
    client.send('kept again');
    await once(client, 'message');
    await expect.poll(async () => (await session.status()).totals).toMatchObject({ messages: 4, gaps: 1 });
    await session.clear();
    expect((await session.status()).totals).toMatchObject({ messages: 0, gaps: 0, open: 1 });
    client.terminate();
  });
});

test('an export has what was relayed before it ends, whether it began before or after that', async () => {
  const session = await startSession();
  const live = await session.startExport({ ...EVERYTHING, live: true });
  const { client } = await openClient(session);
  client.send('just now');
  await once(client, 'message');
  const late = await session.startExport(EVERYTHING);
  await session.endExport(live);
  for (const id of [live, late]) {
    let text = '';
    for (let done = false; !done;) {
      const chunk = await session.readExport(id);
      text += new TextDecoder().decode(chunk.bytes);
      done = chunk.done;
    }
    expect(text).toContain('just now');
  }
  client.terminate();
});

test('a session file that nobody named is kept only when something stands in it', async () => {
  const empty = await startSession();
  await empty.close();
  expect(existsSync(empty.file)).toBe(false);
  const used = await startSession();
  const { client } = await openClient(used);
  client.terminate();
  await used.close();
  expect(existsSync(used.file)).toBe(true);
});

test('the demo’s traffic can be stopped and started again', async () => {
  const session = await startSession();
  await session.startDemo(50);
  expect((await session.status()).demo).toBe(true);
  await connectionWhen(session, ({ receivedMessages }) => receivedMessages > 10);
  await session.stopDemo();
  await connectionWhen(session, ({ ending }) => ending !== null);
  await session.startDemo(50);
  await connectionWhen(session, ({ id, receivedMessages }) => id !== 1 && receivedMessages > 10);
});
