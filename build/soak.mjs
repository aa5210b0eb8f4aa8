// `npm run soak -- NAME [--minutes N] [--messages N]`: installs, builds, and puts one promise of reliability to the test.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, nodePath, root } from './setup.mjs';

install();
build(['cli']);
const run = spawnSync(nodePath(), [join(root, 'tests', 'soak', 'run.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
