// `npm run bench:store [-- --help]`: installs, builds, and measures what a session file of many messages answers.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { install, nodePath, root } from './setup.mjs';

install();
const run = spawnSync(
  nodePath(),
  [join(root, 'tests', 'bench', 'store', 'run.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
process.exit(run.status ?? 1);
