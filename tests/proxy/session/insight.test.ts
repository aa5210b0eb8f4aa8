// What is found in real sessions: real clients and servers that behave as they should not, and a demo that does.

import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Finding, FindingKind } from '../../../proxy/contract/finding.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { openRig } from '../../support/archive-rig.ts';
import { connectThrough } from '../../support/proxied-client.ts';
import { proxyOf, startSession } from '../../support/start-session.ts';
import { tempDir } from '../../support/temp-dir.ts';

async function serve(accepted: (socket: WebSocket) => void, autoPong = true): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong });
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    accepted(socket);
  });
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}/live`;
}

/** The finding of this kind, once it is there. */
async function found(
  session: Pick<Session, 'findings'>,
  kind: FindingKind,
  connections: readonly ConnectionId[] | null = null,
): Promise<Finding> {
  const look = async () =>
    (await session.findings(connections)).findings.find((finding) => finding.kind === kind);
  await expect.poll(look, { timeout: 10_000 }).toBeDefined();
  return (await look())!;
}

describe('insight', () => {
  test('names the server that stopped answering pings, when its client has given it up', async () => {
    const session = await startSession();
    const url = await serve((socket) => socket.send('welcome'), false);
    const client = await connectThrough(url, { proxy: proxyOf(session) });
    client.on('error', () => undefined);
    await once(client, 'message');
    client.ping('are you there?');
    setTimeout(() => client.terminate(), 3_100); // as a client's heartbeat does
    const finding = await found(session, 'half-open');
    expect(finding.severity).toBe('warning');
    expect(finding.what).toMatch(
      /^The server has not answered a ping and said nothing for [3-9]\.\d s before the end/,
    );
    const [row] = await session.connections();
    expect(finding.connections).toEqual([row!.id]);
  });

  test('finds the storm of a client that comes back at once, and tells its closes as one', async () => {
    const session = await startSession();
    const url = await serve((socket) => socket.close(1013, 'busy'));
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const client = await connectThrough(url, { proxy: proxyOf(session) });
      await once(client, 'close');
    }
    await expect.poll(async () => (await found(session, 'reconnect-storm')).times).toBe(6);
    const storm = await found(session, 'reconnect-storm');
    expect(storm.advice).toMatch(/1013/);
    await expect.poll(async () => (await found(session, 'close')).times).toBe(6);
    const close = await found(session, 'close');
    expect(close.what).toMatch(/^The server closed with 1013 Try Again Later \(“busy”\)/);
    expect((await session.findings([close.connections[0]!])).findings.map(({ kind }) => kind)).toContain(
      'reconnect-storm',
    );
  });

  test('has nothing to warn of in the demo, neither while it runs nor when it has ended', async () => {
    const session = await startSession();
    let ids: readonly ConnectionId[] | null = null;
    const worrying = async () =>
      (await session.findings(ids)).findings.filter(({ severity }) => severity !== 'info');
    await session.startDemo(500);
    await expect
      .poll(async () => (await session.status()).totals.messages, { timeout: 20_000 })
      .toBeGreaterThan(2000);
    expect(await worrying()).toEqual([]);
    ids = (await session.connections()).map(({ id }) => id);
    expect(await worrying()).toEqual([]);
    await session.stopDemo();
    await expect
      .poll(async () => (await session.connections()).every(({ state }) => state === 'closed'))
      .toBe(true);
    expect(await worrying()).toEqual([]);
  });

  test('says that recording was paused', async () => {
    const session = await startSession();
    const url = await serve((socket) => socket.on('message', (data) => socket.send(data)));
    const client = await connectThrough(url, { proxy: proxyOf(session) });
    await once(client, 'open');
    await session.findings(null);
    await session.pause();
    client.send('not kept');
    await once(client, 'message');
    await session.resume();
    const gap = await found(session, 'capture-gap');
    expect(gap.what).toMatch(
      /^Recording was paused once, for .* in all, and 2 messages of \d+ bytes are missing/,
    );
    client.terminate();
  });

  test('tells a front how much there is, and when that changes', async () => {
    const session = await startSession();
    const url = await serve((socket) => socket.close(1011));
    expect(await session.findings(null)).toMatchObject({ findings: [] });
    const warned = Promise.withResolvers<void>();
    const stop = await session.subscribe(({ status }) => {
      if (status.findings.warning === 1) warned.resolve();
    });
    const client = await connectThrough(url, { proxy: proxyOf(session) });
    client.on('error', () => undefined);
    await warned.promise;
    stop();
  });
});

describe('insight into a session file', () => {
  test('is the same as it was while it was captured, in what was stored', async () => {
    const file = join(tempDir(), 'a.framescope');
    const rig = await openRig(file);
    await rig.calls.findings(null);
    const wire = rig.open();
    for (let n = 0; n < 3000; n += 1) wire.text('client', `m${n % 10}`);
    wire.bytes('server', Uint8Array.of(0x89, 0x81, 1, 2, 3, 4, 5)); // masked by a server
    wire.end('reset', null);
    await rig.archive.settle();
    const live = async () => (await rig.calls.findings(null)).findings;
    await expect.poll(async () => (await live()).length).toBe(3);
    const before = await live();
    await rig.close();
    const again = await openRig(file);
    await expect.poll(async () => (await again.calls.findings(null)).findings).toEqual(before);
    expect(before.map(({ kind }) => kind).toSorted()).toEqual(['close', 'framing', 'violation']);
  });

  test('tells what was asked in vain while it was captured', async () => {
    const file = join(tempDir(), 'a.framescope');
    const rig = await openRig(file);
    const wire = rig.open();
    const ask = (id: number) => wire.text('client', JSON.stringify({ jsonrpc: '2.0', id, method: 'get' }));
    for (const id of [1, 2, 3]) ask(id);
    wire.text('server', '{"jsonrpc":"2.0","id":2,"result":7}');
    wire.end('reset', null);
    await rig.close();
    const again = await openRig(file);
    const ofOne = { findings: () => again.calls.findings([wire.id]) };
    await expect.poll(async () => (await found(ofOne, 'unanswered')).what).toMatch(/^2 messages ask and/);
    expect((await found(ofOne, 'unanswered')).evidence[0]).toMatchObject({ seq: 1 });
  });

  test('looks for heartbeats of the protocol inside only where it is asked to', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 20; n += 1) {
      wire.text('client', '{"type":"ping"}');
      wire.text('server', '{"type":"pong"}');
    }
    wire.text('server', '{"type":"trade","price":1}');
    await rig.archive.settle();
    expect((await rig.calls.findings(null)).findings).toEqual([]);
    const finding = await found({ findings: (ids) => rig.calls.findings(ids) }, 'heartbeat', [wire.id]);
    expect(finding.what).toMatch(/^The client sends a heartbeat every 2 ms/);
    const report = await rig.calls.findings([wire.id]);
    expect([report.scanned, report.total]).toEqual([41, 41]);
    await rig.calls.decodeBy({ 'example.test': { client: 'none', server: 'none' } });
    expect((await rig.calls.findings([wire.id])).findings).toEqual([]);
  });

  test('forgets everything when the session is cleared', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', 'hello');
    wire.end('reset', null);
    await rig.archive.settle();
    await expect.poll(async () => (await rig.calls.findings(null)).findings.length).toBe(1);
    await rig.calls.clear();
    expect((await rig.calls.findings(null)).findings).toEqual([]);
  });
});
