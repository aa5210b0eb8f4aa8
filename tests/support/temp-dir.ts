// Folders for tests, each gone when those are over that it was made for.

import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** For one test. What the test lets run in it must have ended by then, or be ended by an `onTestFinished` after this. */
export function tempDir(): string {
  const dir = newPath();
  mkdirSync(dir, { mode: 0o700 });
  onTestFinished(() => remove(dir));
  return dir;
}

/** For all tests of a file, or of a `describe`: there from its `beforeAll` on, until after its own `afterAll`. */
export function sharedTempDir(): string {
  const dir = newPath();
  beforeAll(() => mkdirSync(dir, { mode: 0o700 }));
  afterAll(() => remove(dir));
  return dir;
}

function newPath(): string {
  return join(tmpdir(), `framescope-test-${randomUUID().slice(0, 8)}`);
}

/** The helpers of a browser that was just killed may still be writing. */
function remove(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
}
