// A session file opened to be read, without a proxy: what exports and the like need. It changes nothing in the file.

import type { ArchiveCalls } from './archive-thread.ts';
import { startArchive } from './archive-link.ts';

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
export async function openSavedSession(file: string, version: string): Promise<SavedSession> {
  const archive = await startArchive({
    file,
    access: 'read',
    version,
    changed: async () => undefined,
    died: () => undefined,
  });
  return { calls: archive.calls, close: () => archive.close(0) };
}
