// `framescope export`: a session file as NDJSON or HAR, without an engine.

import { resolve } from 'node:path';
import { FramescopeError } from '../../contract/errors.ts';
import { dataDirAt, dataDirPath } from '../../session/data-dir.ts';
import { openSavedSession } from '../../session/saved-session.ts';
import { openOutput, pumpAll } from '../export-writer.ts';
import { tellBrokenDecoders } from '../notices.ts';
import { formatFor } from '../options.ts';
import { EXIT, type Exit, interrupted } from '../terminal.ts';
import { VERSION } from '../version.ts';
import type { OutputFlags } from './capture.ts';

export interface ExportFlags extends Omit<OutputFlags, 'out'> {
  readonly output?: string;
  readonly redact: boolean;
  readonly dataDir?: string;
}

export async function exportSession(file: string, flags: ExportFlags): Promise<Exit> {
  if (flags.output !== undefined && resolve(flags.output) === resolve(file)) {
    throw new FramescopeError(
      'INVALID',
      'The export would overwrite the session itself.',
      'Choose another file with -o.',
    );
  }
  const session = await openSavedSession(file, VERSION, dataDirAt(dataDirPath(flags.dataDir ?? null)));
  await tellBrokenDecoders(session.calls, false);
  const output = await openOutput(flags.output).catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
  const stop = interrupted().then(() => null);
  const id = await session.calls.startExport({
    format: formatFor(flags.format, flags.output),
    filter: flags.filter,
    connections: null,
    messages: null,
    redact: flags.redact,
    decode: flags.decode ?? false,
    live: false,
  });
  const whole = await Promise.race([pumpAll(session.calls, id, output), stop]);
  if (whole) await output.finish();
  else await output.discard();
  await session.close();
  return whole === null ? EXIT.interrupted : EXIT.done;
}
