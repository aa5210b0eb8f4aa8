import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { CaptureEvent } from '../../../proxy/capture/sink.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { startArchive } from '../../../proxy/session/archive-link.ts';
import { frameOf, openRig } from '../../support/archive-rig.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('an archive', () => {
  test('that cannot open its file fails as the store does', async () => {
    const file = join(tempDir(), 'a.framescope');
    writeFileSync(file, 'no session at all, but long enough to be read as the header of one '.repeat(50));
    await expect(openRig(file)).rejects.toMatchObject({ name: 'FramescopeError', code: 'SESSION_CORRUPT' });
  });

  test('whose file turns out to be damaged says so', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 3000; n += 1) wire.text('server', `message ${n}`);
    await rig.close();
    truncateSync(rig.file, 96 * 1024);
    await expect(openRig(rig.file)).rejects.toMatchObject({
      name: 'FramescopeError',
      code: 'SESSION_CORRUPT',
    });
  });

  test('answers calls while it has a flood to read, and counts what was sent before', async () => {
    const rig = await openRig();
    const wire = rig.open();
    await rig.archive.settle();
    for (let n = 0; n < 100_000; n += 1) wire.text('server', 'x'.repeat(80));
    await rig.archive.log.flush();
    const connection = await rig.calls.connection(wire.id);
    expect(connection.receivedMessages).toBeLessThan(100_000);
    expect((await rig.calls.counts()).messages).toBe(100_000);
  });

  test('that dies is missed, and makes neither capture nor callers wait', async () => {
    const died = Promise.withResolvers<Error>();
    const archive = await startArchive({
      file: join(tempDir(), 'a.framescope'),
      access: 'create',
      version: '0.0.0-test',
      changed: async () => undefined,
      died: died.resolve,
    });
    archive.log.event({ type: 'opened', id: 1 as ConnectionId, at: 1 } as CaptureEvent);
    const open = expect(archive.settle()).rejects.toMatchObject({ code: 'ENGINE_GONE' });
    expect(await died.promise).toBeInstanceOf(Error);
    await open;
    const flood = new Uint8Array(65_536);
    for (let n = 0; n < 6000; n += 1) {
      archive.log.written(archive.log.keep(1 as ConnectionId, 'server', flood, 1, 0, false));
      if (archive.log.full) throw new Error('asked to wait for nobody');
    }
    await archive.close(2);
  });

  test('tells one change at a time, with the newest state', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', 'one');
    const change = await rig.until(({ counts }) => counts.messages === 1);
    expect(change).toMatchObject({
      reset: false,
      diskTrouble: null,
      counts: { connections: 1, open: 1, gaps: 0 },
    });
    expect(change.counts.disk).toBeGreaterThan(0);
    expect(change.connections).toMatchObject([{ id: wire.id, receivedMessages: 1, state: 'open' }]);
    expect(change.connections[0]).not.toHaveProperty('requestHeaders');
  });
});

describe('bodies', () => {
  function exchange(
    rig: Awaited<ReturnType<typeof openRig>>,
    encoding: string,
    pieces: readonly Uint8Array[],
    size?: number,
  ) {
    const id = 7 as ConnectionId;
    const { log } = rig.archive;
    const opened = {
      kind: 'http',
      url: 'http://h/',
      scheme: 'http',
      host: 'h',
      port: 80,
      path: '/',
      method: 'GET',
      httpVersion: '1.1',
    } as const;
    log.event({
      type: 'opened',
      id,
      at: 1,
      opened: { ...opened, requestHeaders: [], requestHead: null, replayOf: null },
    });
    const responseHeaders = [
      ['Content-Type', 'text/plain'],
      ['Content-Encoding', encoding],
    ] as const;
    log.event({
      type: 'answered',
      id,
      at: 2,
      wait: 1,
      answered: { status: 200, statusText: 'OK', responseHeaders, responseHead: null },
    });
    for (const bytes of pieces)
      log.event({ type: 'body', id, at: 3, from: 'server', offset: 0, size: bytes.length, bytes });
    if (size) log.event({ type: 'body', id, at: 4, from: 'server', offset: 0, size, bytes: null });
    log.event({ type: 'ended', id, at: 5, cause: 'fin', by: 'server' });
    return id;
  }

  test('come back with their content coding undone, whole or cut short by the budget', async () => {
    const rig = await openRig();
    const text = Array.from({ length: 2000 }, (_, n) => `a body ${n * 7919} `).join('');
    const wire = gzipSync(text);
    const id = exchange(rig, 'gzip', [wire.subarray(0, 10), wire.subarray(10, 2000)], wire.length - 2000);
    await rig.archive.settle();
    const body = await rig.calls.body(id, 'server');
    expect(body).toMatchObject({
      size: wire.length,
      truncated: true,
      contentType: 'text/plain',
      decodedFrom: 'gzip',
    });
    expect(Buffer.from(body.bytes).toString()).toBe(text.slice(0, body.bytes.length));
    expect(body.bytes.length).toBeGreaterThan(2000);
    expect((await rig.calls.body(id, 'client')).size).toBe(0);
  });

  test('that are not what their header says are shown as they are', async () => {
    const rig = await openRig();
    const id = exchange(rig, 'br', [utf8('plain all the same')]);
    await rig.archive.settle();
    const body = await rig.calls.body(id, 'server');
    expect(Buffer.from(body.bytes).toString()).toBe('plain all the same');
    expect(body).toMatchObject({ truncated: false, decodedFrom: '' });
  });
});

test('bytes after the end of a connection change nothing', async () => {
  const rig = await openRig();
  const wire = rig.open();
  wire.end();
  wire.bytes('server', frameOf('server', 'late'));
  wire.end('reset');
  await rig.archive.settle();
  expect(await rig.calls.connection(wire.id)).toMatchObject({
    receivedMessages: 0,
    ending: { cause: 'fin' },
  });
});
