// Pairs of questions and answers where decoders are chosen and engines are killed: what stands in the file in the end is what
// was chosen.

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Running, startFramescope } from '../support/framescope.ts';
import { connectThrough } from '../support/proxied-client.ts';
import { tempDir } from '../support/temp-dir.ts';

describe('a capture that was killed', () => {
  const COUNT = 500;

  function choosing(dataDir: string, decoders: object): void {
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ decoders }));
  }

  const NONE = { '127.0.0.1': { client: 'none', server: 'none' } };

  /** Questions that were answered, of which the last may not have been stored yet. */
  async function killed(dataDir: string): Promise<string> {
    const file = join(dataDir, 'x.framescope');
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => server.close());
    server.on('connection', (socket) =>
      socket.on('message', (text: Buffer) => socket.send(String(text).replace('"method":', '"result":'))),
    );
    const running = await startFramescope(['capture', '--session', file, '--quiet'], { dataDir });
    const { port } = server.address() as { port: number };
    const client = await connectThrough(`ws://127.0.0.1:${port}/desk`, running.ready);
    client.on('error', () => undefined);
    await once(client, 'open');
    await ask(client, 0);
    await expect.poll(() => countIn(file, RECEIVED)).toBe(COUNT);
    await ask(client, COUNT);
    await kill(running);
    return file;
  }

  /** So many questions, until all are answered. */
  async function ask(client: WebSocket, first: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let answers = 0;
    const count = () => (answers += 1) === COUNT && resolve();
    client.on('message', count);
    for (let key = first; key < first + COUNT; key += 1)
      client.send(`{"jsonrpc":"2.0","id":${key},"method":"m"}`);
    await promise;
    client.off('message', count);
  }

  async function kill(running: Running): Promise<void> {
    running.process.kill('SIGKILL');
    await running.ended;
  }

  const ANSWERS = 'SELECT count(*) AS n FROM messages WHERE answers IS NOT NULL';
  const RECEIVED = 'SELECT count(*) AS n FROM messages WHERE sent = 0 AND opcode = 1';

  /** Opens the session, and waits until so many messages answer another one. */
  async function expectAnswers(file: string, dataDir: string, count: () => number): Promise<void> {
    const running = await startFramescope(['capture', '--session', file, '--quiet'], { dataDir });
    await expect.poll(() => countIn(file, ANSWERS)).toBe(count());
    await running.stop();
    expect(countIn(file, ANSWERS)).toBe(count());
  }

  function countIn(file: string, query: string): number {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      return Number(db.prepare(query).get()?.n);
    } finally {
      db.close();
    }
  }

  test('is paired by who was chosen, up to the last message that was kept', async () => {
    const dataDir = tempDir();
    choosing(dataDir, NONE);
    const file = await killed(dataDir);
    await expectAnswers(file, dataDir, () => 0);
    choosing(dataDir, {});
    await expectAnswers(file, dataDir, () => countIn(file, RECEIVED));
    expect(countIn(file, RECEIVED)).toBeGreaterThanOrEqual(COUNT);
  });

  test('is paired anew to the end, however often that is cut off', async () => {
    const dataDir = tempDir();
    const file = await killed(dataDir);
    for (const decoders of [NONE, {}, NONE, {}, NONE]) {
      choosing(dataDir, decoders);
      await kill(await startFramescope(['capture', '--session', file, '--quiet'], { dataDir }));
    }
    await expectAnswers(file, dataDir, () => 0);
    choosing(dataDir, {});
    await expectAnswers(file, dataDir, () => countIn(file, RECEIVED));
  });
});
