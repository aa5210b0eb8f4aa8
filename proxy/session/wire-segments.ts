// The wire log's files: segments beside the session file, numbered, written at the end and read from the front. Each is
// gone when the archive needs it no more; what a killed engine leaves of them is read when the session is opened again.

import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';

export function segmentPath(file: string, segment: number): string {
  return `${file}-wire-${segment}`;
}

/** Numbers of the segments that are there, oldest first. */
export function listSegments(file: string): number[] {
  const start = `${basename(file)}-wire-`;
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)))
    .toSorted((a, b) => a - b);
}

export function removeSegment(file: string, segment: number): void {
  rmSync(segmentPath(file, segment), { force: true });
}
