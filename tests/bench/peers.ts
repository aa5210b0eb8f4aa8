// The packages of the peers: in a folder and a lockfile of their own, installed when they are first wanted. The
// product never depends on them.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Null once they are installed, else why they could not be. */
export function installPeers(folder: string): string | null {
  if (areInstalled(folder)) return null;
  process.stderr.write('bench: installing the peers (npm ci)…\n');
  const run = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (run.status === 0) return null;
  return `npm ci failed in ${folder}: ${run.error?.message ?? reasonIn(run.stderr) ?? `it ended with ${run.status}`}`;
}

/** The first of npm's lines that is a sentence. */
function reasonIn(said: string): string | undefined {
  return /^npm error (?!code |syscall |errno |type |path )(.+)$/m.exec(said)?.[1];
}

/** npm leaves a lockfile of what it installed: each version in it must be the one that is wanted. */
function areInstalled(folder: string): boolean {
  const installed = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const { dependencies } = readJson(join(folder, 'package.json')) as { dependencies: Record<string, string> };
  const { packages } = readJson(installed) as { packages: Record<string, { version: string }> };
  return Object.entries(dependencies).every(
    ([name, version]) => packages[`node_modules/${name}`]?.version === version,
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
