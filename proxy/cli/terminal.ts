// What the command line says and where: data to stdout, everything else to stderr, events as JSON when asked for.

import { once } from 'node:events';
import { FramescopeError, formatError } from '../contract/errors.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export type Exit = number;

export type CliEvent =
  | {
      readonly event: 'ready';
      readonly proxy: string;
      readonly ui?: string;
      readonly ca: string;
      readonly session: string;
      readonly pid: number;
    }
  | { readonly event: 'error'; readonly code: string; readonly message: string }
  | {
      readonly event: 'done';
      readonly connections: number;
      readonly messages: number;
      readonly bytes: number;
    };

/** One line on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function emit(event: CliEvent): void {
  say(JSON.stringify(event));
}

/** The one clear line for a failure, in the form that was asked for. */
export function complain(error: unknown, json: boolean): void {
  const code = error instanceof FramescopeError ? error.code : 'FAILED';
  const message = formatError(error).replace(/\s*\n\s*/g, ' ');
  if (json) emit({ event: 'error', code, message });
  else say(`framescope: ${message}`);
}

/** Writes data and waits while the reader is slow. False when nobody reads any more (`| head`). */
export async function writeData(bytes: Uint8Array): Promise<boolean> {
  if (!process.stdout.writable) return false;
  if (!process.stdout.write(bytes))
    await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]).catch(() => undefined);
  return process.stdout.writable;
}

const readerGone = Promise.withResolvers<void>();

/** Resolves when nobody reads stdout any more (`| head`): no failure of ours. */
export const stdoutClosed: Promise<void> = readerGone.promise;

export function watchStdout(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    readerGone.resolve();
  });
}

/** Resolves with the first SIGINT or SIGTERM; a second one ends the process at once. */
export function interrupted(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(EXIT.interrupted);
      asked = true;
      resolve();
    });
  }
  return promise;
}
