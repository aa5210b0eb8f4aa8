// Runs an export of any source to stdout or to a file, which appears whole or not at all.

import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { FramescopeError } from '../contract/errors.ts';
import type { ExportId } from '../contract/ids.ts';
import type { ExportChunk } from '../contract/session.ts';
import { stdoutClosed, writeData } from './terminal.ts';

export interface ExportSource {
  readExport(id: ExportId): Promise<ExportChunk>;
}

/** Where an export goes; `write` is false when nobody reads any more. */
export interface Output {
  write(bytes: Uint8Array): Promise<boolean>;
  /** Nobody reads any more. */
  readonly closed: Promise<void>;
  /** Everything was written. */
  finish(): Promise<void>;
  /** It was not: nothing is left behind. */
  discard(): Promise<void>;
}

/** Stdout without a file. Fails with DATA_DIR_UNWRITABLE. */
export async function openOutput(file: string | undefined): Promise<Output> {
  if (file === undefined || file === '-') {
    return {
      write: writeData,
      closed: stdoutClosed,
      finish: async () => undefined,
      discard: async () => undefined,
    };
  }
  const partial = `${file}.partial`;
  const handle = await openForWriting(partial, file);
  return {
    async write(bytes) {
      await handle.writeFile(bytes);
      return true;
    },
    closed: new Promise(() => undefined),
    async finish() {
      await handle.close();
      await rename(partial, file);
    },
    async discard() {
      await handle.close();
      await rm(partial, { force: true });
    },
  };
}

async function openForWriting(path: string, file: string): Promise<FileHandle> {
  try {
    return await open(path, 'w', 0o600);
  } catch (cause) {
    throw new FramescopeError(
      'DATA_DIR_UNWRITABLE',
      `${file} cannot be written.`,
      'Check that its folder exists and is writable.',
      { cause },
    );
  }
}

/** Passes on what is ready now. `more`: there is nothing to wait for, read again. */
export async function pump(
  source: ExportSource,
  id: ExportId,
  output: Output,
): Promise<'more' | 'waiting' | 'done' | 'closed'> {
  const chunk = await source.readExport(id);
  if (chunk.bytes.length > 0 && !(await output.write(chunk.bytes))) return 'closed';
  if (chunk.done) return 'done';
  return chunk.bytes.length > 0 ? 'more' : 'waiting';
}

/** An export at rest, to its end. False when nobody reads any more. */
export async function pumpAll(source: ExportSource, id: ExportId, output: Output): Promise<boolean> {
  for (;;) {
    const state = await pump(source, id, output);
    if (state === 'done') return true;
    if (state === 'closed') return false;
  }
}
