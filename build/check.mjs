// `npm run check`: types and layers, lint, format. Ends with the first that fails.

import { install, runTool } from './setup.mjs';

install();
for (const tool of [
  ['tsc', '-b'],
  ['oxlint', '--deny-warnings'],
  ['oxfmt', '--check', '.'],
]) {
  process.stderr.write(`framescope: ${tool.join(' ')}\n`);
  const { status } = runTool(tool);
  if (status !== 0) process.exit(status ?? 1);
}
