// Session files to measure with: written when they are not there, copied where they will be changed.

import { constants, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.ts';
import { say } from './run-bench.ts';

const writer = join(import.meta.dirname, 'store', 'session-file.ts');

export interface Wanted {
  readonly messages: number;
  /** Of so many connections; all kinds by default. */
  readonly connections?: number;
  /** Where it is kept, and taken from when it is there; null: nowhere. */
  readonly keep: string | null;
}

/** A file in this folder that may be changed. */
export async function sessionFile(folder: string, { messages, connections, keep }: Wanted): Promise<string> {
  const file = join(folder, `${messages}.framescope`);
  if (keep === null || !existsSync(keep)) await write(keep ?? file, messages, connections);
  if (keep !== null) copyFileSync(keep, file, constants.COPYFILE_FICLONE);
  return file;
}

async function write(file: string, messages: number, connections?: number): Promise<void> {
  say(`writing a session of ${messages.toLocaleString('en')} messages…`);
  const words = [writer, file, String(messages), ...(connections === undefined ? [] : [String(connections)])];
  const { milliseconds } = await runChild<{ milliseconds: number }>(words);
  say(`written in ${(milliseconds / 1000).toFixed(1)} s`);
}
