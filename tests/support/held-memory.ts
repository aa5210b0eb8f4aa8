// Bytes in array buffers that are still held, by whomever: what is garbage is collected first.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export function heldMemory(): number {
  collect();
  collect(); // what the first one found is let go of beside it, and the second one waits for that
  return process.memoryUsage().arrayBuffers;
}
