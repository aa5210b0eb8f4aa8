// The launcher: what it says when something is missing, and that a second start does nothing twice.

import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Setup {
  explainInstall(run: { stderr: string; error?: Error }): string;
}

const { explainInstall } = (await import(join(root, 'build/setup.mjs'))) as Setup;

test.each([
  ['no network', 'npm error code ENOTFOUND\nnpm error network request failed', /registry is not reachable/],
  ['no space', 'npm error code ENOSPC', /no space left/],
  ['a folder that is not writable', 'npm error code EACCES', /not writable/],
  [
    'anything else',
    'npm error code X\nnpm error Something odd happened',
    /^npm ci failed: Something odd happened$/,
  ],
])('%s is one clear line', (_what, stderr, line) => {
  expect(explainInstall({ stderr })).toMatch(line);
  expect(explainInstall({ stderr })).not.toContain('\n');
});

test('a start with everything in place installs and builds nothing', () => {
  const run = spawnSync(process.execPath, [join(root, 'build/start.mjs'), '--version'], { encoding: 'utf8' });
  expect(run).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
});
