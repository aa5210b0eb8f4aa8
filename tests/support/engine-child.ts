// The engine in a process of its own, from its sources: says where its proxy listens, and how much memory it takes
// when it is asked.

import { createSession } from '../../proxy/session/create-session.ts';
import { sessionOptions } from './session-options.ts';

const [, , dataDir = ''] = process.argv;

const session = await createSession(sessionOptions(dataDir));

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
