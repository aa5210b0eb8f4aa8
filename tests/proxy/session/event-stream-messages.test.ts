import http from 'node:http';
import type { Transform } from 'node:stream';
import { once } from 'node:events';
import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import { openConversation } from '../../support/conversation.ts';
import { openEventSource, startEventServer } from '../../support/event-source.ts';

const shown = (rows: readonly MessageRow[]) => rows.map(({ preview }) => preview);
const text = (row: MessageRow | undefined) => ({ opcode: row?.opcode, from: row?.from, frames: row?.frames });

describe('an event stream', () => {
  test('is read as messages while it goes on, as its client gets them', async () => {
    const server = await startEventServer();
    const { agent, rows, session, connections } = await openConversation();
    const opened = server.next();
    const source = openEventSource(server.url, agent);
    const stream = await opened;
    const told = once(source, 'price');
    stream.send(': welcome\n\nid: 7\nevent: price\nda');
    stream.send('ta: {"ask":1.5}\n\n');
    expect((await told)[0]).toMatchObject({ data: '{"ask":1.5}', lastEventId: '7' });

    const seen = await rows((all) => all.length === 2);
    expect(shown(seen)).toEqual([': welcome\n', 'id: 7\nevent: price\ndata: {"ask":1.5}\n\n']);
    expect(text(seen[1])).toEqual({ opcode: 1, from: 'server', frames: 1 });
    expect(
      seen.map(({ length, wireLength, complete, compressed }) => [length, wireLength, complete, compressed]),
    ).toEqual([
      [10, 10, true, false],
      [38, 39, true, false], // the empty line before it is its own on the wire
    ]);
    const [connection] = await connections();
    expect(connection).toMatchObject({ kind: 'http', state: 'open', receivedMessages: 2, receivedBytes: 49 });
    expect((await session.message(seen[1]!.seq)).frameHeaders).toEqual([]);
  });

  test('that ends inside an event says so, and what it had said', async () => {
    const server = await startEventServer();
    const { agent, rows } = await openConversation();
    const opened = server.next();
    openEventSource(server.url, agent);
    const stream = await opened;
    stream.send('data: 1\n\ndata: 2\n');
    stream.end();
    const seen = await rows((all) => all.length === 2);
    expect(seen.map(({ preview, complete }) => [preview, complete])).toEqual([
      ['data: 1\n\n', true],
      ['data: 2\n', false],
    ]);
  });

  const zlib = constants.Z_SYNC_FLUSH;
  test.each<[string, Transform, number]>([
    ['gzip', createGzip(), zlib],
    ['deflate', createDeflate(), zlib],
    ['br', createBrotliCompress(), constants.BROTLI_OPERATION_FLUSH],
    ['zstd', createZstdCompress(), constants.ZSTD_e_flush],
  ])('in %s is inflated as it streams', async (coding, encoder, flush) => {
    const server = await startEventServer({ 'Content-Encoding': coding });
    const { agent, rows, connections } = await openConversation();
    const opened = server.next();
    http.get(server.url, { agent });
    const stream = await opened;
    encoder.on('data', (piece: Buffer) => stream.send(piece));
    const long = 'x'.repeat(100_000);
    for (const [n, data] of ['one', long, 'three'].entries()) {
      encoder.write(`data: ${data}\n\n`);
      (encoder as unknown as { flush(kind: number): void }).flush(flush);
      await rows((all) => all.length === n + 1);
    }
    const seen = await rows((all) => all.length === 3);
    expect(seen.map(({ length, compressed, dropped }) => [length, compressed, dropped])).toEqual([
      [11, true, 0],
      [100_008, true, 0],
      [13, true, 0],
    ]);
    const [connection] = await connections();
    expect(seen.reduce((sum, { wireLength }) => sum + wireLength, 0)).toBe(connection!.receivedBytes);
    expect(seen[1]!.wireLength).toBeLessThan(1000);
  });

  test('that is not what its coding says is one message that was not kept', async () => {
    const server = await startEventServer({ 'Content-Encoding': 'gzip' });
    const { agent, rows } = await openConversation();
    const opened = server.next();
    http.get(server.url, { agent });
    const stream = await opened;
    stream.send('data: not gzip\n\n');
    stream.end();
    const [row] = await rows((all) => all.length === 1);
    expect(row).toMatchObject({ length: 16, dropped: 16, wireLength: 16, complete: false });
  });

  test('of which the body budget kept a part tells how much came after it', async () => {
    const server = await startEventServer();
    const { agent, rows, session } = await openConversation();
    await session.configure({ bodyBudget: 20 });
    const opened = server.next();
    http.get(server.url, { agent });
    const stream = await opened;
    stream.send('data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\n');
    stream.end();
    const seen = await rows((all) => all.length === 4);
    expect(
      seen.map(({ preview, length, dropped, complete }) => [preview, length, dropped, complete]),
    ).toEqual([
      ['data: 1\n\n', 9, 0, true],
      ['data: 2\n\n', 9, 0, true],
      ['da', 2, 0, false],
      ['', 16, 16, false],
    ]);
  });
});

test('any other answer has no messages', async () => {
  const server = await startEventServer({ 'Content-Type': 'text/plain' });
  const { agent, session, connections } = await openConversation();
  const opened = server.next();
  const [[response], stream] = await Promise.all([
    once(http.get(server.url, { agent }), 'response') as Promise<[http.IncomingMessage]>,
    opened,
  ]);
  stream.send('data: 1\n\n');
  stream.end();
  await once(response.resume(), 'end');
  await expect.poll(async () => (await connections())[0]?.state).toBe('closed');
  expect((await session.status()).totals.messages).toBe(0);
});
