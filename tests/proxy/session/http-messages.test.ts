import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { openRig } from '../../support/archive-rig.ts';
import { killed } from '../../support/killed.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { STREAMED, streamedBody } from './streamed-body.ts';

/** Returns how many bytes of the stream were safe. */
async function captureAndKill(file: string, coding: string, bytes: number): Promise<number> {
  const script = join(import.meta.dirname, 'body-writer.ts');
  const child = spawn(process.execPath, [script, file, coding], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => killed(child));
  let safe = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    safe = Number(line);
    if (safe >= bytes) break;
  }
  await killed(child);
  return safe;
}

const STREAM = 1 as ConnectionId;
const POLL = 2 as ConnectionId;

describe('messages of bodies that were captured and killed', () => {
  test.each([
    ['', 500],
    ['', 60_000],
    ['', 200_000],
    ['gzip', 500],
    ['gzip', 20_000],
  ])('are all there once, coded “%s”, at %i bytes', async (coding, bytes) => {
    const file = join(tempDir(), 'a.framescope');
    const safe = await captureAndKill(file, coding, bytes);
    const rig = await openRig(file);
    const rows = await rig.rows([STREAM]);
    const texts = await Promise.all(
      rows.map(async ({ seq }) => Buffer.from(await rig.payload(seq)).toString()),
    );
    const whole = texts.slice(0, rows.filter(({ complete }) => complete).length);
    expect(whole).toEqual(STREAMED.slice(0, whole.length));
    expect(STREAMED[whole.length]?.startsWith(texts[whole.length] ?? '')).toBe(true);
    expect(texts.length - whole.length).toBeLessThanOrEqual(1);

    const detail = await rig.calls.connection(STREAM);
    expect(detail).toMatchObject({ receivedMessages: rows.length, ending: { cause: 'engine' } });
    expect(detail.responseBodySize).toBeGreaterThanOrEqual(safe);
    const read = streamedBody(coding).length === detail.responseBodySize ? STREAMED.join('') : texts.join('');
    expect(Buffer.from((await rig.calls.body(STREAM, 'server')).bytes).toString()).toBe(read);
  });

  test('and of a poll whose answer was not over', async () => {
    const file = join(tempDir(), 'a.framescope');
    await captureAndKill(file, '', 500);
    const rig = await openRig(file);
    expect((await rig.rows([POLL])).map(({ preview }) => preview)).toEqual(['4one']);
  });
});
