// `npm run bench [-- --help]`: installs, builds, and measures Framescope and its peers against a bare relay, as ratios.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, nodePath, root } from './setup.mjs';

install();
build(['cli']);
const run = spawnSync(nodePath(), [join(root, 'tests', 'bench', 'run.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
