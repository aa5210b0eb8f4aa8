// `npm run dev [-- ARGS]`: web mode with the page served by Vite, so that a change shows at once. The engine runs
// from its bundle; restart it for changes of the engine.

import { join } from 'node:path';
import { become } from './become.mjs';
import { build, install, nodePath, root } from './setup.mjs';

install();
build(['cli']);
become(nodePath(), [join(root, 'out', 'cli', 'main.js'), 'web', ...process.argv.slice(2)], {
  ...process.env,
  FRAMESCOPE_DEV: root,
});
