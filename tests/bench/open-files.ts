// How many files and sockets a process may have open here, and whether that is enough for a scenario.

import { readFileSync } from 'node:fs';
import type { Scenario } from './scenario.ts';

/** Of a process at rest. */
const BESIDES = 200;

/** Why the proxy, with two sockets a connection, could not hold them all; null when it can, or nobody knows. */
export function tooFewFilesFor({ kind, count }: Scenario): string | null {
  const limit = openFilesLimit();
  const needed = 2 * count + BESIDES;
  if (kind !== 'open' || limit === null || limit >= needed) return null;
  return `${count} connections need ${needed} open files, and ${limit} are allowed: raise ulimit -n`;
}

/** The hard limit, which every Node raises its own to when it starts. */
function openFilesLimit(): number | null {
  if (process.platform !== 'linux') return null;
  const hard = /^Max open files +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return hard === undefined ? null : Number(hard);
}
