// A session file opened to be read, without a proxy: what exports and the like need. Messages are read as the settings of the
// data folder say, and by the decoders in it. It changes nothing, neither in the file nor in the folder.

import type { ArchiveCalls } from './archive-thread.ts';
import { startArchive } from './archive-link.ts';
import type { DataDir } from './data-dir.ts';
import { readSettings } from './settings-file.ts';

export type SavedCalls = {
  [K in Exclude<keyof ArchiveCalls, 'open' | 'close'>]: (
    ...args: Parameters<ArchiveCalls[K]>
  ) => Promise<Awaited<ReturnType<ArchiveCalls[K]>>>;
};

export interface SavedSession {
  readonly calls: SavedCalls;
  close(): Promise<void>;
}

/** Fails with SESSION_NOT_FOUND, SESSION_CORRUPT or SESSION_NEWER. */
export async function openSavedSession(
  file: string,
  version: string,
  { decoders, protobuf, settings }: DataDir,
): Promise<SavedSession> {
  const archive = await startArchive({
    file,
    access: 'read',
    version,
    decoders,
    protobuf,
    changed: async () => undefined,
    died: () => undefined,
  });
  await archive.calls.decodeBy(readSettings(settings).decoders);
  return { calls: archive.calls, close: () => archive.close(0) };
}
