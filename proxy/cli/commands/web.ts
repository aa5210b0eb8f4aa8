// `framescope web`: the engine and the page for a browser, until it is interrupted. `demo` is the same with traffic.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openInBrowser from 'open';
import { sourceFiles } from '../dev-files.ts';
import { type CaptureFlags, announceReady, finish, isLoopback, openSession, proxyUrl } from '../options.ts';
import { EXIT, type Exit, interrupted, say } from '../terminal.ts';
import { type PageFiles, type WebServer, builtFiles, startWebServer } from '../web-server.ts';
import type { LiveSession } from '../../session/create-session.ts';

export interface WebFlags extends CaptureFlags {
  readonly port: number;
  readonly host: string;
  readonly open: boolean;
  /** Messages a second of the demo; absent without one. */
  readonly demoRate?: number;
}

export async function web(flags: WebFlags): Promise<Exit> {
  const stop = interrupted();
  const ports = new Set<number>();
  const files = await pageFiles();
  const session = await openSession(flags, () => ports);
  const server = await startWebServer({ host: flags.host, port: flags.port, session, files }).catch(
    async (error: unknown) => {
      await session.close();
      throw error;
    },
  );
  ports.add(server.port);
  greet(session, server, flags);
  announceReady(session, flags, server.url);
  if (flags.demoRate !== undefined) await session.startDemo(flags.demoRate);
  if (flags.open) openPage(server.url);
  await stop;
  await server.close();
  await finish(session, flags);
  return EXIT.interrupted;
}

function pageFiles(): Promise<PageFiles> | PageFiles {
  const sources = process.env.FRAMESCOPE_DEV;
  if (sources) return sourceFiles(sources);
  return builtFiles(join(dirname(fileURLToPath(import.meta.url)), '../renderer'));
}

function greet(session: LiveSession, server: WebServer, flags: WebFlags): void {
  if (flags.json) return;
  if (!isLoopback(flags.host)) {
    say(
      `framescope: warning: the page is served on ${flags.host}; whoever has the link can see and send everything.`,
    );
  }
  say(`Framescope is listening.

  page    ${server.url}
  proxy   ${proxyUrl(session)}
  CA      ${session.authority.certificatePath}
  session ${session.file}

Press Ctrl+C to end; what was captured is kept.`);
}

/** A machine without a browser, or without a display, has the link in the terminal. */
function openPage(url: string): void {
  const noDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (noDisplay) return;
  openInBrowser(url).then(
    (child) => child.on('error', () => undefined),
    () => undefined,
  );
}
