// `framescope capture`: no window, no page. NDJSON as it happens, or a file at the end.

import type { ExportFormat } from '../../contract/session.ts';
import type { LiveSession } from '../../session/create-session.ts';
import { openOutput, pumpAll } from '../export-writer.ts';
import { startLiveExport } from '../live-export.ts';
import { type CaptureFlags, announceReady, finish, formatFor, openSession, proxyUrl } from '../options.ts';
import { EXIT, type Exit, interrupted, say } from '../terminal.ts';

export interface OutputFlags {
  readonly filter: string;
  readonly out?: string;
  readonly format?: ExportFormat;
  readonly decode?: boolean;
  readonly redact?: boolean;
}

export interface CaptureCommandFlags extends CaptureFlags, OutputFlags {
  /** Seconds. */
  readonly duration?: number;
  readonly quiet?: boolean;
}

export async function capture(flags: CaptureCommandFlags): Promise<Exit> {
  const stop = interrupted().then(() => 'interrupted' as const);
  const session = await openSession(flags);
  const writer = await startWriter(session, flags).catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
  if (!flags.quiet && !flags.json) greet(session);
  announceReady(session, flags);
  const ends = [stop, writer.closed.then(() => 'closed' as const)];
  if (flags.duration !== undefined) ends.push(elapsed(flags.duration));
  const why = await Promise.race(ends);
  await session.disconnect();
  await writer.end();
  await finish(session, flags);
  return why === 'interrupted' ? EXIT.interrupted : EXIT.done;
}

export interface Writer {
  /** Nobody reads any more. */
  readonly closed: Promise<void>;
  end(): Promise<void>;
}

/** NDJSON goes out as it happens; HAR is one document, and is written at the end. */
export async function startWriter(session: LiveSession, flags: OutputFlags): Promise<Writer> {
  const format = formatFor(flags.format, flags.out);
  const query = {
    format,
    filter: flags.filter,
    connections: null,
    messages: null,
    redact: flags.redact ?? false,
    decode: flags.decode ?? false,
    live: false,
  };
  const output = await openOutput(flags.out);
  if (format === 'ndjson') return startLiveExport(session, query, output);
  return {
    closed: new Promise(() => undefined),
    async end() {
      await pumpAll(session, await session.startExport(query), output);
      await output.finish();
    },
  };
}

function elapsed(seconds: number): Promise<never> {
  return new Promise((resolve) => setTimeout(() => resolve('elapsed' as never), seconds * 1000));
}

function greet(session: LiveSession): void {
  say(`framescope: capturing on ${proxyUrl(session)} into ${session.file}; Ctrl+C ends it.`);
}
