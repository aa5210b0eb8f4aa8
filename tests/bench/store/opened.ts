// The archive of a session file, as the engine has it: on its thread, with views that are followed as a page does.

import type { ConnectionId, ViewId } from '../../../proxy/contract/ids.ts';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { type ArchiveLink, startArchive } from '../../../proxy/session/archive-link.ts';

export interface OpenedView {
  readonly view: ViewId;
  /** Milliseconds from the question to the first rows; null when nothing matches. */
  readonly first: number | null;
  /** Milliseconds until all was looked through, or until it was given up. */
  readonly whole: number;
  readonly state: ViewState;
}

export interface OpenedFile {
  readonly calls: ArchiveLink['calls'];
  /** Resolves when all of it was looked through, or as much as `PATIENCE` allows. */
  view(connections: readonly ConnectionId[] | null, filter: string): Promise<OpenedView>;
  close(): Promise<void>;
}

/** What fills a screen. */
export const SCREEN = 50;
/** Milliseconds; what was looked through by then gives the rate. */
const PATIENCE = 30_000;

export async function openFile(file: string): Promise<OpenedFile> {
  const states = new Map<ViewId, ViewState>();
  const waiting = new Set<() => void>();
  const archive = await startArchive({
    file,
    access: 'create',
    version: 'bench',
    changed: async ({ views }) => {
      for (const state of views) states.set(state.view, state);
      for (const look of waiting) look();
    },
    died: (error) => {
      throw error;
    },
  });
  const { calls } = archive;
  await calls.watch(true);

  /** The first state of a view of which this is true. */
  const until = (opened: ViewState, isThere: (state: ViewState) => boolean): Promise<ViewState> => {
    const { promise, resolve } = Promise.withResolvers<ViewState>();
    const look = () => {
      const state = states.get(opened.view) ?? opened;
      if (!isThere(state)) return;
      waiting.delete(look);
      resolve(state);
    };
    waiting.add(look);
    look();
    return promise;
  };

  return {
    calls,
    async view(connections, filter) {
      const began = performance.now();
      const opened = await calls.openView({ connections, filter });
      const some = await until(opened, ({ count, scanned, total }) => count > 0 || scanned >= total);
      if (some.count > 0) await calls.rows(opened.view, 0, SCREEN);
      const first = some.count > 0 ? performance.now() - began : null;
      const givenUp = () => performance.now() - began > PATIENCE;
      const state = await until(opened, ({ scanned, total }) => scanned >= total || givenUp());
      return { view: opened.view, first, whole: performance.now() - began, state };
    },
    close: () => archive.close(Date.now()),
  };
}
