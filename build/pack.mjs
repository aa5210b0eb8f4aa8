// `npm run pack`: the installers of this platform, in dist/; arguments go to electron-builder, which fetches the
// Electron that it packs. `npm run pack -- --check [FOLDER]` packs into a folder around a stand-in instead, offline:
// everything is as it will be but the executable, which does nothing.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, runTool } from './setup.mjs';

/** What marks the fuses in an executable; then version, count, and one digit each, here all the wrong way. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u000810110001';

install();
build(['renderer', 'electron']);
const [first, folder = 'dist', ...rest] = process.argv.slice(2);
process.exit(first === '--check' ? check(folder, rest) : run(process.argv.slice(2)));

function check(output, args) {
  const standIn = mkdtempSync(join(tmpdir(), 'framescope-electron-'));
  try {
    makeStandIn(standIn);
    const options = [`-c.electronDist=${standIn}`, `-c.directories.output=${output}`];
    return run(['--linux', '--x64', '--dir', ...options, ...args]);
  } finally {
    rmSync(standIn, { recursive: true });
  }
}

/** As much of an unpacked Electron for Linux as packing looks at. */
function makeStandIn(path) {
  mkdirSync(join(path, 'resources'));
  mkdirSync(join(path, 'locales'));
  writeFileSync(join(path, 'electron'), `stand-in\n${FUSES}\n`, { encoding: 'latin1', mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak']) {
    writeFileSync(join(path, name), '');
  }
}

function run(args) {
  return (
    runTool(['electron-builder', '--config', 'build/electron-builder.yml', '--publish', 'never', ...args])
      .status ?? 1
  );
}
