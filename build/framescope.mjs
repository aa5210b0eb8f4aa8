#!/usr/bin/env node
// `framescope ARGS` of an installed package, whose bundles are built: the command line, on this Node.

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(`framescope: Node ${process.versions.node} is too old; it needs Node 24 or newer.\n`);
  process.exit(1);
}
await import('../out/cli/main.js');
