// Entry of the engine's own process: one session, served over every port that the window's process hands in.
// When it crashes, that process starts it again; it never decides that itself.

import type { MessagePortMain } from 'electron';
import { FramescopeError } from '../proxy/contract/errors.ts';
import { serve } from '../proxy/contract/port.ts';
import { type LiveSession, createSession } from '../proxy/session/create-session.ts';
import type { EngineFacts, EngineOptions, FromEngine, StartError, ToEngine } from './engine-messages.ts';
import { sessionOptions } from './engine-options.ts';
import { electronPort } from './electron-port.ts';

const parent = process.parentPort;
let session: LiveSession | null = null;

parent.on('message', ({ data, ports }: { data: ToEngine; ports: MessagePortMain[] }) => {
  void obey(data, ports);
});
process.on('SIGINT', () => {}); // Ctrl+C reaches the whole group; the window's process ends this one in its own time

async function obey(command: ToEngine, ports: readonly MessagePortMain[]): Promise<void> {
  switch (command.do) {
    case 'start':
      return report(await start(command.options));
    case 'serve':
      for (const port of ports) serveOver(port);
      return;
    case 'stop':
      await session?.close();
      process.exit(0);
  }
}

async function start(options: EngineOptions): Promise<FromEngine> {
  try {
    session = await createSession(sessionOptions(options));
    return { is: 'ready', engine: factsOf(session) };
  } catch (error) {
    return { is: 'failed', error: startError(error) };
  }
}

function serveOver(port: MessagePortMain): void {
  if (session) serve(session, electronPort(port));
  else port.close();
}

function factsOf({ file, proxy, authority }: LiveSession): EngineFacts {
  return { file, proxyHost: proxy.host, proxyPort: proxy.port, caPath: authority.certificatePath };
}

function startError(error: unknown): StartError {
  if (error instanceof FramescopeError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'INVALID', message: `The engine did not start: ${String(error)}`, hint: '' };
}

function report(message: FromEngine): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
  parent.postMessage(message);
}
