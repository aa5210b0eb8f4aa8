// What a person would install, packed around a stand-in for Electron's executable.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { extractAsar, readAsar } from '../support/asar.ts';
import { utilityProcess } from '../support/electron-shim-processes.ts';
import { sharedTempDir, tempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const root = resolve(import.meta.dirname, '../..');
const output = sharedTempDir();
const app = join(output, 'linux-unpacked');
const archive = join(app, 'resources/app.asar');
let paths: readonly string[] = [];

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['build/pack.mjs', '--check', output], { cwd: root });
  paths = [...readAsar(archive).keys()];
});

describe('in the package', () => {
  test('are the bundles of every process and of the page', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'out/electron/main.js',
        'out/electron/preload.cjs',
        'out/electron/engine.js',
        'out/electron/archive-thread.js',
        'out/electron/demo-process.js',
        'out/renderer/index.html',
      ]),
    );
  });

  test('is no Node runtime, for Electron is one', () => {
    expect(paths.filter((path) => /node_modules\/node-(bin-|darwin|linux|win)/.test(path))).toEqual([]);
  });

  test('are no sources, tests, maps, nor the tools that built it', () => {
    const ours = paths.filter((path) => !path.startsWith('node_modules/'));
    expect(ours.filter((path) => !/^(package\.json|out\/(electron|renderer)\/.*)$/.test(path))).toEqual([]);
    expect(paths.filter((path) => /\.(ts|tsx|map)$/.test(path))).toEqual([]);
    expect(
      paths.filter((path) => /node_modules\/(electron|vite|vitest|playwright|typescript|react)/.test(path)),
    ).toEqual([]);
  });

  test('is everything that the engine needs: it runs from there alone', async () => {
    const folder = tempDir();
    extractAsar(archive, folder);
    const engine = utilityProcess.fork(join(folder, 'out/electron/engine.js'));
    const gone = once(engine, 'exit');
    onTestFinished(async () => {
      engine.kill();
      await gone;
    });
    const said = new Promise((tell) => {
      engine.on('message', tell);
      engine.on('exit', (code) => tell(`It ended with code ${code}.`));
    });
    engine.postMessage({
      do: 'start',
      options: {
        version: '0.0.0',
        dataDir: join(folder, 'data'),
        file: null,
        fileMustExist: false,
        proxyHost: '127.0.0.1',
        proxyPort: 0,
        neverSlow: false,
        upstreamProxy: null,
        upstreamCa: [],
        insecureHosts: [],
        resolve: [],
        passthrough: [],
      },
    });
    expect(await said).toMatchObject({ is: 'ready' });
  });
});

describe('the executable', () => {
  /** The order of the fuses in an executable (version 1). */
  const FUSES = [
    'RunAsNode',
    'CookieEncryption',
    'NodeOptions',
    'NodeCliInspect',
    'EmbeddedAsarIntegrityValidation',
    'OnlyLoadAppFromAsar',
    'LoadBrowserProcessSpecificV8Snapshot',
    'GrantFileProtocolExtraPrivileges',
  ];

  test('has its name, and its fuses set', () => {
    const bytes = readFileSync(join(app, 'framescope'), 'latin1');
    const marker = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
    const wire = bytes.slice(bytes.indexOf(marker) + marker.length + 2);
    expect(FUSES.filter((_, index) => wire[index] === '1')).toEqual([
      'CookieEncryption',
      'EmbeddedAsarIntegrityValidation',
      'OnlyLoadAppFromAsar',
    ]);
  });

  test('finds the app in its archive and nowhere else', () => {
    expect(readdirSync(join(app, 'resources')).filter((name) => name.startsWith('app'))).toEqual([
      'app.asar',
    ]);
  });
});

test('the Electron that is packed is the one that is pinned', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
});
