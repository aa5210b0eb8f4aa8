// `npm run fuzz [-- --runs N] [--seed S] [--target NAME] [--case LINE]`: installs, and runs mutated streams through every
// reader of bytes.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { install, nodePath, root } from './setup.mjs';

install();
const run = spawnSync(nodePath(), [join(root, 'tests', 'fuzz', 'run.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
