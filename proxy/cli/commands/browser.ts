// `framescope browser`: a browser with a fresh profile that uses and trusts the proxy, captured until it is closed.

import type { BrowserId } from '../../contract/model.ts';
import { type CaptureFlags, announceReady, finish, openSession, proxyUrl } from '../options.ts';
import { EXIT, type Exit, interrupted, say } from '../terminal.ts';

const IDS: ReadonlySet<string> = new Set(['chromium', 'chrome', 'edge', 'firefox'] satisfies BrowserId[]);

export async function browser(words: readonly string[], flags: CaptureFlags): Promise<Exit> {
  const [first, second] = words;
  const named = first !== undefined && IDS.has(first);
  const stop = interrupted().then(() => EXIT.interrupted);
  const session = await openSession(flags);
  try {
    await session.openBrowser(named ? (first as BrowserId) : null, (named ? second : first) ?? null);
  } catch (error) {
    await session.close();
    throw error;
  }
  if (!flags.json)
    say(`framescope: capturing on ${proxyUrl(session)} into ${session.file} until the browser is closed.`);
  announceReady(session, flags);
  const exit = await Promise.race([stop, session.browsersClosed().then(() => EXIT.done)]);
  await finish(session, flags);
  return exit;
}
