// `framescope run -- CMD`: a program with the proxy and the CA in its environment, captured until it ends. Its exit
// code is ours.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { FramescopeError } from '../../contract/errors.ts';
import { clientEnvironment, writeBundle } from '../../session/client-environment.ts';
import { type LiveSession, formatAddress } from '../../session/create-session.ts';
import { type CaptureFlags, announceReady, finish, openSession } from '../options.ts';
import { type Exit, interrupted } from '../terminal.ts';
import { type OutputFlags, type Writer, startWriter } from './capture.ts';

export type RunFlags = CaptureFlags & OutputFlags;

export async function run(command: string, args: readonly string[], flags: RunFlags): Promise<Exit> {
  const stop = interrupted();
  const session = await openSession(flags);
  const writer = flags.out === undefined ? NO_WRITER : await startWriter(session, flags);
  announceReady(session, flags);
  try {
    return await runChild(command, args, session, stop);
  } finally {
    await session.disconnect();
    await writer.end();
    await finish(session, flags);
  }
}

/** Without --out the program has stdout to itself. */
const NO_WRITER: Writer = { closed: new Promise(() => undefined), end: async () => undefined };

async function runChild(
  command: string,
  args: readonly string[],
  session: LiveSession,
  stop: Promise<void>,
): Promise<Exit> {
  const caPath = session.authority.certificatePath;
  const bundlePath = join(caPath, '..', 'bundle.pem');
  await writeBundle(bundlePath, session.authority.pem);
  const environment = clientEnvironment({ proxy: formatAddress(session.proxy), caPath, bundlePath });
  const { promise, resolve, reject } = Promise.withResolvers<Exit>();
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  child.on('error', (error) => reject(cannotStart(command, error)));
  child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)));
  void stop.then(() => child.kill('SIGTERM'));
  return promise;
}

function cannotStart(command: string, error: NodeJS.ErrnoException): FramescopeError {
  const why = error.code === 'ENOENT' ? 'there is no such program' : error.message;
  return new FramescopeError('INVALID', `${command} did not start: ${why}.`, 'Check its name and the PATH.', {
    cause: error,
  });
}
