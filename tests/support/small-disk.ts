// A disk that is soon full, for tests of what happens then.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from './temp-dir.ts';

/** Whether this user may make one, perhaps. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** A file system of 4 MiB, where this user may make one. */
export function smallDisk(): string | null {
  const dir = join(tempDir(), 'disk');
  mkdirSync(dir);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', dir], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', dir]));
  return dir;
}

/** Leaves no byte free; the answer makes space again. */
export function fill(dir: string): () => void {
  const ballast = join(dir, 'ballast');
  try {
    for (;;) writeFileSync(ballast, new Uint8Array(4096), { flag: 'a' });
  } catch {
    return () => rmSync(ballast);
  }
}
