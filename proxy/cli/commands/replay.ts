// `framescope replay`: the client's side of a captured connection once more, against any server, as a new connection
// of the same session. What comes of it goes to stdout as NDJSON.

import { existsSync } from 'node:fs';
import { FramescopeError } from '../../contract/errors.ts';
import { type ConnectionId, formatConnectionId } from '../../contract/ids.ts';
import { openOutput } from '../export-writer.ts';
import { startLiveExport } from '../live-export.ts';
import { type CaptureFlags, announceReady, finish, openSession } from '../options.ts';
import { EXIT, type Exit, interrupted, say } from '../terminal.ts';

export interface ReplayFlags extends Omit<CaptureFlags, 'session'> {
  readonly connection: ConnectionId;
  readonly to?: string;
  readonly speed: number;
}

export async function replay(file: string, flags: ReplayFlags): Promise<Exit> {
  if (!existsSync(file))
    throw new FramescopeError('SESSION_NOT_FOUND', `There is no session file ${file}.`, 'Check the path.');
  const stop = interrupted().then(() => EXIT.interrupted);
  const session = await openSession({ ...flags, session: file, proxyPort: flags.proxyPort ?? 0 });
  announceReady(session, flags);
  try {
    const running = await session.startReplay(flags.connection, {
      url: flags.to ?? null,
      speed: flags.speed,
    });
    const query = {
      format: 'ndjson',
      filter: '',
      connections: [running.connection],
      messages: null,
    } as const;
    const output = await startLiveExport(
      session,
      { ...query, redact: false, decode: false, live: true },
      await openOutput(undefined),
    );
    const exit = await Promise.race([stop, running.finished.then(() => EXIT.done)]);
    await output.end();
    const { sentMessages, receivedMessages } = await session.connection(running.connection);
    say(
      `framescope: replayed ${formatConnectionId(flags.connection)} as ${formatConnectionId(running.connection)}: ${sentMessages} sent, ${receivedMessages} received.`,
    );
    return exit;
  } finally {
    await finish(session, flags);
  }
}
