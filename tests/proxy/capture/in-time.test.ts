import { describe, expect, test } from 'vitest';
import { inTime } from '../../../proxy/capture/in-time.ts';

/** Ends only with its signal. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
const forever = new AbortController().signal;

describe('a step within its time', () => {
  test('answers what it has', async () => {
    expect(await inTime(forever, 20_000, async () => 7)).toBe(7);
  });

  test('fails as it fails', async () => {
    const fails = inTime(forever, 20_000, () => Promise.reject(new Error('refused')));
    await expect(fails).rejects.toThrow('refused');
  });

  test('is aborted when it takes too long', async () => {
    await expect(inTime(forever, 1, untilAborted)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('is aborted when nobody wants it any more, before it or during it', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(inTime(gone, 20_000, untilAborted)).rejects.toThrow('gone');
    const leaving = new AbortController();
    const step = inTime(leaving.signal, 20_000, untilAborted);
    leaving.abort(new Error('left'));
    await expect(step).rejects.toThrow('left');
  });
});
