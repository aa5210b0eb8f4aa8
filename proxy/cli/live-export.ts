// An export that follows the capture: what is stored goes out as it happens, until it is told to end.

import type { ExportQuery, Session } from '../contract/session.ts';
import { type Output, pump, pumpAll } from './export-writer.ts';

export interface LiveExport {
  /** Nobody reads any more. */
  readonly closed: Promise<void>;
  /** Takes what is there by now and ends. */
  end(): Promise<void>;
}

export async function startLiveExport(
  session: Session,
  query: ExportQuery,
  output: Output,
): Promise<LiveExport> {
  const id = await session.startExport({ ...query, live: true });
  let stopped = false;
  let running: Promise<void> | null = null;
  let again = false;

  const drain = async (): Promise<void> => {
    do {
      again = false;
      for (
        let state = await pump(session, id, output);
        state !== 'waiting';
        state = await pump(session, id, output)
      ) {
        if (state !== 'more') return;
      }
    } while (again);
  };
  const wake = (): void => {
    again = true;
    if (stopped) return;
    running ??= drain().finally(() => {
      running = null;
    });
  };

  const unsubscribe = await session.subscribe(wake);
  wake();
  return {
    closed: output.closed,
    async end() {
      stopped = true;
      unsubscribe();
      await running;
      await session.endExport(id);
      await pumpAll(session, id, output);
      await output.finish();
    },
  };
}
