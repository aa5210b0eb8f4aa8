// How long the archive rests after a batch. Where cores are short a flood needs them, and what it brings is safe on disk:
// the archive lets it pass, the less the more it has before it, and catches up when it is over.

import { availableParallelism } from 'node:os';

/** With fewer, client, server and relay have none to spare. */
const ENOUGH_CORES = 4;
/** Batches of up to 1 MiB waiting: a flood, and one of which the archive must not fall behind further. */
const FLOOD = 8;
const LONG = 1024;
/** A flood is over when nothing has come for so long, milliseconds. */
const OVER_MS = 50;
/** Milliseconds of rest for each of work, when a flood begins. */
const MOST = 6;

export interface Backlog {
  readonly batches: number;
  /** Milliseconds since the last one came. */
  readonly quiet: number;
}

/** Milliseconds to rest after `worked` milliseconds of reading. */
export function restAfter(worked: number, backlog: Backlog, cores = availableParallelism()): number {
  const { batches, quiet } = backlog;
  if (cores >= ENOUGH_CORES || batches < FLOOD || quiet > OVER_MS) return 0;
  return worked * MOST * Math.max(0, 1 - batches / LONG);
}
