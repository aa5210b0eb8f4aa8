import { Command } from 'commander';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type CaptureFlags, addCaptureOptions, openSession } from '../../../proxy/cli/options.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** The engine that these words start, without the usual ones. */
async function start(dataDir: string, ...words: string[]) {
  const usual = ['--data-dir', dataDir, '--proxy-port', '0'];
  const command = addCaptureOptions(new Command()).parse([...usual, ...words], { from: 'user' });
  const session = await openSession(command.opts<CaptureFlags>());
  onTestFinished(async () => void (await session.close()));
  return session;
}

describe('--never-slow', () => {
  test('stands in the place of the setting for this run, and leaves it as it is', async () => {
    const dataDir = tempDir();
    const session = await start(dataDir, '--never-slow');
    expect((await session.status()).settings.whenFull).toBe('never-slow');
    await session.configure({ theme: 'dark' });
    expect((await session.status()).settings.whenFull).toBe('never-slow');
    await session.close();
    expect((await (await start(dataDir)).status()).settings).toMatchObject({
      theme: 'dark',
      whenFull: 'lossless',
    });
  });

  test('gives way to a choice that is made meanwhile', async () => {
    const session = await start(tempDir(), '--never-slow');
    await session.configure({ whenFull: 'lossless' });
    expect((await session.status()).settings.whenFull).toBe('lossless');
  });
});
