import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Side } from '../../../proxy/contract/model.ts';
import { openRig } from '../../support/archive-rig.ts';
import { killed } from '../../support/killed.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { storedGaps } from '../../support/stored-gaps.ts';
import { type Spoken, lengthOf, spokenByClient, spokenByServer } from './spoken.ts';

const COUNT = 6000;

/** Captures until so many bytes of each side are safe, and is killed then; returns how many were. */
async function captureAndKill(file: string, bytes: number, how = ''): Promise<Record<Side, number>> {
  const script = join(import.meta.dirname, 'archive-writer.ts');
  const child = spawn(process.execPath, [script, file, String(COUNT), how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => killed(child));
  let safe = { client: 0, server: 0 };
  for await (const line of createInterface({ input: child.stdout })) {
    const [client = 0, server = 0] = line.split(' ').map(Number);
    safe = { client, server };
    if (Math.min(client, server) >= bytes) break;
  }
  await killed(child);
  return safe;
}

/** Messages whose last byte is within the first `length` bytes. */
function wholeWithin({ bytes, texts }: Spoken, length: number): number {
  let [offset, messages] = [0, 0];
  for (; messages < texts.length; messages += 1) {
    // every message but a fragment ends a frame: walk to the end of the next frame that has FIN
    for (let fin = false; !fin;) {
      const masked = (bytes[offset + 1]! & 0x80) !== 0;
      const short = bytes[offset + 1]! & 0x7f;
      fin = (bytes[offset]! & 0x80) !== 0;
      const size = short < 126 ? short : bytes.readUInt16BE(offset + 2);
      offset += 2 + (short < 126 ? 0 : 2) + (masked ? 4 : 0) + size;
    }
    if (offset > length) break;
  }
  return messages;
}

async function textsOf(rig: Awaited<ReturnType<typeof openRig>>, from: Side): Promise<string[]> {
  const rows = (await rig.rows()).filter((row) => row.from === from && row.complete);
  const ended = rows.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  return Promise.all(ended.map(async ({ seq }) => Buffer.from(await rig.payload(seq)).toString()));
}

describe('a capture that is killed', () => {
  test.each([1000, 15_000, 60_000])(
    'has everything that was on disk when it is opened again, at %i bytes a side',
    async (bytes) => {
      const file = join(tempDir(), 'a.framescope');
      const safe = await captureAndKill(file, bytes);
      const spoken = { client: spokenByClient(COUNT), server: await spokenByServer(COUNT) };

      const rig = await openRig(file);
      for (const from of ['client', 'server'] as const) {
        const texts = await textsOf(rig, from);
        expect(texts.length).toBeGreaterThanOrEqual(wholeWithin(spoken[from], safe[from]));
        expect(texts.toSorted()).toEqual(spoken[from].texts.slice(0, texts.length).toSorted());
      }
      const rows = await rig.rows();
      expect(new Set(rows.map(({ seq }) => seq)).size).toBe(rows.length);
      const whole = rows.filter(({ complete }) => complete);
      expect(whole.flatMap(({ violations }) => violations)).toEqual([]);
      const received = rows.filter((row) => row.from === 'server').length;
      expect(await rig.calls.connections()).toMatchObject([
        { state: 'closed', ending: { cause: 'engine' }, receivedMessages: received },
      ]);
      expect((await rig.calls.counts()).messages).toBe(rows.length);
      await rig.close();

      expect(readdirSync(dirname(file))).toEqual(['a.framescope']);
      const db = new DatabaseSync(file, { readOnly: true });
      expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      expect(db.prepare('SELECT count(*) AS n FROM open_streams').get()).toEqual({ n: 0 });
      db.close();
    },
  );

  test.each([1000, 30_000, 60_000])(
    'and had skipped payloads knows which and how much, at %i bytes a side',
    async (bytes) => {
      const file = join(tempDir(), 'a.framescope');
      const safe = await captureAndKill(file, bytes, 'skim');
      const rig = await openRig(file);
      const rows = (await rig.rows()).filter(({ from }) => from === 'client');
      const whole = rows.filter(({ complete }) => complete);
      expect(whole.map(({ length }) => length)).toEqual(whole.map((_, n) => lengthOf(n)));
      expect(rows.length - whole.length).toBeLessThanOrEqual(1);
      const { sentBytes } = (await rig.calls.connections())[0]!;
      expect(sentBytes).toBeGreaterThanOrEqual(safe.client);
      expect(rows.reduce((sum, { wireLength }) => sum + wireLength, 0)).toBe(sentBytes);
      for (const { seq, length, dropped } of whole.filter((row) => row.dropped > 0).slice(0, 20)) {
        expect(await rig.payload(seq)).toHaveLength(length - dropped);
      }
      await rig.close();
      const gaps = storedGaps(file);
      const touched = rows.filter(({ dropped }) => dropped > 0);
      expect(gaps).toEqual([
        {
          reason: 'budget',
          messages: touched.length,
          bytes: touched.reduce((sum, { dropped }) => sum + dropped, 0),
          over: 1,
        },
      ]);
    },
  );

  test('can be read as it is, without what was not stored yet, and is not changed by that', async () => {
    const file = join(tempDir(), 'a.framescope');
    await captureAndKill(file, 20_000);
    const before = readdirSync(dirname(file));
    const rig = await openRig(file, 'read');
    await rig.rows();
    await rig.close();
    expect(before.filter((name) => !existsSync(join(dirname(file), name)))).toEqual([]);
  });
});
