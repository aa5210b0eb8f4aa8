// The engine in a process of its own, from its sources: says where its proxy listens, and how much memory it takes
// when it is asked.

import { createSession } from '../../proxy/session/create-session.ts';

const [, , dataDir = ''] = process.argv;

const session = await createSession({
  version: '0.0.0-test',
  dataDir,
  file: null,
  proxyHost: '127.0.0.1',
  proxyPort: 0,
  whenFull: null,
  resolve: [],
  upstreamCa: [],
  insecureHosts: [],
  passthrough: [],
  upstreamProxy: null,
  otherPorts: () => [],
});

process.on('message', async () => {
  const { totals } = await session.status();
  process.send?.({
    messages: totals.messages,
    resident: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1024,
  });
});
process.on('disconnect', () => process.exit());
process.send?.({ port: session.proxy.port });
