// `npm test [-- FILTER]`: installs, builds, and runs every test; the last line counts them.

import { build, install, runTool } from './setup.mjs';

install();
build();
process.exit(
  runTool(['vitest', 'run', '-c', 'build/vitest.config.ts', ...process.argv.slice(2)]).status ?? 1,
);
