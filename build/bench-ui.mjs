// `npm run bench:ui [-- --help]`: installs, builds, and measures the page in a real Chromium.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, nodePath, root } from './setup.mjs';

install();
build(['cli', 'renderer']);
const run = spawnSync(nodePath(), [join(root, 'tests', 'bench', 'ui', 'run.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
