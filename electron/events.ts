// The desktop's events as JSON lines on stderr, in the form that the command line promises.

import { type EngineFacts, type StartError } from './engine-messages.ts';

export type DesktopEvent =
  | ({ readonly event: 'ready' } & EngineFacts)
  | ({ readonly event: 'error' } & StartError);

export function emitEvent(event: DesktopEvent): void {
  process.stderr.write(`${JSON.stringify(lineOf(event))}\n`);
}

function lineOf(event: DesktopEvent): Record<string, unknown> {
  if (event.event === 'error') {
    return { event: 'error', code: event.code, message: `${event.message} ${event.hint}`.trim() };
  }
  const { proxyHost, proxyPort, caPath, file } = event;
  const host = proxyHost.includes(':') ? `[${proxyHost}]` : proxyHost;
  return {
    event: 'ready',
    proxy: `http://${host}:${proxyPort}`,
    ca: caPath,
    session: file,
    pid: process.pid,
  };
}
