// The policy `never-slow`: what the disk has no room for is left out and counted, and nobody waits.

import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { MessageRow, Side } from '../../../proxy/contract/model.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { type LiveSession, createSession } from '../../../proxy/session/create-session.ts';
import { WireFile } from '../../../proxy/session/wire-file.ts';
import { type Batch, WireLog, type WireLogLimits } from '../../../proxy/session/wire-log.ts';
import { WireReader } from '../../../proxy/session/wire-reader.ts';
import { type Rig, openRig } from '../../support/archive-rig.ts';
import { createDeflater } from '../../support/deflated.ts';
import { listen } from '../../support/dialogue.ts';
import { concat, utf8 } from '../../support/hex.ts';
import { openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { openOrigin } from '../../support/origins.ts';
import { storedGaps } from '../../support/stored-gaps.ts';
import { REQUEST, SWITCHING } from '../../support/switched.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { connectWire } from '../../support/wire.ts';

const MIB = 1024 * 1024;
/** A few large reads that wait for the disk are enough. */
const SMALL: WireLogLimits = { slabBytes: 1024, memory: 600 * 1024, disk: 1e12 };
/** Nothing is too much unless a test says so. */
const AMPLE: WireLogLimits = { slabBytes: 1024, memory: 1e12, disk: 1e12 };

const text = (words: string) => formatFrame({ opcode: 1, payload: utf8(words) });
const binary = (length: number, fill = 7) =>
  formatFrame({ opcode: 2, payload: new Uint8Array(length).fill(fill) });
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

async function startSession(): Promise<LiveSession> {
  const session = await createSession({
    version: '0',
    dataDir: tempDir(),
    file: join(tempDir(), 'a.framescope'),
    proxyHost: '127.0.0.1',
    proxyPort: 0,
    whenFull: 'never-slow',
    limits: SMALL,
    resolve: [],
    upstreamCa: [],
    insecureHosts: [],
    passthrough: [],
    upstreamProxy: null,
    otherPorts: () => [],
  });
  onTestFinished(async () => void (await session.close()));
  return session;
}

/** Both ends of a WebSocket through a proxy, as raw sockets. */
async function switched(proxyPort: number) {
  const origin = await openOrigin();
  onTestFinished(() => origin.close());
  const client = await connectWire(proxyPort);
  client.send(`GET http://127.0.0.1:${origin.port}/ HTTP/1.1\r\n${REQUEST}\r\n`);
  const server = await origin.next();
  await server.takeHead();
  server.send(`${SWITCHING}\r\n`);
  await client.takeHead();
  return { client, server };
}

describe('a session whose disk is too slow', () => {
  test('passes every byte on, and says of each message how much of it is missing', async () => {
    const session = await startSession();
    const { client, server } = await switched(session.proxy.port);
    const burst = concat(...Array.from({ length: 200 }, (_, n) => concat(binary(20_000 + n), text('beat'))));
    let bursts = 0;
    do {
      bursts += 1;
      server.send(burst);
      expect((await client.take(burst.length)).equals(burst)).toBe(true);
    } while ((await session.status()).totals.gaps === 0);

    await session.disconnect();
    const { id, receivedBytes } = (await session.connections())[0]!;
    expect(receivedBytes).toBe(bursts * burst.length);
    const rows = await rowsOf(session, id, bursts * 400);
    expect(rows).toHaveLength(bursts * 400);
    expect(rows.every(({ complete, violations }) => complete && violations.length === 0)).toBe(true);
    expect(sum(rows.map(({ wireLength }) => wireLength))).toBe(receivedBytes);
    expect(rows.map(({ length }) => length).slice(0, 3)).toEqual([20_000, 4, 20_001]);
    for (const { seq, length, dropped } of rows.filter((row) => row.dropped > 0).slice(0, 5)) {
      const { bytes, total } = await session.payload(seq, 0, MIB);
      expect(total).toBe(length - dropped);
      expect(bytes.every((byte) => byte === 7)).toBe(true);
    }
    const touched = rows.filter(({ dropped }) => dropped > 0);
    const { totals, notices } = await session.status();
    await session.close();
    const gaps = storedGaps(session.file);
    expect(totals.gaps).toBe(gaps.length);
    expect(notices).toEqual([]);
    expect(gaps.every(({ reason, over }) => reason === 'budget' && over === 1)).toBe(true);
    expect(sum(gaps.map(({ bytes }) => bytes))).toBe(sum(touched.map(({ dropped }) => dropped)));
    expect(sum(gaps.map(({ messages }) => messages))).toBe(touched.length);
  });

  test('may be told to lose nothing from now on, and keeps to it', async () => {
    const session = await startSession();
    expect((await session.status()).settings.whenFull).toBe('never-slow');
    expect((await session.configure({ whenFull: 'lossless' })).whenFull).toBe('lossless');
    const { client, server } = await switched(session.proxy.port);
    const burst = concat(...Array.from({ length: 100 }, () => binary(20_000)));
    server.send(burst);
    expect((await client.take(burst.length)).equals(burst)).toBe(true);
    await session.disconnect();
    expect((await session.status()).totals).toMatchObject({ messages: 100, gaps: 0 });
  });
});

/** All of them, once the view has found so many. */
async function rowsOf(session: LiveSession, id: ConnectionId, count: number): Promise<MessageRow[]> {
  const { view } = await session.openView({ connections: [id], filter: '' });
  await expect.poll(async () => (await session.rows(view, count - 1, 1)).length).toBe(1);
  const rows: MessageRow[] = [];
  for (;;) {
    const more = await session.rows(view, rows.length, 2000);
    if (more.length === 0) return rows;
    rows.push(...more);
  }
}

describe('a log that nobody reads', () => {
  test('never makes a peer wait, and has the header of each frame', async () => {
    const file = join(tempDir(), 'a.framescope');
    const batches: Batch[] = [];
    const limits = { slabBytes: 4096, memory: 1e12, disk: MIB };
    const log = new WireLog(new WireFile(file), (batch) => batches.push(batch), limits);
    log.setWhenFull('never-slow');
    const proxy = await openCapture(await temporaryAuthority(), { sink: log });
    onTestFinished(() => proxy.capture.close());
    const { client, server } = await switched(proxy.port);
    const frames = Array.from({ length: 20 }, () => binary(300_000));
    for (const frame of frames) {
      server.send(frame);
      expect((await client.take(frame.length)).equals(frame)).toBe(true);
      await log.flush();
    }
    expect([log.full, log.skims]).toEqual([false, true]);
    expect(log.skipped).toBeGreaterThan(3 * MIB);

    const { observer, heard } = listen({ from: 'server' });
    const reader = new WireReader(file);
    for (const batch of batches) {
      reader.read(batch, {
        event: () => undefined,
        bytes: (_id, _from, chunk, at) => observer.push(chunk, at),
        skipped: ({ at }, length) => observer.skip(length, at),
      });
    }
    const messages = heard();
    expect(messages).toHaveLength(20);
    expect(messages.every(({ complete, length, wireLength }) => complete && wireLength - length === 10)).toBe(
      true,
    );
    expect(sum(messages.map(({ dropped }) => dropped))).toBe(log.skipped);
  });
});

/** Reports a frame without its payload. */
function skipPayload(
  rig: Rig,
  id: ConnectionId,
  from: Side,
  frame: Uint8Array,
  at: number,
  offset: number,
): void {
  const header = frame.length < 65_536 ? 4 : 10;
  const { log } = rig.archive;
  log.written(log.keep(id, from, frame.subarray(0, header), at, offset, false));
  log.skip(id, from, frame.length - header, at, offset + header);
}

describe('the gap', () => {
  test('begins with the first byte that is missing, and ends when everything is kept again', async () => {
    const rig = await openRig(undefined, 'create', AMPLE);
    const wire = rig.open();
    wire.text('server', 'before');
    skipPayload(rig, wire.id, 'server', binary(500), 1, 8);
    skipPayload(rig, wire.id, 'server', binary(70_000), 2, 8 + 504);
    await rig.archive.settle();
    expect(await rig.calls.counts()).toMatchObject({ messages: 3, gaps: 1 });
    await rig.close();
    expect(storedGaps(rig.file)).toEqual([{ reason: 'budget', messages: 2, bytes: 70_500, over: 1 }]);
  });

  test('waits for the last message of which something is missing', async () => {
    const rig = await openRig(undefined, 'create', { ...SMALL, memory: 3000 });
    const { log } = rig.archive;
    log.setWhenFull('never-slow');
    const wire = rig.open();
    const frame = binary(3000);
    wire.bytes('server', frame.subarray(0, 2000));
    wire.bytes('client', binary(2000));
    wire.bytes('client', binary(2000)); // over the budget
    expect(log.skims).toBe(true);
    log.skip(wire.id, 'server', 900, 5, 2000);
    await log.flush();
    expect(log.skims).toBe(false);
    log.written(log.keep(wire.id, 'server', frame.subarray(2900), 6, 2900, false));
    const rows = await rig.rows();
    expect(rows.map(({ length, dropped }) => [length, dropped])).toEqual([
      [3000, 1004],
      [2000, 0],
      [2000, 0],
    ]);
    log.skip(wire.id, 'client', 7, 7, 4008); // nowhere: the rest of that side is one unfinished message
    await rig.close();
    expect(storedGaps(rig.file)).toEqual([
      { reason: 'budget', messages: 1, bytes: 1004, over: 1 },
      { reason: 'budget', messages: 1, bytes: 7, over: 1 },
    ]);
  });

  test('does not stand in one of paused recording, which counts whole messages', async () => {
    const rig = await openRig(undefined, 'create', AMPLE);
    const wire = rig.open();
    await rig.archive.settle();
    await rig.calls.pause(1);
    skipPayload(rig, wire.id, 'server', binary(500), 2, 0);
    await rig.archive.settle();
    await rig.calls.resume(3);
    skipPayload(rig, wire.id, 'server', binary(500), 4, 504);
    await rig.close();
    expect(storedGaps(rig.file)).toEqual([
      { reason: 'paused', messages: 1, bytes: 504, over: 1 },
      { reason: 'budget', messages: 1, bytes: 500, over: 1 },
    ]);
  });

  test('takes the window of compressed messages with it, and never makes them garbage', async () => {
    const rig = await openRig(undefined, 'create', AMPLE);
    const wire = rig.open({ extensions: 'permessage-deflate' });
    const deflate = createDeflater(true);
    const noise = Uint8Array.from({ length: 400 }, (_, n) => (n * n * 31) & 255);
    const frames = [utf8('the words'), noise, utf8('the words')].map((payload) =>
      formatFrame({ opcode: 2, rsv1: true, payload: deflate(payload) }),
    ) as [Uint8Array, Uint8Array, Uint8Array];
    wire.bytes('server', frames[0]);
    skipPayload(rig, wire.id, 'server', frames[1], 3, frames[0].length);
    log(rig, wire.id, frames[2], frames[0].length + frames[1].length);
    const rows = await rig.rows();
    expect(rows.map(({ violations }) => violations.map(({ rule }) => rule))).toEqual([
      [],
      [],
      ['context-lost'],
    ]);
    expect(rows[1]).toMatchObject({ complete: true, dropped: frames[1].length - 4 });
  });
});

const log = ({ archive }: Rig, id: ConnectionId, bytes: Uint8Array, offset: number) =>
  archive.log.written(archive.log.keep(id, 'server', bytes, 9, offset, false));

describe('where there is no room even for headers', () => {
  test('the rest of a connection is one unfinished message, and counted to the byte', async () => {
    const rig = await openRig(undefined, 'create', { ...SMALL, memory: 4096 });
    rig.archive.log.setWhenFull('never-slow');
    const wire = rig.open();
    const words = text('x'.repeat(98)); // 100 bytes
    for (let n = 0; n < 1000; n += 1) wire.bytes('server', words); // in one turn: the disk has no time
    wire.text('client', 'meanwhile');
    await rig.archive.settle();
    wire.bytes('server', words);
    wire.end();
    const rows = (await rig.rows()).filter(({ from }) => from === 'server');
    const rest = rows.at(-1)!;
    expect(
      rows.slice(0, -1).every(({ complete, dropped, length }) => complete && dropped === 0 && length === 98),
    ).toBe(true);
    expect(rows.length).toBeLessThan(150);
    expect(rest).toMatchObject({ complete: false, frames: 0, dropped: rest.wireLength, violations: [] });
    expect(sum(rows.map(({ wireLength }) => wireLength))).toBe(100_100);
    const { receivedBytes, sentBytes } = await rig.calls.connection(wire.id);
    expect(receivedBytes).toBe(100_100);
    await rig.close();
    expect(storedGaps(rig.file)).toEqual([
      { reason: 'budget', messages: 2, bytes: rest.wireLength + sentBytes, over: 1 },
    ]);
  });
});
