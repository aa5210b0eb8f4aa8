// One running export: reads it chunk by chunk into a file of the browser, and tells how far it is.
// It knows neither formats nor dialogs.

import type { ExportQuery, Session } from '../../../proxy/contract/session.ts';

export interface ExportProgress {
  /** Messages looked at, of how many. */
  readonly progress: number;
  readonly total: number;
  readonly bytes: number;
}

/** Null when it was aborted. */
export async function runExport(
  session: Session,
  query: ExportQuery,
  signal: AbortSignal,
  onProgress: (progress: ExportProgress) => void,
): Promise<Blob | null> {
  const id = await session.startExport(query);
  const parts: Blob[] = [];
  let bytes = 0;
  while (!signal.aborted) {
    const chunk = await session.readExport(id);
    parts.push(new Blob([new Uint8Array(chunk.bytes)])); // which the browser may keep on disk
    bytes += chunk.bytes.length;
    onProgress({ progress: chunk.progress, total: chunk.total, bytes });
    if (chunk.done) return new Blob(parts);
  }
  await session.cancelExport(id);
  return null;
}
