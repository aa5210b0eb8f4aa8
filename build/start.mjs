// `npm start [-- ARGS]`: installs what is missing, builds what is stale, and becomes `framescope ARGS`.

import { join } from 'node:path';
import { become } from './become.mjs';
import { build, install, nodePath, root } from './setup.mjs';

install();
build();
become(nodePath(), [join(root, 'out', 'cli', 'main.js'), ...process.argv.slice(2)]);
