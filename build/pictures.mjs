// `npm run pictures [-- FAMILY…]`: installs, builds, and takes the pictures of the help and the README anew.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, nodePath, root } from './setup.mjs';

install();
build(['cli', 'renderer']);
const run = spawnSync(nodePath(), [join(root, 'tests', 'pictures', 'run.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
